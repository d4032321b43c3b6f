using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.DebtAccounts;

/// <summary>One obligation of a debtor to a creditor. Holds only what a decision asks about.</summary>
/// <param name="Balance">What is owed now, by component; the sum of its movements, never negative.</param>
/// <param name="Credit">What was paid beyond what was owed.</param>
/// <param name="Ledger">What is needed to compare a file with the balance as of its cut-off date.</param>
/// <param name="Clock">Days past due for any date.</param>
public sealed record DebtAccount(
    AccountId Id, DebtorId DebtorId, PortfolioId PortfolioId, CampaignId CampaignId, string Zone,
    Balance Balance, Money Credit, Ledger Ledger, PastDueClock Clock) : IAggregate<DebtAccount>
{
    private const int MaxPromises = 8, MaxContacts = 50, MaxCharges = 50;

    public AccountStatus Status { get; init; } = AccountStatus.Open;

    /// <summary>The business date as of which priority was last recorded.</summary>
    public DateOnly AgedOn { get; init; }
    public bool InLegal { get; init; }

    /// <summary>When it was written off or withdrawn; files as of that date or earlier come too late.</summary>
    public DateOnly? ClosedOn { get; init; }
    public UserId? AgentId { get; init; }

    /// <summary>The team in which the agent has it.</summary>
    public TeamId? TeamId { get; init; }

    /// <summary>The open promise and the latest ones that a payment may still keep, find kept or cure.</summary>
    public IReadOnlyList<AccountPromise> Promises { get; init; } = [];

    /// <summary>The agreement that binds the account, or the broken one that may still be reinstated.</summary>
    public AccountAgreement? Agreement { get; init; }

    /// <summary>The discount of the last completed agreement; a reversal withdraws it.</summary>
    public AccountDiscount? Discount { get; init; }

    /// <summary>The latest right-party contacts, oldest first: they earn payments.</summary>
    public IReadOnlyList<AccountContact> Contacts { get; init; } = [];

    /// <summary>Whether priority is one step up, and the payment that ended it, whose reversal raises it again.</summary>
    public bool PriorityRaised { get; init; }
    public PaymentId? PriorityLoweredBy { get; init; }

    /// <summary>What the last import did here, for undoing it.</summary>
    public AccountImport? LastImport { get; init; }

    /// <summary>Whether money, a promise or an agreement has touched it since it was placed.</summary>
    public bool Worked { get; init; }
    public IReadOnlyList<Guid> Charges { get; init; } = [];

    public Currency Currency => Balance.Currency;
    public PromiseId? OpenPromise => Promises.FirstOrDefault(promise => promise.Outcome is PromiseOutcome.Open)?.Id;
    public AgreementId? OpenAgreement => Agreement is { Broken: false } open ? open.Id : null;
    public bool IsBound => OpenPromise is not null || OpenAgreement is not null;

    /// <summary>The promises that a payment of that value date counts towards; who confirms it must hand them over.</summary>
    public IEnumerable<PromiseId> PromisesTouchedBy(DateOnly valueDate) =>
        Promises.Where(promise => promise.IsTouchedBy(valueDate)).Select(promise => promise.Id);

    /// <summary>The agreement whose installments a payment of that value date fills; who confirms it must hand it over.</summary>
    public AgreementId? AgreementTouchedBy(DateOnly valueDate) => Agreement?.IsTouchedBy(valueDate) is true ? Agreement.Id : null;

    /// <summary>Who earns a payment of that value date: the agent of the last right-party contact in the days before it, that day included.</summary>
    public Work? EarnedBy(DateOnly valueDate, int attributionDays) => Contacts
        .Where(contact => contact.Work.AgentId is not null && contact.On <= valueDate && contact.On >= valueDate.AddDays(-attributionDays))
        .MaxBy(contact => contact.At)?.Work;

    public static DebtAccount? Evolve(DebtAccount? account, object @event) => @event switch
    {
        AccountPlaced e => new(e.AccountId, e.DebtorId, e.PortfolioId, e.CampaignId, e.Zone, e.Balance, account?.Credit ?? Money.Zero(e.Currency),
            Ledger.Opened(e.CutOffDate, e.Balance), PastDueClock.Evolve(null, e)!)
        {
            AgedOn = e.Moment.Date,
            LastImport = e.ImportId is { } import ? AccountImport.OfPlacing(import, e) : null,
        },
        BalanceAdjusted e => account!.Adjusted(e),
        AccountTermsCorrected e => account!.TermsCorrected(e),
        BalanceCharged e => account!.Moved(e.BalanceAfter, e.Moment.Date) with { Charges = [.. account!.Charges.TakeLast(MaxCharges - 1), e.ChargeId] },
        PaymentApplied e => account!.Moved(e.BalanceAfter, e.ValueDate) with
        {
            Credit = account!.Credit + e.Credit,
            Worked = true,
            PriorityRaised = e.PriorityRaised,
            PriorityLoweredBy = account.PriorityRaised && !e.PriorityRaised ? e.PaymentId : account.PriorityLoweredBy,
        },
        PaymentUnapplied e => account!.Moved(e.BalanceAfter, e.ValueDate) with { Credit = account!.Credit - e.Credit, PriorityRaised = e.PriorityRaised },
        DiscountGranted e => account!.Moved(e.BalanceAfter, e.Moment.Date) with { Discount = new(e.AgreementId, e.Allocated) },
        DiscountWithdrawn e => account!.Moved(e.BalanceAfter, e.Moment.Date) with { Discount = null },
        AccountWrittenOff e => account!.Closed(AccountStatus.WrittenOff, e.Moment.Date),
        AccountWithdrawn e => account!.Closed(AccountStatus.Withdrawn, e.Moment.Date) with { ClosedOn = e.ImportId is null ? e.Moment.Date : null },
        AccountAssigned e => account! with { AgentId = e.AgentId, TeamId = e.TeamId },
        AccountUnassigned => account! with { AgentId = null, TeamId = null },
        AccountContacted { RightParty: true } e => account! with
        {
            Contacts = [.. account.Contacts.TakeLast(MaxContacts - 1), new(e.AttemptId, e.Work, e.Moment.At, e.Moment.Date)],
        },
        AccountContactVoided e => account! with { Contacts = [.. account.Contacts.Where(contact => contact.AttemptId != e.AttemptId)] },
        AccountPromised e => account! with
        {
            Promises = [.. account.Promises.TakeLast(MaxPromises - 1), new(e.PromiseId, e.MadeOn, e.LastDayToKeep, PromiseOutcome.Open)],
            Worked = true,
        },
        AccountPromiseEnded e => account!.PromiseEnded(e),
        AccountSettled e => account! with { Agreement = new(e.AgreementId, e.SignedOn, Broken: false, null), Worked = true },
        AccountAgreementBroken e => account! with
        {
            Agreement = account.Agreement! with { Broken = true, ReinstatableUntil = e.ReinstatableUntil },
            PriorityRaised = true,
            PriorityLoweredBy = null,
        },
        AccountAgreementReinstated e => account! with { Agreement = new(e.AgreementId, e.SignedOn, Broken: false, null), PriorityRaised = e.PriorityRaised },
        AccountAgreementEnded e => account! with
        {
            Agreement = account.Agreement?.Id == e.AgreementId ? null : account.Agreement,
            PriorityRaised = e.PriorityRaised,
        },
        DaysPastDuePaused or DaysPastDueResumed => account! with { Clock = PastDueClock.Evolve(account.Clock, @event)! },
        AccountAged e => account! with { AgedOn = e.On },
        AccountSentToLegal => account! with { InLegal = true },
        AccountReturnedFromLegal => account! with { InLegal = false },
        AccountDebtorCorrected e => account! with { DebtorId = e.NewDebtorId },
        _ => account,
    };

    private DebtAccount Moved(Balance after, DateOnly on) => this with { Balance = after, Ledger = Ledger.Moved(on, after - Balance) };

    private DebtAccount Adjusted(BalanceAdjusted e)
    {
        var credit = e.Credit ?? Money.Zero(Currency);
        var byFile = this with { Balance = e.BalanceAfter, Credit = Credit + credit, Ledger = Ledger.AgreedAsOf(e.CutOffDate, e.NewBalance, e.BalanceAfter) };
        return e switch
        {
            { ImportId: { } import } => byFile with
            {
                LastImport = new(import, Placed: false, Clock.CessionDate, Clock.OriginatorDays, e.NewBalance - e.OldBalance, e.BalanceAfter - Balance, credit),
            },
            { UndoneImportId: not null } => byFile with { LastImport = null },
            _ => Moved(e.BalanceAfter, e.CutOffDate) with { Credit = Credit + credit },
        };
    }

    private DebtAccount TermsCorrected(AccountTermsCorrected e) => this with
    {
        Clock = PastDueClock.Evolve(Clock, e)!,
        LastImport = e.ImportId is { } import && LastImport?.ImportId != import
            ? AccountImport.OfTerms(import, e, Currency)
            : e.UndoneImportId is null ? LastImport : null,
    };

    private DebtAccount Closed(AccountStatus status, DateOnly on) => this with
    {
        Balance = Balance.Zero(Currency),
        Ledger = Ledger.Moved(on, Balance.Zero(Currency) - Balance),
        Status = status,
        ClosedOn = on,
        InLegal = false,
        AgentId = null,
        TeamId = null,
    };

    private DebtAccount PromiseEnded(AccountPromiseEnded e) => this with
    {
        Promises = e.Outcome is PromiseOutcome.Superseded or PromiseOutcome.Cancelled
            ? [.. Promises.Where(promise => promise.Id != e.PromiseId)]
            : [.. Promises.Select(promise => promise.Id == e.PromiseId ? promise with { Outcome = e.Outcome } : promise)],
        PriorityRaised = e.PriorityRaised,
        PriorityLoweredBy = e.Outcome is PromiseOutcome.Broken ? null : PriorityLoweredBy,
    };
}

