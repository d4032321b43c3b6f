using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>404 as a page, for addresses under the desk that lead nowhere.</summary>
[SignedIn]
public sealed class ElsewhereModel : WorkPage
{
    public IActionResult OnGet() => Missing();
}
