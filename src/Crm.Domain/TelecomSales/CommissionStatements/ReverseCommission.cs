using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.SaleCommissions;

namespace Crm.Domain.TelecomSales.CommissionStatements;

/// <summary>A sale was charged back, cancelled or rejected: take back what it earned.</summary>
/// <param name="LostOn">The campaign's date on which that happened.</param>
/// <param name="ActivatedOn">The campaign's date of the activation; <c>null</c>: it never was.</param>
/// <param name="Statement">The agent's of the first month from then on that is not closed; <c>null</c>: nothing was earned.</param>
public sealed record ReverseCommission(
    SaleId SaleId, CampaignId CampaignId, CommissionLoss Cause, DateOnly LostOn, DateOnly? ActivatedOn, Statement? Statement, BusinessMoment Now);

public static class ReverseCommissionHandler
{
    /// <summary>Addressed to the stream of the sale's commission.</summary>
    /// <param name="commission">What became of the sale's commission; <c>null</c>: nothing yet.</param>
    /// <param name="accruedIn">The statement it was earned in, settled or not.</param>
    /// <param name="statement">The one the command names, where it exists; the same as <paramref name="accruedIn"/> when that is not closed.</param>
    public static Decision Handle(ReverseCommission command, SaleCommission? commission, CommissionStatement? accruedIn, CommissionStatement? statement)
    {
        if (commission?.Lost is not null) return Decision.AlreadySo;

        var days = command.ActivatedOn is { } activated ? command.LostOn.DayNumber - activated.DayNumber : (int?)null;
        if (commission?.AccruedIn is null)
            return Decision.Append(new SaleCommissionForfeited(command.SaleId, command.CampaignId, command.Cause, days, command.Now));

        // The last day of clawback counts, the day after it does not.
        if (command.Cause is CommissionLoss.ChargedBack && days > commission.ClawbackDays) return Decision.AlreadySo;
        if (statement is { IsSettled: true }) throw new InvalidOperationException($"The statement {statement.Of.Id} is settled; nothing is reversed in it.");

        var (earned, of) = (accruedIn!.Sales[command.SaleId], command.Statement!);
        var decision = Decision
            .Append(new SaleCommissionReversed(command.SaleId, command.CampaignId, command.Cause, of.Id, of.Period, -earned.Amount, command.Now))
            .And<CommissionStatement>(of.Id.Value, new CommissionReversed(
                of, EntryIds.Reversal(command.SaleId.Value), earned.Sale, earned.TeamId, accruedIn.Of.Period, command.Cause, command.LostOn, -earned.Amount, command.Now));
        return accruedIn.IsSettled || accruedIn.Of.Id == of.Id
            ? decision
            : decision.And<CommissionStatement>(accruedIn.Of.Id.Value, new CommissionReversedElsewhere(accruedIn.Of, command.SaleId, of.Period));
    }
}
