using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.FollowUps;

internal static class FollowUpChecks
{
    public const int MaxNote = 1_000, MaxDaysAhead = 366;

    /// <summary>Due after now, within a year, with a note that fits.</summary>
    public static Refusal? Refuse(DateTimeOffset dueAt, DateTimeOffset now, string? note)
    {
        if (dueAt <= now || dueAt > now.AddDays(MaxDaysAhead))
        {
            return Refusals.Of("collections.follow-up-due-out-of-range", $"A follow-up is due after now and within {MaxDaysAhead} days.", ["dueAt"],
                ("due", dueAt), ("most", MaxDaysAhead));
        }

        return note?.Length > MaxNote
            ? Refusals.Of("collections.note-too-long", $"A note has {MaxNote} characters at most.", ["note"], ("most", MaxNote), ("length", note.Length))
            : null;
    }
}
