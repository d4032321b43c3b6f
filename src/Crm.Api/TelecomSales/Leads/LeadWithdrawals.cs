using Crm.Api.Imports;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.Leads;
using Crm.EventStore.Append;
using Crm.EventStore.Streams;
using Dapper;

namespace Crm.Api.TelecomSales.Leads;

/// <summary>Leads that a file does not name although it is the whole base: they are marked, not deleted.</summary>
/// <remarks>
/// Who is there is known from the rows of the last file that was the whole base and of those after it, not from a view: so nobody is overlooked
/// when a view is behind.
/// </remarks>
public sealed class LeadWithdrawals(EventLog log, Aggregates aggregates)
{
    private const int AtOnce = 500, Tries = 8;

    /// <summary>Withdraws them; done again, it withdraws nobody twice.</summary>
    /// <returns>How many this import withdrew, also before it was killed.</returns>
    internal async Task<int> Write(ImportId import, LeadBase leadBase, ImportRows rows, Func<BusinessMoment> now, EventMetadata metadata, CancellationToken ct)
    {
        var since = leadBase.Since.Where(other => other != import).Select(other => other.Value).ToArray();
        if (since.Length == 0) return 0;

        var withdrawn = 0;
        for (var after = Guid.Empty; ;)
        {
            var page = (await rows.Connection.QueryAsync<Guid>(new(
                $"select there.record_id {Missing(rows)} and there.record_id > @after order by there.record_id limit {AtOnce}",
                new { import = import.Value, since, after }, commandTimeout: 0, cancellationToken: ct))).ToList();
            if (page.Count > 0) withdrawn += await Withdraw(import, page, now(), metadata, ct);
            if (page.Count < AtOnce) return withdrawn;
            after = page[^1];
        }
    }

    internal static Task<int> Count(LeadBase leadBase, ImportRows rows, CancellationToken ct) => rows.Connection.ExecuteScalarAsync<int>(new(
        $"select count(*) {Missing(rows)}", new { import = Guid.Empty, since = leadBase.Since.Select(other => other.Value).ToArray() }, commandTimeout: 0, cancellationToken: ct));

    private static string Missing(ImportRows rows) =>
        $"""
        from (select distinct record_id from crm_import_rows where import_id = any(@since) and accepted) there
        where not exists (select from {rows.Table} named where named.record_id = there.record_id and (named.import_id = @import or @import = '00000000-0000-0000-0000-000000000000'))
        """;

    private async Task<int> Withdraw(ImportId import, List<Guid> ids, BusinessMoment now, EventMetadata metadata, CancellationToken ct)
    {
        var withdrawn = 0;
        for (var attempt = 1; ids.Count > 0; attempt++)
        {
            var (states, units, tried) = (await LeadStates.Load(log, ids, [], ct), new List<AppendUnit>(), new List<Guid>());
            foreach (var id in ids)
            {
                var (lead, version) = states.Of(id);
                if (lead is null) continue;
                var decision = WithdrawLeadHandler.Handle(new(import, now), lead);
                if (!decision.Appends)
                {
                    if (lead.LastImport == new LeadMark(import, LeadChange.Withdrawn)) withdrawn++;
                    continue;
                }

                units.Add(new(metadata, [new(id, LeadTask.Stream, version, decision.Events)]));
                tried.Add(id);
            }

            if (units.Count == 0) return withdrawn;
            var outcomes = await log.AppendMany(units, ct);
            foreach (var id in tried) aggregates.Forget(id);
            withdrawn += outcomes.Count(outcome => outcome is AppendOutcome.Appended);
            ids = [.. tried.Where((_, i) => outcomes[i] is not AppendOutcome.Appended)];
            if (attempt == Tries && ids.Count > 0) throw new ImportContendedException(ids.Count);
        }

        return withdrawn;
    }
}
