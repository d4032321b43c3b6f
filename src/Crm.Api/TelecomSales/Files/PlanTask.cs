using Crm.Api.Files;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Plans;
using Crm.EventStore;
using Crm.EventStore.Append;
using Crm.EventStore.Streams;

namespace Crm.Api.TelecomSales.Files;

/// <summary>A row of a file of plans: the plan is put on sale, gets other terms, ends on another day, or is so already.</summary>
internal sealed class PlanTask(EventLog log, Campaign campaign, UserId? by, string fileName, RefusalTexts texts, PlanRowReader reader) : IImportTask<PlanFileRow>
{
    private static readonly string Stream = SnakeCase.Of(nameof(Plan));

    public PlanFileRow Resolve(TabularRow cells) => reader.Read(cells);

    public async Task<IRowDecisions<PlanFileRow>> Load(IReadOnlyList<PlanFileRow> rows, CancellationToken ct)
    {
        var plans = rows.ToDictionary(row => row.Key!.Value, _ => ((Plan?)null, 0L));
        foreach (var recorded in await log.ReadStreams(plans.Keys, ct))
            plans[recorded.StreamId] = (Plan.Evolve(plans[recorded.StreamId].Item1, recorded.Data), recorded.Version);
        return new Decisions(this, plans);
    }

    public RowProblem Repeated(PlanFileRow row, EarlierRow earlier) => OfCode(row, earlier.IsSame ? Problem.Repeated(earlier.Line) : SalesFileProblem.SamePlan(earlier.Line));

    public RowProblem Refused(PlanFileRow row, Refusal refusal) => OfCode(row, Problem.Refused(refusal, texts.Spanish(refusal)));

    private static RowProblem OfCode(PlanFileRow row, (string Code, Bilingual Reason) problem) =>
        new(row.Line, PlanField.Code.Header, PlanField.Code, row.Code, problem.Code, Rejects: true, problem.Reason);

    private IEnumerable<Func<Plan?, Decision>> Steps(PlanFileRow row, Plan? plan, BusinessMoment now)
    {
        if (plan is null)
        {
            yield return state => PublishPlanHandler.Handle(
                new(row.PlanId!.Value, campaign.Id, row.Code, row.Kind, row.Offer!, row.From ?? now.Date, row.Until, campaign.Currency, by, now), state);
            yield break;
        }

        if (plan.Kind != row.Kind)
        {
            yield return _ => Decision.Refuse(Refusal.Of("telecom-sales.plan-of-another-kind", $"{plan.Code} is sold as {plan.Kind}.", ["kind"], ("code", plan.Code), ("kind", plan.Kind.ToString())));
            yield break;
        }

        // A plan that is there has had its first date: other terms hold from the row's date, or from today when that has passed.
        var first = row.From is { } from && from > now.Date ? from : now.Date;
        yield return state => RevisePlanHandler.Handle(new(row.Offer!, first, campaign.Currency, by, now), state!);
        if (row.Until is { } until) yield return state => WithdrawPlanHandler.Handle(new(until, fileName, by, now), state!);
    }

    private sealed class Decisions(PlanTask task, Dictionary<Guid, (Plan? State, long Version)> plans) : IRowDecisions<PlanFileRow>
    {
        public DecidedRow<PlanFileRow> Decide(PlanFileRow row, BusinessMoment now)
        {
            var (plan, version) = plans[row.Key!.Value];
            var (state, events) = (plan, new List<IEvent>());
            foreach (var step in task.Steps(row, plan, now))
            {
                var decision = step(state);
                if (decision.Refusal is { } refusal) return new(row, [], ImportTally.OfRejected(1), refusal);
                events.AddRange(decision.Events);
                state = decision.Events.Aggregate(state, Plan.Evolve);
            }

            if (events.Count == 0) return new(row, [], new(1, 0, 0, 1, 0), null);
            plans[row.Key!.Value] = (state, version + events.Count);
            return new(row, [new StreamAppend(row.Key!.Value, Stream, version, events)], plan is null ? new(1, 1, 0, 0, 0) : new(1, 0, 1, 0, 0), null);
        }
    }
}
