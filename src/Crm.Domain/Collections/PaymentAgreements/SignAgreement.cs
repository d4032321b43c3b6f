using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PaymentAgreements;

/// <summary>Agree with a debtor on installments. Below the campaign's floor it is proposed and waits for a supervisor.</summary>
/// <param name="AgreementId">Made by the caller; hearing the command again with it makes no second agreement.</param>
/// <param name="Agreed">What settles the debt: the sum of the installments, exactly.</param>
/// <param name="Installments">Numbered from 1 in the order of their dates.</param>
/// <param name="BySupervisor">Whether who signs may approve terms below the floor.</param>
public sealed record SignAgreement(
    AgreementId AgreementId, Money Agreed, IReadOnlyList<Installment> Installments, AttemptId? AttemptId, Work Work, bool BySupervisor,
    BusinessMoment Now, CampaignRules Rules);

public static class SignAgreementHandler
{
    /// <param name="agreement">The stream of the new id: <c>null</c> unless the command was heard before.</param>
    /// <param name="account">The account it is about.</param>
    public static Decision Handle(SignAgreement command, PaymentAgreement? agreement, DebtAccount account)
    {
        if (agreement is not null)
        {
            return agreement.Parties.AccountId == account.Id && agreement.Terms.Agreed == command.Agreed
                && agreement.Terms.Installments.SequenceEqual(command.Installments)
                ? Decision.AlreadySo
                : Decision.Refuse("collections.agreement-differs", $"The id belongs to an agreement on {agreement.Terms.Agreed}.", nameof(command.AgreementId));
        }

        var debt = account.Balance.Total();
        var refusal = Standing.RefuseClosed(account) ?? Standing.RefuseBound(account)
            ?? AgreementTermsCheck.Refuse(command.Agreed, command.Installments, debt, command.Now.Date, command.Rules.Policy.Agreements);
        if (refusal is not null) return Decision.Refuse(refusal);

        var terms = Terms(command, debt);
        var parties = new AgreementParties(account.Id, account.DebtorId, account.PortfolioId, account.CampaignId);
        var proposed = new AgreementProposed(command.AgreementId, parties, terms, command.Work, command.Work.AgentId, command.Now);
        var signed = new AgreementSigned(command.AgreementId, parties, terms, command.Work, command.Now);
        return terms.Agreed >= terms.Floor ? Signed(signed)
            : !command.BySupervisor || command.Work.AgentId is not { } supervisor ? Decision.Append(proposed)
            : Signed(signed, proposed, new AgreementApproved(command.AgreementId, account.DebtorId, supervisor, null));
    }

    /// <summary>The signature and, in the same unit, that it binds the account.</summary>
    internal static Decision Signed(AgreementSigned signed, params IReadOnlyList<IEvent> before) => Decision.Append([.. before, signed])
        .And<DebtAccount>(signed.Parties.AccountId.Value,
            new AccountSettled(signed.Parties.AccountId, signed.AgreementId, signed.Terms.Agreed, signed.Moment.Date));

    private static AgreementTermsSigned Terms(SignAgreement command, Money debt)
    {
        var policy = command.Rules.Policy.Agreements;
        var floor = SettlementQuote.For(debt, policy).FloorOf(command.Installments.Count);
        return new(debt, command.Agreed, debt - command.Agreed, floor, command.Installments, policy.GraceDays, policy.ReinstatementDays,
            command.Rules.PolicyVersion, command.AttemptId);
    }
}
