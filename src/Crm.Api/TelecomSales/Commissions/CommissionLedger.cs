using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.CommissionSettlements;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.Domain.TelecomSales.Reactions;
using Crm.Domain.TelecomSales.SaleCommissions;

namespace Crm.Api.TelecomSales.Commissions;

/// <summary>The units of the ledger: each entry goes into the agent's statement of the first month that is not closed, and stands on that.</summary>
public sealed class CommissionLedger(CommandRunner runner, Workplaces places, NaturalKeys keys)
{
    /// <summary>Gives a sale's agent what it earned. Hearing it again gives nothing.</summary>
    public Task<CommandOutcome> Accrue(SaleEarning earning, CommandOrigin origin, CancellationToken ct) => runner.Run(origin, async (unit, _) =>
    {
        var (stream, work) = (keys.SaleCommission(earning.SaleId), earning.Sale.Work);
        var commission = await unit.Load<SaleCommission>(stream);
        if (work.AgentId is not { } agent || await unit.Load<CommissionScheme>(keys.CommissionScheme(work.CampaignId)) is not { } scheme)
            return UnitDecision.For<SaleCommission>(stream, Decision.AlreadySo);

        var place = await places.Of(unit, work.CampaignId);
        var statement = await FirstOpen(unit, place.Campaign, agent, BusinessMonth.Of(earning.On));
        return UnitDecision.For<SaleCommission>(stream, AccrueCommissionHandler.Handle(
            new(earning.SaleId, earning.Sale, earning.Plan, earning.Trigger, earning.On, statement, place.Now),
            commission, await unit.Load<CommissionStatement>(statement.Id.Value), scheme));
    }, ct);

    /// <summary>Takes back what a sale had earned. Hearing it again takes nothing.</summary>
    public Task<CommandOutcome> Reverse(SaleLoss loss, CommandOrigin origin, CancellationToken ct) => runner.Run(origin, async (unit, _) =>
    {
        var stream = keys.SaleCommission(loss.SaleId);
        var commission = await unit.Load<SaleCommission>(stream);
        var place = await places.Of(unit, loss.CampaignId);
        var of = commission is { AccruedIn: not null, AgentId: { } agent, Lost: null }
            ? await FirstOpen(unit, place.Campaign, agent, BusinessMonth.Of(loss.On))
            : null;
        return UnitDecision.For<SaleCommission>(stream, ReverseCommissionHandler.Handle(
            new(loss.SaleId, loss.CampaignId, loss.Cause, loss.On, loss.ActivatedOn, of, place.Now), commission,
            commission?.AccruedIn is { } accruedIn ? await unit.Load<CommissionStatement>(accruedIn.Value) : null,
            of is null ? null : await unit.Load<CommissionStatement>(of.Id.Value)));
    }, ct);

    /// <summary>Gives or takes an amount by hand, in the first month from <paramref name="about"/> on that is not closed.</summary>
    public async Task<UnitDecision> Adjust(
        CommandUnit unit, Workplace place, UserId agent, Guid entryId, BusinessMonth about, Money amount, string reason, UserId by)
    {
        // An adjustment that was heard before may stand in a month that was closed since.
        for (var month = about; ; month = month.Next)
        {
            var of = StatementOf(place.Campaign, agent, month);
            var statement = await unit.Load<CommissionStatement>(of.Id.Value);
            if (statement?.Adjustments.Contains(entryId) is not true && await IsClosed(unit, place.Campaign.Id, month)) continue;
            return UnitDecision.For<CommissionStatement>(of.Id.Value, AdjustCommissionHandler.Handle(new(entryId, about, of, amount, reason, by, place.Now), statement));
        }
    }

    private async Task<Statement> FirstOpen(CommandUnit unit, Campaign campaign, UserId agent, BusinessMonth month)
    {
        while (await IsClosed(unit, campaign.Id, month)) month = month.Next;
        return StatementOf(campaign, agent, month);
    }

    // Read into the unit: it fails when the month is closed before it is written.
    private async Task<bool> IsClosed(CommandUnit unit, CampaignId campaign, BusinessMonth month) =>
        await unit.Load<CommissionSettlement>(keys.CommissionSettlement(campaign, month).Value) is not null;

    private Statement StatementOf(Campaign campaign, UserId agent, BusinessMonth month) =>
        new(keys.CommissionStatement(campaign.Id, agent, month), campaign.Id, agent, month, campaign.Zone, campaign.Currency);
}
