using Crm.Api.Files;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.Leads;
using Crm.EventStore;
using Crm.EventStore.Streams;

namespace Crm.Api.TelecomSales.Leads;

/// <summary>A row of a file of leads: it is added, changed, or there already.</summary>
internal sealed class LeadTask(EventLog log, ImportId import, LeadBase leadBase, RefusalTexts texts, LeadRowReader reader) : IImportTask<LeadFileRow>
{
    internal static readonly string Stream = SnakeCase.Of(nameof(Lead));

    public LeadFileRow Resolve(TabularRow cells) => reader.Read(cells);

    public async Task<IRowDecisions<LeadFileRow>> Load(IReadOnlyList<LeadFileRow> rows, CancellationToken ct) =>
        new Decisions(import, leadBase, await LeadStates.Load(log, [.. rows.Select(row => row.Key!.Value)], [.. rows.Select(row => row.Upgrade?.PersonId.Value).OfType<Guid>()], ct));

    public RowProblem Repeated(LeadFileRow row, EarlierRow earlier) => OfKey(row, earlier.IsSame ? Problem.Repeated(earlier.Line) : LeadProblem.SameLead(earlier.Line));

    public RowProblem Refused(LeadFileRow row, Refusal refusal) => OfKey(row, Problem.Refused(refusal, texts.Spanish(refusal)));

    private RowProblem OfKey(LeadFileRow row, (string Code, Bilingual Reason) problem)
    {
        var field = leadBase.Kind is LeadKind.Prepaid ? LeadField.Phone : LeadField.Registration;
        return new(row.Line, field.Header, field, row.Phone ?? row.Upgrade?.RegistrationNumber, problem.Code, Rejects: true, problem.Reason);
    }

    private sealed class Decisions(ImportId import, LeadBase leadBase, LeadStates states) : IRowDecisions<LeadFileRow>
    {
        public DecidedRow<LeadFileRow> Decide(LeadFileRow row, BusinessMoment now)
        {
            var id = row.LeadId!.Value;
            var (lead, version) = states.Of(id.Value);
            var decision = LoadLeadHandler.Handle(new(id, leadBase.Id, leadBase.CampaignId, import, row.Phone, row.Upgrade, now) { PersonErased = states.IsErased(row.Upgrade?.PersonId.Value) }, lead);
            if (decision.Refusal is { } refusal) return new(row, [], ImportTally.OfRejected(1), refusal);
            if (!decision.Appends) return new(row, [], DoneBefore(lead), null);

            states.Apply(id.Value, decision.Events);
            return new(row, [new(id.Value, Stream, version, decision.Events)], lead is null ? new(1, 1, 0, 0, 0) : new(1, 0, 1, 0, 0), null);
        }

        /// <summary>A row that this import did before it was killed counts as what it was then, not as unchanged.</summary>
        private ImportTally DoneBefore(Lead? lead) => lead?.LastImport is { } last && last.ImportId == import
            ? last.Change is LeadChange.Added ? new(1, 1, 0, 0, 0) : new(1, 0, 1, 0, 0)
            : new(1, 0, 0, 1, 0);
    }
}

/// <summary>Leads read in one round trip, and what rows make of them.</summary>
internal sealed class LeadStates
{
    private readonly Dictionary<Guid, (Lead? State, long Version)> _leads = [];
    private readonly HashSet<Guid> _erased = [];

    /// <param name="persons">Whom the rows name by their documents; most have no stream.</param>
    public static async Task<LeadStates> Load(EventLog log, IReadOnlyList<Guid> ids, IReadOnlyList<Guid> persons, CancellationToken ct)
    {
        var states = new LeadStates();
        foreach (var id in ids) states._leads[id] = (null, 0);
        foreach (var recorded in await log.ReadStreams([.. ids.Concat(persons).Distinct()], ct))
        {
            if (recorded.Data is SubjectErased) states._erased.Add(recorded.StreamId);
            if (states._leads.TryGetValue(recorded.StreamId, out var lead)) states._leads[recorded.StreamId] = (Lead.Evolve(lead.State, recorded.Data), recorded.Version);
        }

        return states;
    }

    public bool IsErased(Guid? person) => person is { } known && _erased.Contains(known);

    public (Lead? State, long Version) Of(Guid id) => _leads[id];

    public void Apply(Guid id, IReadOnlyList<IEvent> events)
    {
        var (state, version) = _leads[id];
        _leads[id] = (events.Aggregate(state, Lead.Evolve), version + events.Count);
    }
}
