using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Callbacks;

internal static class CallbackChecks
{
    public const int MaxName = 200, MaxNote = 1_000, MaxDaysAhead = 366;

    /// <summary>Calls are planned to the minute.</summary>
    public static DateTimeOffset Minute(DateTimeOffset instant) => new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);

    /// <summary>Due after now and within a year.</summary>
    public static Refusal? RefuseDue(DateTimeOffset dueAt, DateTimeOffset now) => dueAt <= now || dueAt > now.AddDays(MaxDaysAhead)
        ? Refusal.Of("telecom-sales.callback-due-out-of-range", $"A callback is due after now and within {MaxDaysAhead} days.", ["dueAt"], ("due", dueAt), ("most", MaxDaysAhead))
        : null;

    public static Refusal? RefuseNote(string? note) => note?.Length > MaxNote
        ? Refusal.Of("telecom-sales.note-too-long", $"A note has {MaxNote} characters at most.", ["note"], ("most", MaxNote), ("length", note.Length))
        : null;

    public static Refusal? RefuseReason(string? reason) => string.IsNullOrWhiteSpace(reason)
        ? Refusal.Of("telecom-sales.reason-missing", "Say why.", ["reason"])
        : reason.Length > MaxNote ? RefuseNote(reason) : null;

    public static string? Trimmed(string? note) => string.IsNullOrWhiteSpace(note) ? null : note.Trim();
}
