using Crm.Api.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Crm.Api.Pages;

/// <summary>Sends each to where his work is: the first place he may open that is not about himself.</summary>
[SignedIn]
public sealed class IndexModel : PageModel
{
    public IActionResult OnGet() =>
        LocalRedirect(Places.OpenTo(Caller.Of(HttpContext)!).Select(open => open.First).FirstOrDefault(place => place.Permission is not null)?.Path ?? "/desk/nothing");
}
