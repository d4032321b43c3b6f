using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>
/// Debtors to be reminded of their promise: one row per account with the latest reminder, until the debtor himself is reached or the
/// promise is settled one way or the other.
/// </summary>
public sealed class ReminderTasksTray() : DocumentProjection<Guid, ReminderTask>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(PromiseReminderRaised), typeof(ContactAttempted), typeof(PromiseKept), typeof(PromisePartlyKept), typeof(PromiseBroken), typeof(PromiseSuperseded),
        typeof(PromiseCancelled),
    ];

    public override IEnumerable<Guid> Keys(Recorded recorded) => recorded.Data switch
    {
        PromiseReminderRaised e => [e.AccountId.Value],
        ContactAttempted e when e.Flags.HasFlag(DispositionFlags.RightParty) => e.Accounts.Select(account => account.AccountId.Value).Distinct(),
        PromiseKept e => [e.AccountId.Value],
        PromisePartlyKept e => [e.AccountId.Value],
        PromiseBroken e => [e.AccountId.Value],
        PromiseSuperseded e => [e.AccountId.Value],
        PromiseCancelled e => [e.AccountId.Value],
        _ => [],
    };

    public override ReminderTask? Evolve(Guid key, ReminderTask? row, Recorded recorded) => recorded.Data switch
    {
        PromiseReminderRaised e => new(
            e.AccountId, e.DebtorId, e.PromiseId, e.Work.CampaignId, e.Work.TeamId, e.Work.AgentId, e.On, e.DueOn, e.Outstanding),
        PromiseKept e => Without(row, e.PromiseId),
        PromisePartlyKept e => Without(row, e.PromiseId),
        PromiseBroken e => Without(row, e.PromiseId),
        PromiseSuperseded e => Without(row, e.PromiseId),
        PromiseCancelled e => Without(row, e.PromiseId),
        _ => null,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId").Text("due_on", "dueOn")
        .Index(["campaign_id", "due_on", "id"]).Index(["agent_id", "due_on", "id"]);

    private static ReminderTask? Without(ReminderTask? row, PromiseId id) => row?.PromiseId == id ? null : row;
}

/// <param name="AgentId">Who took the promise.</param>
/// <param name="On">The business date the reminder is for.</param>
/// <param name="Outstanding">What the promise still lacks.</param>
public sealed record ReminderTask(
    AccountId AccountId, DebtorId DebtorId, PromiseId PromiseId, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId, DateOnly On, DateOnly DueOn, Money Outstanding);