public enum AccountStatus { Open, WrittenOff, Withdrawn }

/// <summary>A promise on the account, with the dates between which payments keep it.</summary>
public sealed record AccountPromise(PromiseId Id, DateOnly MadeOn, DateOnly LastDayToKeep, PromiseOutcome Outcome)
{
    /// <summary>Whether a payment of that value date says anything about the promise: it keeps it, finds it kept or cures it.</summary>
    public bool IsTouchedBy(DateOnly valueDate) =>
        valueDate >= MadeOn && (valueDate <= LastDayToKeep || Outcome is PromiseOutcome.Open or PromiseOutcome.Broken or PromiseOutcome.PartlyKept);
}

/// <summary>An agreement on the account.</summary>
/// <param name="ReinstatableUntil">When it is broken: payments valued up to this date may reinstate it.</param>
public sealed record AccountAgreement(AgreementId Id, DateOnly SignedOn, bool Broken, DateOnly? ReinstatableUntil)
{
    /// <summary>Whether a payment of that value date goes to its installments.</summary>
    public bool IsTouchedBy(DateOnly valueDate) => valueDate >= SignedOn && (!Broken || valueDate <= ReinstatableUntil);
}

/// <summary>A granted discount, by component.</summary>
public sealed record AccountDiscount(AgreementId AgreementId, Balance Allocated);

/// <summary>A right-party contact about the account.</summary>
public sealed record AccountContact(AttemptId AttemptId, Work Work, DateTimeOffset At, DateOnly On);
