using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>
/// The collectors' work: one row per account, live or not, without a datum of the debtor's person. Mine is where the owner is me,
/// unassigned where it is empty, the team's and the campaign's likewise.
/// </summary>
/// <remarks>
/// Days past due are never stored: the row keeps their clock. Priority is, because the tray is sorted by it: it holds as of
/// <see cref="TrayAccount.PriorityOn"/> and until the day before <see cref="TrayAccount.AgesOn"/>. When a business day opens, the rows
/// whose <c>ages_on</c> has come are aged (<c>AgeAccount</c>), so only they change, and the tray holds as of that day.
/// Pages run over <c>(urgency, due, less_owed, id)</c>, ascending in every part: most urgent first, then the earliest promise, then the most owed.
/// A row does not go when the debt is paid: a reversal brings it back.
/// </remarks>
public sealed class AccountsTray() : DocumentProjection<Guid, TrayAccount>(version: 1), ILiveTray<TrayAccount>
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(AccountPlaced), typeof(BalanceAdjusted), typeof(AccountTermsCorrected), typeof(BalanceCharged), typeof(PaymentApplied), typeof(PaymentUnapplied),
        typeof(DiscountGranted), typeof(DiscountWithdrawn), typeof(AccountWrittenOff), typeof(AccountWithdrawn), typeof(AccountAssigned), typeof(AccountUnassigned),
        typeof(AccountPromised), typeof(AccountPromiseEnded), typeof(AccountSettled), typeof(AccountAgreementBroken), typeof(AccountAgreementReinstated),
        typeof(AccountAgreementEnded), typeof(DaysPastDuePaused), typeof(DaysPastDueResumed), typeof(AccountAged), typeof(AccountSentToLegal),
        typeof(AccountReturnedFromLegal), typeof(AccountDebtorCorrected), typeof(PromiseUnkept), typeof(ContactAttempted), typeof(AttemptVoided),
    ];

    public override IEnumerable<Guid> Keys(Recorded recorded) => recorded.Data switch
    {
        ContactAttempted e => e.Accounts.Select(account => account.AccountId.Value).Distinct(),
        AttemptVoided e => e.Attempt?.Accounts.Select(account => account.AccountId.Value).Distinct() ?? [],
        PromiseUnkept e => [e.AccountId.Value],
        _ => [recorded.StreamId],
    };

    public override TrayAccount? Evolve(Guid key, TrayAccount? row, Recorded recorded) => recorded.Data switch
    {
        AccountPlaced e => TrayAccount.Placed(e, row),
        _ when row is null => null,
        BalanceAdjusted e => row with { Components = e.BalanceAfter, Credit = e.Credit is { } credit ? row.Credit + credit : row.Credit },
        AccountTermsCorrected or DaysPastDuePaused or DaysPastDueResumed => row with { Clock = PastDueClock.Evolve(row.Clock, recorded.Data)! },
        AccountAged e => row with { PriorityOn = e.On },
        BalanceCharged e => row with { Components = e.BalanceAfter },
        PaymentApplied e => row with
        {
            Components = e.BalanceAfter,
            Credit = row.Credit + e.Credit,
            Paid = row.Paid + e.Amount,
            LastPaidOn = e.ValueDate,
            PriorityRaised = e.PriorityRaised,
        },
        PaymentUnapplied e => row with
        {
            Components = e.BalanceAfter,
            Credit = row.Credit - e.Credit,
            Paid = row.Paid - e.Amount,
            PriorityRaised = e.PriorityRaised,
        },
        DiscountGranted e => row with { Components = e.BalanceAfter },
        DiscountWithdrawn e => row with { Components = e.BalanceAfter },
        AccountWrittenOff => row.Closed(AccountStatus.WrittenOff),
        AccountWithdrawn => row.Closed(AccountStatus.Withdrawn),
        AccountAssigned e => row with { OwnerId = e.AgentId, TeamId = e.TeamId, AssignedAt = e.Moment.At },
        AccountUnassigned => row with { OwnerId = null, TeamId = null, AssignedAt = null },
        AccountPromised e => row with { Promise = new(e.PromiseId, e.Amount, e.DueOn, e.LastDayToKeep), BrokenPromiseId = null },
        AccountPromiseEnded e => row.PromiseEnded(e),
        PromiseUnkept { Outcome: PromiseOutcome.Open } e => row with { Promise = new(e.PromiseId, e.PaidInTime + e.Shortfall, e.DueOn, e.LastDayToKeep ?? e.DueOn) },
        AccountSettled e => row with { Agreement = new(e.AgreementId, e.Agreed, Broken: false), BrokenPromiseId = null },
        AccountAgreementBroken e => row with { Agreement = row.AgreementOf(e.AgreementId, broken: true), PriorityRaised = true },
        AccountAgreementReinstated e => row with { Agreement = row.AgreementOf(e.AgreementId, broken: false), PriorityRaised = e.PriorityRaised },
        AccountAgreementEnded e => row with { Agreement = row.Agreement?.AgreementId == e.AgreementId ? null : row.Agreement, PriorityRaised = e.PriorityRaised },
        AccountSentToLegal => row with { InLegal = true },
        AccountReturnedFromLegal => row with { InLegal = false },
        AccountDebtorCorrected e => row with { DebtorId = e.NewDebtorId },
        ContactAttempted e => row.Attempted(e),
        AttemptVoided e => row.Voided(e),
        _ => row,
    };

    public TrayRoute Route(TrayAccount row) => new(row.CampaignId, row.TeamId, row.OwnerId);

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("portfolio_id", "portfolioId").Text("debtor_id", "debtorId").Text("owner_id", "ownerId").Text("team_id", "teamId")
        .Text("status", "status").Boolean("live", "live").Text("priority", "priority").Text("ages_on", "agesOn").Text("promise_due_on", "promise.dueOn")
        .Number("balance", "balance.amount").Text("currency", "balance.currency").Text("reference", "reference")
        .Number("urgency", "urgency").Text("due", "due").Number("less_owed", "lessOwed")
        .Index(["owner_id", "urgency", "due", "less_owed", "id"], where: "live")
        .Index(["campaign_id", "urgency", "due", "less_owed", "id"], where: "live")
        .Index(["campaign_id", "urgency", "due", "less_owed", "id"], where: "live and owner_id is null")
        .Index(["campaign_id", "ages_on"], where: "ages_on is not null")
        .Index(["owner_id", "promise_due_on", "id"], where: "promise_due_on is not null")
        .Index(["debtor_id"]);
}

