using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.AccessLogs;

/// <summary>What became of one of the logs. A log is no events; that some of it went is one.</summary>
/// <param name="Purged">The days that were recorded as gone, the latest ones: one that a legal hold kept may go after younger ones.</param>
public sealed record AccessLogKeeping(IReadOnlyList<DateOnly> Purged) : IAggregate<AccessLogKeeping>
{
    private const int Remembered = 4_000;

    public static AccessLogKeeping? Evolve(AccessLogKeeping? keeping, object @event) => @event switch
    {
        AccessLogPurged e => new([.. (keeping?.Purged ?? []).Concat(e.Days.Select(day => day.Day)).TakeLast(Remembered)]),
        _ => keeping,
    };
}

/// <param name="Days">What is to be dropped; recorded first, so that nothing goes without a trace.</param>
public sealed record RecordPurge(Guid LogId, string Log, DateOnly Before, IReadOnlyList<PurgedDay> Days, UserId? By);

public static class RecordPurgeHandler
{
    /// <summary>What was recorded and not dropped, because the host died in between, is not recorded again.</summary>
    public static Decision Handle(RecordPurge command, AccessLogKeeping? keeping)
    {
        PurgedDay[] days = [.. command.Days.Where(day => keeping?.Purged.Contains(day.Day) is not true)];
        return days.Length == 0 ? Decision.AlreadySo : Decision.Append(new AccessLogPurged(command.LogId, command.Before, days, command.By, command.Log));
    }
}
