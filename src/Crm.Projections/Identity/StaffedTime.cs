using System.Globalization;
using Crm.Domain.Identity.Agents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Identity;

/// <summary>Staffed and paused seconds by date, campaign, team and agent: of days that are over, and from nothing else.</summary>
public sealed class StaffedTime() : CounterProjection(version: 1)
{
    public const string Staffed = "staffed_seconds", Paused = "paused_seconds", Days = "days";

    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(WorkDayEnded)];

    public override IReadOnlyList<string> Dimensions { get; } = ["date", "campaign", "team", "agent"];

    public override IEnumerable<CounterDelta> Deltas(Recorded recorded)
    {
        if (recorded.Data is not WorkDayEnded e) yield break;

        string[] key = [e.WorkDate.ToString("O", CultureInfo.InvariantCulture), e.Work.CampaignId.ToString(), e.Work.TeamId?.ToString() ?? "", e.UserId.ToString()];
        yield return new(Staffed, Math.Max(0, e.PresentSeconds - e.PausedSeconds), key);
        yield return new(Paused, e.PausedSeconds, key);
        yield return new(Days, 1, key);
    }
}
