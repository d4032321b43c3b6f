using System.Globalization;
using Crm.Domain.Identity.Agents;
using Crm.Domain.Kernel;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Identity;

/// <summary>Every agent's day: when he came and went, and his pauses.</summary>
public sealed class WorkDays() : DocumentProjection<string, WorkDayRow>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(WorkDayStarted), typeof(WorkPauseStarted), typeof(WorkPauseEnded), typeof(WorkDayEnded)];

    public override IEnumerable<string> Keys(Recorded recorded) => recorded.Data switch
    {
        WorkDayStarted e => [Key(e.UserId, e.WorkDate)],
        WorkPauseStarted e => [Key(e.UserId, e.WorkDate)],
        WorkPauseEnded e => [Key(e.UserId, e.WorkDate)],
        WorkDayEnded e => [Key(e.UserId, e.WorkDate)],
        _ => [],
    };

    public override WorkDayRow? Evolve(string key, WorkDayRow? row, Recorded recorded) => recorded.Data switch
    {
        WorkDayStarted e => new(e.UserId, e.Work.CampaignId, e.Work.TeamId, e.WorkDate, e.Moment.Zone, e.Moment.At.ToUniversalTime(), null, null, 0, 0, []),
        _ when row is null => null,
        WorkPauseStarted e => row with { Pauses = [.. row.Pauses, new(e.Type, e.Reason, e.Moment.At.ToUniversalTime(), null)] },
        WorkPauseEnded e => row with
        {
            PausedSeconds = row.PausedSeconds + e.Seconds,
            Pauses = [.. row.Pauses.SkipLast(1), .. row.Pauses.TakeLast(1).Select(pause => pause with { EndedAt = e.Moment.At.ToUniversalTime() })],
        },
        WorkDayEnded e => row with
        {
            EndedAt = e.Moment.At.ToUniversalTime(),
            Cause = e.Cause,
            PausedSeconds = e.PausedSeconds,
            StaffedSeconds = Math.Max(0, e.PresentSeconds - e.PausedSeconds),
        },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("user_id", "userId").Text("work_date", "date")
        .Index(["campaign_id", "work_date", "id"]).Index(["user_id", "work_date", "id"]);

    private static string Key(UserId user, DateOnly date) => $"{date.ToString("O", CultureInfo.InvariantCulture)}:{user}";
}

/// <param name="Date">The campaign's.</param>
/// <param name="EndedAt"><c>null</c>: the day is open.</param>
/// <param name="StaffedSeconds">Present and not in a pause; known when the day is over.</param>
public sealed record WorkDayRow(
    UserId UserId, CampaignId CampaignId, TeamId? TeamId, DateOnly Date, string Zone, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, WorkDayEnd? Cause,
    long PausedSeconds, long StaffedSeconds, IReadOnlyList<WorkPause> Pauses);

public sealed record WorkPause(PauseType Type, string? Reason, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);
