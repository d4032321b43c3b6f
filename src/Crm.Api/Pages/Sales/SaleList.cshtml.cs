using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Queries;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>Sales, newest first, found by number, customer, document, phone or order.</summary>
[Requires(Permission.SalesRead)]
[RecordsReads(AccessKind.SaleSearch, ByItself = true)]
public sealed class SaleListModel(SaleQueries queries, ViewReader views, UserReader users, AccessLog reads) : SalesPage(views, users)
{
    public Page<SaleLine> Sales { get; private set; } = new([], null);

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public SaleState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public SaleKind? Kind { get; set; }

    /// <summary><c>me</c>: the reader's own.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Person { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var (text, context) = (Q?.Trim() is { Length: > 0 } asked ? asked[..Math.Min(asked.Length, 100)] : null, CommandContext.For(HttpContext, "ListSales", Permission.SalesRead));
        await reads.Record(context, AccessKind.SaleSearch, null, new { length = text?.Length, State, Kind }, ct);
        Sales = await queries.List(
            new(null, null, Person is "me" ? "me" : null, State is { } state ? new(state) : null, Kind is { } kind ? new(kind) : null, null, From, To, text), context.Scope, ScopeOf(Permission.CustomersSeePersonalData),
            new(PageRequest.DefaultLimit, Cursor), total: false, ct);
        if (text is not null && Sales.Items.Count == 1 && Cursor is null) return Redirect($"/desk/sales/{Sales.Items[0].SaleId}");

        await Know(Sales.Items.Select(line => line.AgentId), ct);
        return Page();
    }
}
