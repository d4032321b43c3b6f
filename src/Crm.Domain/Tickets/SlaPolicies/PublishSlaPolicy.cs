using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;

namespace Crm.Domain.Tickets.SlaPolicies;

/// <summary>Write down what is promised from now, or from a later instant on.</summary>
/// <param name="EffectiveFrom"><c>null</c>: at once.</param>
/// <param name="Before">What holds if nothing was published: it becomes version 1, so that tickets of before keep it.</param>
public sealed record PublishSlaPolicy(CampaignId? CampaignId, SlaTerms Terms, DateTimeOffset? EffectiveFrom, UserId? By, SlaPolicy Before, DateTimeOffset Now);

public static class PublishSlaPolicyHandler
{
    private const int LongestAheadDays = 366;

    public static Decision Handle(PublishSlaPolicy command, SlaPolicy? policy)
    {
        if (SlaTermsChecks.Of(command.Terms) is { } wrong) return Decision.Refuse(wrong);

        var latest = (policy ?? command.Before).Latest;
        if (policy is not null && command.Terms.IsSameAs(latest.Terms) && (command.EffectiveFrom is null ? latest.EffectiveFrom <= command.Now : command.EffectiveFrom == latest.EffectiveFrom))
            return Decision.AlreadySo;

        var from = command.EffectiveFrom?.ToUniversalTime() ?? command.Now;
        if (from < command.Now)
            return Decision.Refuse("tickets.sla-policy-backdated", "A promise holds from now on or later; what would have been is asked for, not published.", "effectiveFrom");
        if (from > command.Now.AddDays(LongestAheadDays))
            return Decision.Refuse(Refusal.Of("tickets.sla-policy-too-far-ahead", $"At most {LongestAheadDays} days ahead.", ["effectiveFrom"], ("days", LongestAheadDays)));

        IEnumerable<IEvent> first = policy is null ? [command.Before.WrittenDown(command.Now)] : [];
        var moment = BusinessMoment.Of(command.Now, command.Terms.Hours.Zone);
        IEnumerable<IEvent> published = [new SlaPolicyPublished(command.CampaignId, latest.Version + 1, from, command.Terms, command.By, moment)];
        IEnumerable<IEvent> effect = from == command.Now ? [new SlaPolicyTookEffect(command.CampaignId, latest.Version + 1, moment)] : [];
        return Decision.Append([.. first, .. published, .. effect]);
    }
}
