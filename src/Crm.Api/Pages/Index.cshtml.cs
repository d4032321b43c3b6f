using Crm.Api.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Crm.Api.Pages;

/// <summary>Sends each to where his work is.</summary>
[SignedIn]
public sealed class IndexModel : PageModel
{
    public IActionResult OnGet() => Caller.Of(HttpContext)! switch
    {
        var caller when caller.Has(Permission.AccountsRead) => LocalRedirect("/desk/tray"),
        var caller when caller.Has(Permission.AuditRead) => LocalRedirect("/desk/audit"),
        var caller when AdminPlaces.FirstOf(caller) is { } place => LocalRedirect(place),
        _ => LocalRedirect("/desk/nothing"),
    };
}
