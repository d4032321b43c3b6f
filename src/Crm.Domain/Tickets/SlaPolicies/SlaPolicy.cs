using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;

namespace Crm.Domain.Tickets.SlaPolicies;

/// <summary>The promises of a campaign, or of the installation: every version there ever was, in order.</summary>
/// <param name="InEffect">The versions whose taking effect was stated.</param>
public sealed record SlaPolicy(CampaignId? CampaignId, IReadOnlyList<SlaPolicyVersion> Versions, IReadOnlyList<int> InEffect) : IAggregate<SlaPolicy>
{
    public SlaPolicyVersion Latest => Versions[^1];

    /// <summary>What holds where nothing was published yet; it is written down as version 1 with the first ticket.</summary>
    public static SlaPolicy Unpublished(CampaignId? campaign, string zone, BusinessCalendar calendar) =>
        new(campaign, [new(1, DateTimeOffset.UnixEpoch, SlaTerms.Usual(zone, calendar))], []);

    /// <summary>What held without having been written down, as an event.</summary>
    internal SlaPolicyPublished WrittenDown(DateTimeOffset now) =>
        new(CampaignId, 1, Versions[0].EffectiveFrom, Versions[0].Terms, null, BusinessMoment.Of(now, Versions[0].Terms.Hours.Zone));

    public SlaPolicyVersion? Find(int version) => Versions.FirstOrDefault(one => one.Version == version);

    /// <summary>
    /// The version that governs a ticket: the highest that holds, of those for open tickets and those that held already when it was opened. For a ticket
    /// that came to rest it is the one of that instant, so that what was kept or broken stays so.
    /// </summary>
    public SlaPolicyVersion Governing(TicketHistory ticket, DateTimeOffset now)
    {
        var at = ticket.EndedAt ?? now;
        return Versions.LastOrDefault(version =>
            version.EffectiveFrom <= at && (version.Terms.Governs is SlaGovernance.OpenTickets || version.EffectiveFrom <= ticket.OpenedAt)) ?? Versions[0];
    }

    public static SlaPolicy? Evolve(SlaPolicy? policy, object @event) => @event switch
    {
        SlaPolicyPublished e => new(e.CampaignId, [.. policy?.Versions ?? [], new(e.Version, e.EffectiveFrom, e.Terms)], policy?.InEffect ?? []),
        SlaPolicyTookEffect e => policy! with { InEffect = [.. policy.InEffect, e.Version] },
        _ => policy,
    };
}

/// <param name="EffectiveFrom">UTC.</param>
public sealed record SlaPolicyVersion(int Version, DateTimeOffset EffectiveFrom, SlaTerms Terms);
