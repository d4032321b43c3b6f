using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.Kpis;

namespace Crm.Projections.Collections.Kpis;

/// <summary>
/// What was done about an account on a business date by an agent over a channel. Accounts are counted from it for any period and any of these
/// dimensions (<c>count(distinct account_id)</c>), which sums of counters cannot give.
/// </summary>
public sealed class AccountDays() : DocumentProjection<string, AccountDay>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(ContactAttempted), typeof(AttemptVoided), typeof(PromiseMade)];

    public override IEnumerable<string> Keys(Recorded recorded) => recorded.Data switch
    {
        ContactAttempted e => Keys(e.Accounts, e.Work, e.Channel, e.Moment),
        AttemptVoided { Attempt: { } e } => Keys(e.Accounts, e.Work, e.Channel, e.Moment),
        PromiseMade e => [Key(e.AccountId, e.Work, channel: null, e.Moment)],
        _ => [],
    };

    public override AccountDay? Evolve(string key, AccountDay? row, Recorded recorded) => recorded.Data switch
    {
        ContactAttempted e => (row ?? First(key, e.Accounts, e.Work, e.Channel, e.Moment)).Plus(e.Flags, +1),
        AttemptVoided { Attempt: { } e } => (row ?? First(key, e.Accounts, e.Work, e.Channel, e.Moment)).Plus(e.Flags, -1).OrNothing(),
        PromiseMade e => (row ?? new(e.AccountId, e.PortfolioId, e.Work.CampaignId, e.Work.TeamId, e.Work.AgentId, Channel: null, e.Moment.Date)).PlusPromise(),
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("account_id", "accountId").Text("portfolio_id", "portfolioId").Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("agent_id", "agentId")
        .Text("channel", "channel").Text("on_date", "on").Number("attempts", "attempts").Number("contacts", "contacts").Number("right_party", "rightParty")
        .Number("promises", "promises")
        .Index(["campaign_id", "on_date", "account_id"]);

    private static IEnumerable<string> Keys(IReadOnlyList<AttemptedAccount> accounts, Work work, ContactChannel channel, BusinessMoment moment) =>
        accounts.Select(account => Key(account.AccountId, work, channel, moment)).Distinct();

    private static string Key(AccountId account, Work work, ContactChannel? channel, BusinessMoment moment) =>
        $"{account}|{Dimension.Of(moment.Date)}|{Dimension.Of(work.TeamId)}|{Dimension.Of(work.AgentId)}|{channel}";

    private static AccountDay First(string key, IReadOnlyList<AttemptedAccount> accounts, Work work, ContactChannel channel, BusinessMoment moment)
    {
        var account = accounts.First(account => Key(account.AccountId, work, channel, moment) == key);
        return new(account.AccountId, account.PortfolioId, work.CampaignId, work.TeamId, work.AgentId, channel, moment.Date);
    }
}

/// <param name="Channel"><c>null</c> for promises: they are taken in a conversation, whatever its channel.</param>
/// <param name="On">Date at the campaign's wall clock.</param>
public sealed record AccountDay(
    AccountId AccountId, PortfolioId PortfolioId, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId, ContactChannel? Channel, DateOnly On,
    int Attempts = 0, int Contacts = 0, int RightParty = 0, int Promises = 0)
{
    public AccountDay Plus(DispositionFlags flags, int sign) => this with
    {
        Attempts = Attempts + sign,
        Contacts = Contacts + (flags.HasFlag(DispositionFlags.Contact) ? sign : 0),
        RightParty = RightParty + (flags.HasFlag(DispositionFlags.RightParty) ? sign : 0),
    };

    public AccountDay PlusPromise() => this with { Promises = Promises + 1 };

    public AccountDay? OrNothing() => this is { Attempts: 0, Contacts: 0, RightParty: 0, Promises: 0 } ? null : this;
}
