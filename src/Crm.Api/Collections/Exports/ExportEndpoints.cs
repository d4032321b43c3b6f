using System.Globalization;
using Crm.Api.Audit;
using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Reports;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.Projections.Collections;

namespace Crm.Api.Collections.Exports;

/// <summary>Reports to take away as CSV or XLSX: columns by choice, a period by date, streamed row by row, on record before the first one.</summary>
public static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup("/api/collections/exports").WithTags("Collections: exports");

        exports.MapGet("/debtors", (ReportParameters asked, ReportWriter writer, CancellationToken ct) =>
                writer.Write<AccountsTray, TrayAccount>("debtors", Reports.Debtors, asked, null, "id", row => (row.DebtorId, row.AccountId, row.CampaignId, row.TeamId, row.OwnerId), ct))
            .Report("ExportDebtors", "What debtors owe, an account a row", Permission.CustomersExport);
        exports.MapGet("/attempts", (ReportParameters asked, ReportWriter writer, CancellationToken ct) =>
                writer.Write<AttemptFacts, AttemptFact>("attempts", Reports.Attempts, asked, "on_date", "at, id",
                    row => (row.DebtorId, row.Accounts[0].AccountId, row.CampaignId, row.TeamId, row.AgentId), ct))
            .Report("ExportAttempts", "Attempts by the date they were made", Permission.ReportsExport);
        exports.MapGet("/agreements", (ReportParameters asked, ReportWriter writer, CancellationToken ct) =>
                writer.Write<AgreementFile, AgreementRecord>("agreements", Reports.Agreements, asked, "signed_on", "signed_on, id",
                    row => (row.Parties.DebtorId, row.Parties.AccountId, row.Parties.CampaignId, row.Work?.TeamId, row.Work?.AgentId), ct))
            .Report("ExportAgreements", "Agreements by the date they were signed", Permission.ReportsExport);
        exports.MapGet("/payments", (ReportParameters asked, ReportWriter writer, CancellationToken ct) =>
                writer.Write<PaymentFacts, PaymentFact>("payments", Reports.Payments, asked, "value_date", "value_date, id",
                    row => (row.DebtorId, row.AccountId, row.CampaignId, row.AttributedTo?.TeamId, row.AttributedTo?.AgentId), ct))
            .Report("ExportPayments", "Payments by value date", Permission.ReportsExport);
    }

    private static void Report(this RouteHandlerBuilder endpoint, string name, string summary, string permission) => endpoint
        .WithName(name).WithSummary($"{summary}: ?campaign=&from=&to=&columns=a,b&format=csv|xlsx")
        .Produces(StatusCodes.Status200OK, contentType: ExportFormat.Csv.ContentType()).RecordsReadsItself(AccessKind.ReportExport).RequirePermission(permission);
}

/// <summary>Writes a report as a stream: a few hundred rows at a time with their debtors and accounts, never all of them.</summary>
public sealed class ReportWriter(ViewReader views, ReportStream reports, BusinessClock clock)
{
    private const int AtOnce = 250;

    /// <param name="dateColumn">The column the period is about, both days included; <c>null</c>: there is none.</param>
    /// <param name="about">Debtor, account, campaign, team and person of a row.</param>
    public Task<IResult> Write<TProjection, TRow>(
        string name, IReadOnlyList<ReportColumn<TRow, ReportContext>> all, ReportParameters asked, string? dateColumn, string order,
        Func<TRow, (DebtorId Debtor, AccountId Account, CampaignId Campaign, TeamId? Team, UserId? Person)> about, CancellationToken ct)
        where TProjection : Projection, new() where TRow : class
    {
        var query = new ListQuery(DocumentTable.Of<TProjection>())
            .Within(asked.Context.Scope, typeof(TProjection) == typeof(AccountsTray) ? "owner_id" : "agent_id", typeof(TProjection) == typeof(PaymentFacts) ? null : "team_id")
            .WhereAsked("campaign_id = {0}", asked.Campaign?.ToString());
        if (dateColumn is not null)
        {
            query.WhereAsked($"{dateColumn} >= {{0}}", asked.From?.ToString("O", CultureInfo.InvariantCulture))
                .WhereAsked($"{dateColumn} <= {{0}}", asked.To?.ToString("O", CultureInfo.InvariantCulture));
        }

        return reports.Answer(name, all, asked, null, Lines(query, order, asked, about, ct), ct);
    }

    private async IAsyncEnumerable<(TRow, ReportContext)> Lines<TRow>(
        ListQuery query, string order, ReportParameters asked, Func<TRow, (DebtorId Debtor, AccountId Account, CampaignId Campaign, TeamId? Team, UserId? Person)> about,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct) where TRow : class
    {
        var (now, personal) = (clock.GetUtcNow(), asked.Context.ScopeOf(Permission.CustomersSeePersonalData));
        await foreach (var chunk in query.All<TRow>(views, order, ct).Chunk(AtOnce).WithCancellation(ct))
        {
            var debtors = await views.FindMany<DebtorDirectory, DirectoryEntry>([.. chunk.Select(row => about(row).Debtor.Value)], ct);
            var accounts = await views.FindMany<AccountsTray, TrayAccount>([.. chunk.Select(row => about(row).Account.Value)], ct);
            foreach (var row in chunk)
            {
                var (debtor, account, campaign, team, person) = about(row);
                yield return (row, new(now, debtors.GetValueOrDefault(debtor.Value), personal.Reaches(campaign, team, person), accounts.GetValueOrDefault(account.Value), asked.Spanish));
            }
        }
    }
}
