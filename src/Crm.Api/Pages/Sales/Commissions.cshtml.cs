using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Pages.Work;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Commissions;
using Crm.Domain.Kernel;
using Crm.Projections.TelecomSales.Commissions;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>Statements of commissions by month: the reader's own, and those he reaches.</summary>
[Requires(Permission.CommissionsRead)]
public sealed class CommissionsModel(CommissionQueries commissions, ViewReader views, UserReader users, BusinessClock clock) : SalesPage(views, users)
{
    public Page<StatementRow> Statements { get; private set; } = new([], null);

    /// <summary>The reader's statement of the month that is shown; <c>null</c>: he earned nothing in it.</summary>
    public StatementRow? Own { get; private set; }

    public BusinessMonth Shown { get; private set; }

    /// <summary>A month: <c>2026-11</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Month { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Shown = BusinessMonth.TryParse(Month, out var asked) && asked.First.Year is > 2000 and < 2200 ? asked : BusinessMonth.Of(BusinessMoment.Of(clock.GetUtcNow(), await this.ZoneOfCaller(ct)).Date);
        var rows = this.Rows(Permission.CommissionsRead, Cursor);
        Statements = await commissions.Statements(rows, Shown, ct);
        Own = Statements.Items.FirstOrDefault(row => row.AgentId == Who.UserId)
            ?? ((await commissions.Statements(rows with { Person = "me", Page = new(1, null), Total = false }, Shown, ct)).Items is [{ } mine, ..] ? mine : null);
        await Know(Statements.Items.Select(row => (UserId?)row.AgentId), ct);
    }
}
