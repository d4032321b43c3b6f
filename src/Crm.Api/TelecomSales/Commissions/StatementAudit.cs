using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.EventStore;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.TelecomSales.Commissions;

namespace Crm.Api.TelecomSales.Commissions;

/// <summary>Reckons a statement again from its events and compares what is shown with it, entry by entry and to the cent.</summary>
public sealed class StatementAudit(EventLog log, ViewReader views, EventStoreOptions store, ProjectionProgress progress)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly CommissionStatementList Statements = new();
    private static readonly CommissionEntries Entries = new();

    public async Task<AuditedStatement?> Of(Guid id, CancellationToken ct)
    {
        var events = await log.ReadStream(id, StreamRange.Whole, ct);
        if (events.Count == 0) return null;
        if (!await progress.WaitFor([Statements.Name, Entries.Name], events[^1].Position, Longest, ct))
            return new(new(id), events.Count, null, null, ["The read models have not seen the statement's last event yet."]);

        var (row, entries) = Folded(id, events);
        if (row is null) return null;

        var differences = new List<string>();
        var shown = await views.Find<CommissionStatementList, StatementRow>(id, ct);
        Compare("statement", row, shown, differences);

        var kept = (await views.Query<string>($"select data::text from {DocumentTable.Of<CommissionEntries>()} where statement_id = @id", new { id = id.ToString() }, ct))
            .Select(views.Read<CommissionEntry>).ToDictionary(entry => entry.EntryId);
        foreach (var (key, entry) in entries) Compare($"entry {key}", entry, kept.GetValueOrDefault(key), differences);
        differences.AddRange(kept.Keys.Except(entries.Keys).Select(key => $"entry {key}: shown, but there is no event of it"));

        var sum = entries.Values.Select(entry => entry.Amount).Sum(row.Currency);
        var decided = events.Select(recorded => recorded.Data).Aggregate((CommissionStatement?)null, CommissionStatement.Evolve)!;
        if (sum != row.Totals.Total) differences.Add($"The entries come to {sum}, the statement says {row.Totals.Total}.");
        if (decided.Totals != row.Totals) differences.Add($"Decisions stand on {decided.Totals.Total}, the statement says {row.Totals.Total}.");
        if (events[^1].Data is CommissionStatementSettled settled && settled.Totals != row.Totals)
            differences.Add($"It was settled at {settled.Totals.Total}, its events come to {row.Totals.Total}.");
        if (row.IsSettled && events[^1].Data is not CommissionStatementSettled) differences.Add("There are events behind its settlement.");
        return new(new(id), events.Count, sum, shown?.Totals.Total, differences);
    }

    private static (StatementRow? Row, Dictionary<Guid, CommissionEntry> Entries) Folded(Guid id, IReadOnlyList<Recorded> events)
    {
        var (row, entries) = ((StatementRow?)null, new Dictionary<Guid, CommissionEntry>());
        foreach (var recorded in events)
        {
            if (Statements.Handles.Contains(recorded.Data.GetType())) row = Statements.Evolve(id, row, recorded);
            if (!Entries.Handles.Contains(recorded.Data.GetType())) continue;
            foreach (var key in Entries.Keys(recorded)) entries[key] = Entries.Evolve(key, entries.GetValueOrDefault(key), recorded)!;
        }

        return (row, entries);
    }

    private void Compare<T>(string what, T expected, T? shown, List<string> differences) where T : class
    {
        if (shown is null) differences.Add($"{what}: not shown");
        else if (!JsonNode.DeepEquals(JsonSerializer.SerializeToNode(expected, store.Json), JsonSerializer.SerializeToNode(shown, store.Json)))
            differences.Add($"{what}: what is shown differs from its events");
    }
}

/// <param name="Events">How many events it has.</param>
/// <param name="Reckoned">The sum of the entries that come of its events.</param>
/// <param name="Shown">The total that the statement shows.</param>
/// <param name="Differences">None: the statement is what its events come to.</param>
public sealed record AuditedStatement(CommissionStatementId StatementId, int Events, Money? Reckoned, Money? Shown, IReadOnlyList<string> Differences)
{
    public bool Holds => Differences.Count == 0;
}
