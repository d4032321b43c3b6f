using System.Globalization;

namespace Crm.Api.Pages.Tickets;

/// <summary>Weekdays as people count them: Monday first.</summary>
public static class SlaPolicyDays
{
    public static IReadOnlyList<DayOfWeek> All { get; } =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    public static string Name(DayOfWeek day) =>
        CultureInfo.GetCultureInfo(Texts.IsSpanish ? "es" : "en").DateTimeFormat.GetDayName(day) is var name ? char.ToUpperInvariant(name[0]) + name[1..] : "";
}
