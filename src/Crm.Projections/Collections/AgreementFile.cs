using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections;

/// <summary>Everything about an agreement: terms, installments with what was paid of each, and its history.</summary>
public sealed class AgreementFile() : StreamProjection<AgreementRecord>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(AgreementProposed), typeof(AgreementApproved), typeof(AgreementRejected), typeof(AgreementSigned), typeof(InstallmentPaymentReceived),
        typeof(InstallmentPaid), typeof(AgreementCreditReceived), typeof(InstallmentPaymentReversed), typeof(AgreementCreditReversed), typeof(InstallmentOverdue),
        typeof(AgreementBroken), typeof(AgreementReinstated), typeof(AgreementCompleted), typeof(AgreementReopened), typeof(AgreementCancelled),
    ];

    public override AgreementRecord? Evolve(AgreementRecord? row, Recorded recorded) => Changed(row, recorded.Data)?.Remembering(recorded);

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "parties.campaignId").Text("portfolio_id", "parties.portfolioId").Text("account_id", "parties.accountId").Text("debtor_id", "parties.debtorId")
        .Text("state", "state").Text("signed_on", "signedOn").Text("agent_id", "work.agentId").Text("team_id", "work.teamId").Text("next_due_on", "nextDueOn")
        .Index(["campaign_id", "signed_on", "id"]).Index(["account_id"]).Index(["debtor_id"])
        .Index(["campaign_id", "next_due_on", "id"], where: "state = 'active'");

    private static AgreementRecord? Changed(AgreementRecord? row, object data) => data switch
    {
        AgreementProposed e => AgreementRecord.Of(e.AgreementId, e.Parties, e.Terms, AgreementState.Proposed) with { Work = e.Work, ProposedBy = e.ProposedBy },
        AgreementSigned e => AgreementRecord.Of(e.AgreementId, e.Parties, e.Terms, AgreementState.Active) with
        {
            ProposedBy = row?.ProposedBy,
            ApprovedBy = row?.ApprovedBy,
            Work = e.Work,
            SignedAt = e.Moment.At,
            SignedOn = e.Moment.Date,
            History = row?.History ?? [],
        },
        _ when row is null => null,
        AgreementApproved e => row with { State = AgreementState.Approved, ApprovedBy = e.ApprovedBy },
        AgreementRejected e => row with { State = AgreementState.Rejected, Reason = e.Reason },
        InstallmentPaymentReceived e => row.With(e.Number, line => line with { Paid = line.Amount - e.Outstanding, LastPaidOn = e.ValueDate, Overdue = line.Overdue && !e.Outstanding.IsZero }),
        InstallmentPaid e => row.With(e.Number, line => line with { PaidOn = e.PaidOn, Overdue = false }),
        InstallmentPaymentReversed e => row.With(e.Number, line => line with { Paid = line.Amount - e.Outstanding, PaidOn = null }),
        InstallmentOverdue e => row.With(e.Number, line => line with { Overdue = true }),
        AgreementCreditReceived e => row with { Credit = row.Credit + e.Amount },
        AgreementCreditReversed e => row with { Credit = row.Credit - e.Amount },
        AgreementBroken e => row with { State = AgreementState.Broken, Breaks = row.Breaks + 1, BrokenOn = e.Moment.Date },
        AgreementReinstated => row with { State = AgreementState.Active },
        AgreementCompleted e => row with { State = AgreementState.Completed, CompletedOn = e.Moment.Date },
        AgreementReopened => row with { State = AgreementState.Active, CompletedOn = null },
        AgreementCancelled e => row with { State = AgreementState.Cancelled, Reason = e.Reason },
        _ => row,
    };
}

/// <summary>An agreement with its installments and history.</summary>
/// <param name="Breaks">How often it was broken; reinstating does not take that back.</param>
/// <param name="Credit">What was paid beyond the last installment.</param>
public sealed record AgreementRecord(
    AgreementId AgreementId, AgreementParties Parties, AgreementState State, Money Debt, Money Agreed, Money Discount, Money Floor, int GraceDays, int? ReinstatementDays,
    int PolicyVersion, AttemptId? AttemptId, Money Credit, IReadOnlyList<InstallmentLine> Installments, int Breaks)
{
    public UserId? ProposedBy { get; init; }
    public UserId? ApprovedBy { get; init; }

    /// <summary>Who signed it, for which team and campaign.</summary>
    public Work? Work { get; init; }
    public DateTimeOffset? SignedAt { get; init; }
    public DateOnly? SignedOn { get; init; }

    /// <summary>When it was last broken.</summary>
    public DateOnly? BrokenOn { get; init; }
    public DateOnly? CompletedOn { get; init; }

    /// <summary>Why it was rejected or cancelled.</summary>
    public string? Reason { get; init; }
    public IReadOnlyList<AgreementStep> History { get; init; } = [];

    public Money Paid => Installments.Select(line => line.Paid).Sum(Agreed.Currency);
    public Money Outstanding => Agreed - Paid;
    public int InstallmentsPaid => Installments.Count(line => line.PaidOn is not null);

    /// <summary>When the oldest unpaid installment is or was due.</summary>
    public DateOnly? NextDueOn => Installments.FirstOrDefault(line => line.PaidOn is null)?.DueOn;

    public static AgreementRecord Of(AgreementId id, AgreementParties parties, AgreementTermsSigned terms, AgreementState state) => new(
        id, parties, state, terms.Debt, terms.Agreed, terms.Discount, terms.Floor, terms.GraceDays, terms.ReinstatementDays, terms.PolicyVersion, terms.AttemptId,
        Money.Zero(terms.Agreed.Currency),
        [.. terms.Installments.Select(i => new InstallmentLine(i.Number, i.Amount, i.DueOn, Money.Zero(i.Amount.Currency), LastPaidOn: null, PaidOn: null, Overdue: false))],
        Breaks: 0);

    public AgreementRecord With(int number, Func<InstallmentLine, InstallmentLine> change) =>
        this with { Installments = [.. Installments.Select(line => line.Number == number ? change(line) : line)] };

    public AgreementRecord Remembering(Recorded recorded)
    {
        var (installment, amount) = recorded.Data switch
        {
            InstallmentPaymentReceived e => (e.Number, e.Amount),
            InstallmentPaid e => (e.Number, e.Amount),
            InstallmentPaymentReversed e => (e.Number, e.Amount),
            InstallmentOverdue e => (e.Number, e.Outstanding),
            AgreementCreditReceived e => (null, e.Amount),
            AgreementCreditReversed e => (null, e.Amount),
            AgreementBroken e => (null, e.Overdue),
            AgreementCompleted e => (null, e.Paid),
            _ => ((int?)null, (Money?)null),
        };
        return this with { History = [.. History, new(recorded.EventType, recorded.Timestamp, recorded.Metadata.ActorId, installment, amount)] };
    }
}

/// <summary>An installment with what was paid of it.</summary>
/// <param name="PaidOn">Value date of the payment that completed it; <c>null</c>: not paid yet.</param>
/// <param name="Overdue">Its due date passed and it is not paid.</param>
public sealed record InstallmentLine(int Number, Money Amount, DateOnly DueOn, Money Paid, DateOnly? LastPaidOn, DateOnly? PaidOn, bool Overdue);

/// <summary>A line of an agreement's history.</summary>
/// <param name="Event">The event's stored name; its label is in the audit texts.</param>
public sealed record AgreementStep(string Event, DateTimeOffset At, Guid? ActorId, int? Installment, Money? Amount);

public enum AgreementState { Proposed, Approved, Rejected, Active, Broken, Completed, Cancelled }
