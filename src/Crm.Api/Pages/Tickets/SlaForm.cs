using System.Globalization;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Api.Pages.Tickets;

/// <summary>Terms as they stand in a form: lines of targets and of opening hours; an empty line is none.</summary>
public sealed class SlaForm
{
    public string Zone { get; set; } = "";
    public HolidayRule Holidays { get; set; }

    /// <summary>ISO dates, each on a line of its own or between commas.</summary>
    public string? Extra { get; set; }
    public List<SlaFormTarget> Targets { get; set; } = [];
    public List<SlaFormHours> Week { get; set; } = [];
    public List<TicketState> PausedIn { get; set; } = [];
    public SlaChangeRule OnChange { get; set; }
    public SlaGovernance Governs { get; set; }
    public int WarnAt { get; set; }

    public static SlaForm Of(SlaTerms terms) => new()
    {
        Zone = terms.Hours.Zone,
        Holidays = terms.Hours.Calendar.HolidayRule,
        Extra = string.Join('\n', terms.Hours.Calendar.ExtraHolidays.Select(date => Texts.Date(date))),
        Targets = [.. terms.Targets.OrderBy(target => (target.QueueId is null ? 0 : 2) + (target.Type is null ? 0 : 1)).ThenByDescending(target => target.Priority).Select(SlaFormTarget.Of)],
        Week = [.. terms.Hours.Week.OrderBy(hours => ((int)hours.Day + 6) % 7).ThenBy(hours => hours.From).Select(hours => new SlaFormHours { Day = hours.Day, From = hours.From, Until = hours.Until })],
        PausedIn = [.. terms.PausedIn],
        OnChange = terms.OnChange,
        Governs = terms.Governs,
        WarnAt = terms.WarnAtPercent,
    };

    /// <summary>What was typed; <c>null</c>: a date is none.</summary>
    public SlaTerms? Terms()
    {
        var extra = new List<DateOnly>();
        foreach (var text in (Extra ?? "").Split(['\n', '\r', ',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return null;
            extra.Add(date);
        }

        var week = Week.Where(hours => hours is { From: not null, Until: not null }).Select(hours => new OpenHours(hours.Day, hours.From!.Value, hours.Until!.Value)).ToList();
        var days = Enum.GetValues<DayOfWeek>().Where(day => week.Any(hours => hours.Day == day)).ToList();
        return new(
            new(Zone.Trim(), new(days, Holidays, extra), week), [.. Targets.Where(target => target.IsSaid).Select(target => target.Target())], PausedIn, OnChange, Governs, WarnAt);
    }
}

/// <summary>A line of targets: minutes, and whether they are of business hours or of day and night.</summary>
public sealed class SlaFormTarget
{
    public TicketPriority Priority { get; set; }
    public Guid? Queue { get; set; }
    public TicketType? Type { get; set; }
    public int? First { get; set; }
    public SlaTime FirstTime { get; set; }
    public int? Update { get; set; }
    public SlaTime UpdateTime { get; set; }
    public int? Resolution { get; set; }
    public SlaTime ResolutionTime { get; set; }

    internal bool IsSaid => First is not null || Update is not null || Resolution is not null;

    internal static SlaFormTarget Of(SlaTarget target) => new()
    {
        Priority = target.Priority,
        Queue = target.QueueId?.Value,
        Type = target.Type,
        First = target.FirstResponse?.Length,
        FirstTime = target.FirstResponse?.Time ?? SlaTime.Business,
        Update = target.Update?.Length,
        UpdateTime = target.Update?.Time ?? SlaTime.Business,
        Resolution = target.Resolution?.Length,
        ResolutionTime = target.Resolution?.Time ?? SlaTime.Business,
    };

    internal SlaTarget Target() => new(
        Priority, Limit(First, FirstTime), Limit(Resolution, ResolutionTime), Limit(Update, UpdateTime), Queue is { } queue ? new QueueId(queue) : null, Type);

    private static SlaLimit? Limit(int? minutes, SlaTime time) => minutes is { } length ? new(length, time) : null;
}

/// <summary>From and until on a weekday; both left out: closed.</summary>
public sealed class SlaFormHours
{
    public DayOfWeek Day { get; set; }
    public TimeOnly? From { get; set; }
    public TimeOnly? Until { get; set; }
}
