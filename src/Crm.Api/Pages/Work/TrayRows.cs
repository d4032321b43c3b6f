using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;

namespace Crm.Api.Pages.Work;

/// <summary>What the pages of trays have in common.</summary>
internal static class TrayRows
{
    /// <summary>The rows that a permission lets the page's reader reach.</summary>
    public static TrayRequest Rows(this WorkPage page, string permission, string? cursor) => new(
        page.Who.ScopeOf(permission), page.Who.ScopeOf(Permission.CustomersSeePersonalData), null, null, null,
        new(PageRequest.DefaultLimit, cursor), Total: cursor is null);

    /// <summary>The zone in which the reader's "today" is meant on pages over several campaigns: his own.</summary>
    public static async Task<string> ZoneOfCaller(this WorkPage page, CancellationToken ct) =>
        (await page.HttpContext.RequestServices.GetRequiredService<UserReader>().Find(page.Who.UserId, ct))?.Zone ?? "America/Bogota";
}
