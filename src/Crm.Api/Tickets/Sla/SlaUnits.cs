using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.Domain.Tickets.SlaWatches;

namespace Crm.Api.Tickets.Sla;

/// <summary>What a decision about clocks and promises is told. Assembled here and nowhere else.</summary>
public sealed class SlaUnits(BusinessClock clock, NaturalKeys keys)
{
    /// <summary>Where what was announced of a ticket stands.</summary>
    public Guid WatchOf(TicketId ticket) => keys.Derive("sla-watch", ticket.ToString());

    /// <summary>Where the promises of a campaign, or of the installation, stand.</summary>
    public Guid PolicyOf(CampaignId? campaign) => keys.Derive("sla-policy", campaign?.ToString() ?? "");

    /// <summary>Announces what has come due of a ticket and states its deadlines anew; appends nothing when all was said.</summary>
    public async Task<UnitDecision> Watch(CommandUnit unit, TicketId id)
    {
        var ticket = await unit.Require<TicketHistory>(id.Value);
        var watch = await unit.Load<SlaWatch>(WatchOf(id));
        var campaign = ticket.Standing.CampaignId;
        var published = await unit.Load<SlaPolicy>(PolicyOf(campaign));
        return UnitDecision.For<SlaWatch>(WatchOf(id), WatchSlaHandler.Handle(
            new(clock.GetUtcNow(), published is null ? PolicyOf(campaign) : null), watch, ticket, published ?? await Unpublished(unit, campaign, ticket.Zone)));
    }

    public async Task<UnitDecision> Publish(CommandUnit unit, CampaignId? campaign, string zone, SlaTerms terms, DateTimeOffset? from, UserId by)
    {
        var policy = await unit.Load<SlaPolicy>(PolicyOf(campaign));
        var before = policy ?? await Unpublished(unit, campaign, zone);
        return UnitDecision.For<SlaPolicy>(PolicyOf(campaign), PublishSlaPolicyHandler.Handle(new(campaign, terms, from, by, before, clock.GetUtcNow()), policy));
    }

    public async Task<UnitDecision> Apply(CommandUnit unit, Guid policy) =>
        UnitDecision.For<SlaPolicy>(policy, ApplySlaPolicyHandler.Handle(new(clock.GetUtcNow()), await unit.Require<SlaPolicy>(policy)));

    private static async Task<SlaPolicy> Unpublished(CommandUnit unit, CampaignId? id, string zone) =>
        id is { } known && await unit.Require<Campaign>(known.Value) is { } campaign
            ? SlaPolicy.Unpublished(id, campaign.Zone, campaign.Calendar.Value)
            : SlaPolicy.Unpublished(null, zone, BusinessCalendar.MondayToFriday);
}
