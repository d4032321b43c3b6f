using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

/// <summary>Sets the catalogue of outcomes as a whole.</summary>
public sealed record SetDispositions(IReadOnlyList<Disposition> Dispositions);

public static class SetDispositionsHandler
{
    public static Decision Handle(SetDispositions command, Campaign campaign)
    {
        if (campaign.RefusalWhenClosed() is { } closed) return closed;
        if (PolicyChecks.Of(command.Dispositions) is { } wrong) return Decision.Refuse(wrong);
        if (command.Dispositions.SequenceEqual(campaign.Dispositions.Value)) return Decision.AlreadySo;

        // An outcome that was used is retired, never taken away: the history still asks what it meant.
        var codes = command.Dispositions.Select(disposition => disposition.Code).ToHashSet();
        var gone = campaign.Dispositions.Value.Select(disposition => disposition.Code).Where(code => !codes.Contains(code)).ToList();
        if (gone.Count > 0)
        {
            return Decision.Refuse(
                "campaigns.disposition-removed", $"Outcomes are retired, not removed: {string.Join(", ", gone)}.", "dispositions");
        }

        return Decision.Append(new DispositionCatalogueSet(campaign.Id, campaign.Dispositions.Version + 1, command.Dispositions));
    }
}
