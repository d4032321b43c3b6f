using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Kpis;

namespace Crm.Projections.Collections.Kpis;

/// <summary>Attempts, contacts and right-party contacts by who, how and when, at the campaign's wall clock. A voided attempt is taken back where it was counted.</summary>
public sealed class AttemptCounts() : CounterProjection(version: 1)
{
    public const string Attempts = "attempts", Contacts = "contacts", RightParty = "right_party_contacts", OutsidePolicy = "outside_policy",
        Voided = "voided", Refused = "refused_by_policy";

    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(ContactAttempted), typeof(AttemptVoided), typeof(ContactRefusedByPolicy)];

    public override IReadOnlyList<string> Dimensions { get; } = ["campaign_id", "team_id", "agent_id", "channel", "direction", "date", "hour"];

    public override IEnumerable<CounterDelta> Deltas(Recorded recorded) => recorded.Data switch
    {
        ContactAttempted e => Of(e.Flags, e.OutsidePolicy, +1, Key(e.Work, e.Channel, e.Direction, e.Moment)),
        AttemptVoided { Attempt: { } e } => Of(e.Flags, e.OutsidePolicy, -1, Key(e.Work, e.Channel, e.Direction, e.Moment))
            .Append(new(Voided, 1, Key(e.Work, e.Channel, e.Direction, e.Moment))),
        ContactRefusedByPolicy e => [new(Refused, 1, Key(e.Work, e.Channel, ContactDirection.Outbound, e.Moment))],
        _ => [],
    };

    internal static IEnumerable<CounterDelta> Of(DispositionFlags flags, bool outsidePolicy, int sign, string[] key)
    {
        yield return new(Attempts, sign, key);
        if (flags.HasFlag(DispositionFlags.Contact)) yield return new(Contacts, sign, key);
        if (flags.HasFlag(DispositionFlags.RightParty)) yield return new(RightParty, sign, key);
        if (outsidePolicy) yield return new(OutsidePolicy, sign, key);
    }

    private static string[] Key(Work work, ContactChannel channel, ContactDirection direction, BusinessMoment moment) =>
    [
        Dimension.Of(work.CampaignId), Dimension.Of(work.TeamId), Dimension.Of(work.AgentId), Dimension.Of(channel), Dimension.Of(direction),
        Dimension.Of(moment.Date), Dimension.Of(moment.Time),
    ];
}

/// <summary>Attempts by outcome.</summary>
public sealed class DispositionCounts() : CounterProjection(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(ContactAttempted), typeof(AttemptVoided)];

    public override IReadOnlyList<string> Dimensions { get; } = ["campaign_id", "team_id", "agent_id", "channel", "disposition", "date"];

    public override IEnumerable<CounterDelta> Deltas(Recorded recorded) => recorded.Data switch
    {
        ContactAttempted e => [new(AttemptCounts.Attempts, +1, Key(e.Work, e.Channel, e.Disposition, e.Moment))],
        AttemptVoided { Attempt: { } e } => [new(AttemptCounts.Attempts, -1, Key(e.Work, e.Channel, e.Disposition, e.Moment))],
        _ => [],
    };

    private static string[] Key(Work work, ContactChannel channel, string disposition, BusinessMoment moment) =>
        [Dimension.Of(work.CampaignId), Dimension.Of(work.TeamId), Dimension.Of(work.AgentId), Dimension.Of(channel), disposition, Dimension.Of(moment.Date)];
}

/// <summary>Attempts by portfolio. One about accounts of two portfolios counts once in each, so these are never added over portfolios.</summary>
public sealed class PortfolioAttemptCounts() : CounterProjection(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(ContactAttempted), typeof(AttemptVoided)];

    public override IReadOnlyList<string> Dimensions { get; } = ["campaign_id", "portfolio_id", "agent_id", "channel", "date"];

    public override IEnumerable<CounterDelta> Deltas(Recorded recorded) => recorded.Data switch
    {
        ContactAttempted e => Each(e.Accounts, e.Work, e.Channel, e.Moment).SelectMany(key => AttemptCounts.Of(e.Flags, e.OutsidePolicy, +1, key)),
        AttemptVoided { Attempt: { } e } => Each(e.Accounts, e.Work, e.Channel, e.Moment).SelectMany(key => AttemptCounts.Of(e.Flags, e.OutsidePolicy, -1, key)),
        _ => [],
    };

    private static IEnumerable<string[]> Each(IReadOnlyList<AttemptedAccount> accounts, Work work, ContactChannel channel, BusinessMoment moment) =>
        accounts.Select(account => account.PortfolioId).Distinct().Select(portfolio => (string[])
            [Dimension.Of(work.CampaignId), Dimension.Of(portfolio), Dimension.Of(work.AgentId), Dimension.Of(channel), Dimension.Of(moment.Date)]);
}
