using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.AccessLogs;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A log was cut back: whole days or months went, their digests and seals stay.</summary>
/// <param name="Before">What is older went, but for what a legal hold keeps.</param>
/// <param name="Days">What went, each with its number of rows and the SHA-256 over them in order; a month is named by its first day.</param>
/// <param name="Log">Which of the logs; their names are those of the chains of seals.</param>
public sealed record AccessLogPurged(Guid LogId, DateOnly Before, IReadOnlyList<PurgedDay> Days, UserId? PurgedBy, string Log = PurgedLogs.Visits) : IEvent;

public static class PurgedLogs
{
    /// <summary>Who came from where, by the day.</summary>
    public const string Visits = "visits";

    /// <summary>Who read what, by the month.</summary>
    public const string Reads = "access_log";
}

public sealed record PurgedDay(DateOnly Day, long Rows, string Digest);
