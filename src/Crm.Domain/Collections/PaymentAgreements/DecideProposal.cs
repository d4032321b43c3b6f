using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PaymentAgreements;

/// <summary>A supervisor allows terms below the floor; that signs the agreement in the same unit.</summary>
public sealed record ApproveAgreement(UserId ApprovedBy, string? Note, BusinessMoment Now, CampaignRules Rules);

/// <summary>A supervisor does not allow terms below the floor.</summary>
public sealed record RejectAgreement(UserId RejectedBy, string Reason);

public static class ApproveAgreementHandler
{
    public static Decision Handle(ApproveAgreement command, PaymentAgreement agreement, DebtAccount account)
    {
        if (agreement.Status is AgreementStatus.Rejected) return Proposals.RefuseDecided(agreement);
        if (agreement.Status is not AgreementStatus.Proposed) return Decision.AlreadySo;
        if (agreement.Work.AgentId == command.ApprovedBy)
            return Decision.Refuse("collections.two-pairs-of-eyes", "Who proposed the agreement does not approve it.");

        var refusal = Standing.RefuseClosed(account) ?? Standing.RefuseBound(account)
            ?? AgreementTermsCheck.RefuseDebt(agreement.Terms.Agreed, account.Balance.Total())
            ?? AgreementTermsCheck.RefuseFirst(agreement.Terms.Installments[0].DueOn, command.Now.Date, command.Rules.Policy.Agreements.FirstWithinDays);
        return refusal is not null
            ? Decision.Refuse(refusal)
            : SignAgreementHandler.Signed(
                new AgreementSigned(agreement.Id, agreement.Parties, agreement.Terms, agreement.Work, command.Now),
                new AgreementApproved(agreement.Id, agreement.Parties.DebtorId, command.ApprovedBy, command.Note));
    }
}

public static class RejectAgreementHandler
{
    public static Decision Handle(RejectAgreement command, PaymentAgreement agreement) => agreement.Status switch
    {
        AgreementStatus.Rejected => Decision.AlreadySo,
        not AgreementStatus.Proposed => Proposals.RefuseDecided(agreement),
        _ when string.IsNullOrWhiteSpace(command.Reason) =>
            Decision.Refuse("collections.reason-missing", "Say why the agreement is not allowed.", nameof(command.Reason)),
        _ => Decision.Append(new AgreementRejected(agreement.Id, command.RejectedBy, command.Reason)),
    };
}

internal static class Proposals
{
    public static Decision RefuseDecided(PaymentAgreement agreement) => Decision.Refuse(
        Refusals.Of("collections.agreement-decided", $"The proposal was decided: {agreement.Status}.", [], ("status", agreement.Status)));
}