/// <summary>An account as collectors see it in their tray.</summary>
/// <param name="Zone">IANA zone of the campaign, in which its days past due are counted.</param>
/// <param name="OwnerId">The agent whose account it is; <c>null</c>: nobody's.</param>
/// <param name="Components">What is owed, by component.</param>
/// <param name="Paid">Confirmed payments, net of reversals.</param>
/// <param name="Clock">Days past due for any date.</param>
/// <param name="PriorityOn">The business date as of which <see cref="Priority"/> holds.</param>
public sealed record TrayAccount(
    AccountId AccountId, DebtorId DebtorId, CampaignId CampaignId, PortfolioId PortfolioId, string Zone, string Creditor, string Reference,
    UserId? OwnerId, TeamId? TeamId, DateTimeOffset? AssignedAt, Balance Components, Money Credit, Money Paid, DateOnly? LastPaidOn,
    PastDueClock Clock, DateOnly PriorityOn, bool PriorityRaised)
{
    private const int AttemptsShown = 5;
    private static readonly DateOnly NoDue = new(9999, 12, 31);

    /// <summary>Open, or how it was closed without being paid.</summary>
    public AccountStatus Standing { get; init; } = AccountStatus.Open;
    public bool InLegal { get; init; }

    /// <summary>The open promise.</summary>
    public TrayPromise? Promise { get; init; }

    /// <summary>The last promise, when it was broken or kept in part and nothing new was agreed since.</summary>
    public PromiseId? BrokenPromiseId { get; init; }

    /// <summary>The agreement that binds the account, or the broken one.</summary>
    public TrayAgreement? Agreement { get; init; }

    /// <summary>Attempts that were not voided.</summary>
    public int Attempts { get; init; }

    /// <summary>Those of them in which somebody answered.</summary>
    public int Contacts { get; init; }

    /// <summary>The latest attempts, oldest first.</summary>
    public IReadOnlyList<TrayAttempt> LatestAttempts { get; init; } = [];

    public Money Balance => Components.Total();
    public DateOnly? ZeroDate => Clock.ZeroDate;
    public Priority Priority => Priorities.Of(Clock.On(PriorityOn), PriorityRaised);

    /// <summary>The next business date on which days past due reach a threshold and priority steps up by itself.</summary>
    public DateOnly? AgesOn => !Live ? null : Priorities.Thresholds.Where(days => days > Clock.On(PriorityOn)).Select(Clock.DateOf).FirstOrDefault();

    public TrayStatus Status => this switch
    {
        { Standing: AccountStatus.Withdrawn } => TrayStatus.Withdrawn,
        { Standing: AccountStatus.WrittenOff } => TrayStatus.WrittenOff,
        { Balance.IsPositive: false } => TrayStatus.Paid,
        { InLegal: true } => TrayStatus.Legal,
        { Agreement.Broken: false } => TrayStatus.Agreement,
        { Promise: not null } => TrayStatus.Promise,
        { Agreement.Broken: true } => TrayStatus.AgreementBroken,
        { BrokenPromiseId: not null } => TrayStatus.PromiseBroken,
        { Paid.IsPositive: true } => TrayStatus.PartlyPaid,
        { Contacts: > 0 } => TrayStatus.Contacted,
        _ => TrayStatus.Pending,
    };

    /// <summary>Whether there is still something to collect.</summary>
    public bool Live => Standing is AccountStatus.Open && Balance.IsPositive;

    /// <summary>First part of the tray's order: 0 for urgent, 3 for low.</summary>
    public int Urgency => Priority.Urgent - Priority;

    /// <summary>Second part: when the open promise is due; the end of time without one.</summary>
    public DateOnly Due => Promise?.DueOn ?? NoDue;

    /// <summary>Third part: what is owed, negative, so that the most comes first.</summary>
    public decimal LessOwed => -Balance.Amount;

    public static TrayAccount Placed(AccountPlaced e, TrayAccount? before) => new(
        e.AccountId, e.DebtorId, e.CampaignId, e.PortfolioId, e.Zone, e.Creditor, e.Reference, OwnerId: null, TeamId: null, AssignedAt: null,
        e.Balance, before?.Credit ?? Money.Zero(e.Currency), Paid: Money.Zero(e.Currency), LastPaidOn: null,
        PastDueClock.Evolve(null, e)!, PriorityOn: e.Moment.Date, PriorityRaised: false)
    {
        Attempts = before?.Attempts ?? 0,
        Contacts = before?.Contacts ?? 0,
        LatestAttempts = before?.LatestAttempts ?? [],
    };

    public TrayAccount Closed(AccountStatus standing) => this with
    {
        Standing = standing,
        Components = Domain.Collections.DebtAccounts.Balance.Zero(Components.Currency),
        InLegal = false,
        OwnerId = null,
        TeamId = null,
        AssignedAt = null,
    };

    public TrayAccount PromiseEnded(AccountPromiseEnded e) => this with
    {
        PriorityRaised = e.PriorityRaised,
        Promise = Promise?.PromiseId == e.PromiseId && e.Outcome is not PromiseOutcome.Open ? null : Promise,
        BrokenPromiseId = e.Outcome switch
        {
            PromiseOutcome.Broken or PromiseOutcome.PartlyKept when Promise is null || Promise.PromiseId == e.PromiseId => e.PromiseId,
            _ when BrokenPromiseId == e.PromiseId => null,
            _ => BrokenPromiseId,
        },
    };

    public TrayAgreement AgreementOf(AgreementId id, bool broken) =>
        Agreement?.AgreementId == id ? Agreement with { Broken = broken } : new(id, Agreed: null, broken);

    public TrayAccount Attempted(ContactAttempted e) => this with
    {
        Attempts = Attempts + 1,
        Contacts = Contacts + (e.Flags.HasFlag(DispositionFlags.Contact) ? 1 : 0),
        LatestAttempts = [.. LatestAttempts.Append(TrayAttempt.Of(e)).OrderBy(attempt => attempt.At).TakeLast(AttemptsShown)],
    };

    public TrayAccount Voided(AttemptVoided e) => this with
    {
        Attempts = Attempts - 1,
        Contacts = Contacts - (e.Attempt!.Flags.HasFlag(DispositionFlags.Contact) ? 1 : 0),
        LatestAttempts = [.. LatestAttempts.Where(attempt => attempt.AttemptId != e.AttemptId)],
    };
}

public sealed record TrayPromise(PromiseId PromiseId, Money Amount, DateOnly DueOn, DateOnly LastDayToKeep);

/// <param name="Agreed"><c>null</c> for one of which the account's row saw only the end.</param>
public sealed record TrayAgreement(AgreementId AgreementId, Money? Agreed, bool Broken);

public sealed record TrayAttempt(
    AttemptId AttemptId, DateTimeOffset At, UserId? AgentId, ContactChannel Channel, string Disposition, bool Contact, bool RightParty)
{
    public static TrayAttempt Of(ContactAttempted e) => new(
        e.AttemptId, e.Moment.At, e.Work.AgentId, e.Channel, e.Disposition, e.Flags.HasFlag(DispositionFlags.Contact), e.Flags.HasFlag(DispositionFlags.RightParty));
}

/// <summary>Where an account stands, in one word for its row.</summary>
public enum TrayStatus { Pending, Contacted, Promise, PromiseBroken, Agreement, AgreementBroken, PartlyPaid, Paid, Legal, WrittenOff, Withdrawn }
