using Crm.Api.Audit;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Pages.Work;
using Crm.Api.Queries;
using Crm.Api.TelecomSales;
using Crm.Api.TelecomSales.Queries;
using Crm.Domain.TelecomSales;
using Crm.Projections.TelecomSales;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>A tray of sales to work in, with how much is in each of the others.</summary>
[Requires(Permission.SalesRead)]
[RecordsReads(AccessKind.Tray)]
public sealed class SalesTrayModel(
    SalesTrays trays, ViewReader views, UserReader users, BusinessClock clock, CommandRunner runner, Commands commands, SalesFacts facts) : SalesPage(views, users)
{
    private static readonly string[] Shown = [DocumentTable.NameOf<SalesTray>(), DocumentTable.NameOf<SaleFile>()];

    public SaleTray Tray { get; private set; }
    public IReadOnlyList<TrayCount> Counts { get; private set; } = [];
    public Page<SaleTrayLine> Sales { get; private set; } = new([], null);
    public DateTimeOffset Now { get; private set; }

    /// <summary>The reader's own, in which instants of a page over several campaigns are meant.</summary>
    public string Zone { get; private set; } = "America/Bogota";

    /// <summary>Which tray, as an address has it; left out: the one the reader works in.</summary>
    [BindProperty(SupportsGet = true, Name = "tray")]
    public string? Slug { get; set; }

    [BindProperty(SupportsGet = true)]
    public SaleKind? Kind { get; set; }

    /// <summary><c>me</c>: sales of the reader's own.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Person { get; set; }

    /// <summary><c>me</c>, <c>others</c> or <c>nobody</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Claimed { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Late { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>Whether the reader reviews sales: then he may claim them from here.</summary>
    public bool Reviews => Tray is SaleTray.PendingReview && Who.Has(Permission.SalesReview);

    /// <summary>The stream of what is shown; a page that filters by more is read again when something changed.</summary>
    public string Stream => $"/api/telecom-sales/trays/live?place={Place(Tray)}{(Person is "me" ? "&person=me" : "")}";

    /// <summary>A tray as the stream names it.</summary>
    public static string Place(SaleTray tray) => Stored.Name<SaleTray>(tray)!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    public async Task<IActionResult> OnPostNextAsync(CancellationToken ct)
    {
        Guid? claimed = null;
        if (await Give("next", "ClaimNextSale", Permission.SalesReview, new ClaimNextRequest(null, Kind), async (body, context) =>
            {
                var answer = await ReviewEndpoints.ClaimNext(body, context, runner, commands, facts, trays, ct);
                claimed = (answer as CommandResult)?.Value.Id;
                return answer;
            }, Shown, ct))
        {
            return LocalRedirect($"/desk/sales/{claimed}");
        }

        if (Refusal is null) Refuse("next", StatusCodes.Status409Conflict, Texts.T("sales.nothing_waits"), []);
        return await Load(ct) ? Page() : Missing();
    }

    public async Task<IActionResult> OnPostClaimAsync(Guid sale, CancellationToken ct)
    {
        if (await Give("next", "ClaimSale", Permission.SalesReview, sale, (id, context) => ReviewEndpoints.Claim(id, context, commands, facts, ct), Shown, ct))
            return LocalRedirect($"/desk/sales/{sale}");

        return await Load(ct) ? Page() : Missing();
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        Slug ??= SaleWords.Slug(Who.Has(Permission.SalesReview) ? SaleTray.PendingReview : SaleTray.Returned);
        if (SaleWords.TrayOf(Slug) is not { } tray) return false;

        Tray = tray;
        Now = clock.GetUtcNow();
        Zone = await this.ZoneOfCaller(ct);
        if (Person is not "me") Person = null;
        if (Claimed is not ("me" or "others" or "nobody")) Claimed = null;
        var request = this.Rows(Permission.SalesRead, Cursor) with { Person = Person };
        Counts = await trays.Counts(request, ct);
        Sales = await trays.Page(tray, request, new(Kind is { } kind ? new(kind) : null, Claimed, Late ? true : null), ct);
        await Know(Sales.Items.SelectMany(line => new[] { line.Sale.AgentId, line.Sale.ClaimedBy }), ct);
        return true;
    }
}
