using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.Domain.TelecomSales.Sales;

namespace Crm.Domain.TelecomSales.Reactions;

/// <summary>What the events of a sale mean for its agent's commission.</summary>
public static class WhenSaleEarns
{
    /// <summary>The events that mean anything.</summary>
    public static IReadOnlyCollection<Type> Hears { get; } =
        [typeof(SaleApproved), typeof(SaleActivated), typeof(SaleChargedBack), typeof(SaleCancelled), typeof(SaleRejected)];

    /// <summary>A sale that may have earned by an event; <c>null</c>: none has.</summary>
    public static SaleEarning? Earned(object @event) => @event switch
    {
        SaleApproved e => new(e.SaleId, e.Sale, e.Plan, CommissionTrigger.Approval, e.Moment.Date, e.Moment),
        SaleActivated e => new(e.SaleId, e.Sale, e.Plan, CommissionTrigger.Activation, e.ActivatedOn, e.Moment),
        _ => null,
    };

    /// <summary>A sale that loses by an event what it had earned; <c>null</c>: none does.</summary>
    public static SaleLoss? Lost(object @event) => @event switch
    {
        SaleChargedBack e => new(e.SaleId, e.Sale.Work.CampaignId, CommissionLoss.ChargedBack, e.ChargedBackOn, e.ActivatedOn, e.Moment),
        SaleCancelled e when MayHaveEarned(e.From) => new(e.SaleId, e.Sale.Work.CampaignId, CommissionLoss.Cancelled, e.Moment.Date, null, e.Moment),
        SaleRejected e when MayHaveEarned(e.From) => new(e.SaleId, e.Sale.Work.CampaignId, CommissionLoss.Rejected, e.Moment.Date, null, e.Moment),
        _ => null,
    };

    // Before it was approved there was nothing to earn; one that is escalated may have been.
    private static bool MayHaveEarned(SaleState from) => from is not (SaleState.PendingReview or SaleState.Returned);
}

/// <param name="On">The campaign's date that it is earned on.</param>
public sealed record SaleEarning(SaleId SaleId, SaleFacts Sale, PlanSnapshot Plan, CommissionTrigger Trigger, DateOnly On, BusinessMoment Moment);

/// <param name="On">The campaign's date on which it was lost.</param>
public sealed record SaleLoss(SaleId SaleId, CampaignId CampaignId, CommissionLoss Cause, DateOnly On, DateOnly? ActivatedOn, BusinessMoment Moment);
