using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.AccessLogs;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>The log of who came from where was cut back: whole days went, their digest stays.</summary>
/// <param name="Before">What is older went.</param>
/// <param name="Days">The days that went, each with its number of rows and the SHA-256 over them in order.</param>
public sealed record AccessLogPurged(Guid LogId, DateOnly Before, IReadOnlyList<PurgedDay> Days, UserId? PurgedBy) : IEvent;

public sealed record PurgedDay(DateOnly Day, long Rows, string Digest);
