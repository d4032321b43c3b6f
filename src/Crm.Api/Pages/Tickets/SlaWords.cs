using System.Globalization;
using Crm.Domain.Tickets.Sla;

namespace Crm.Api.Pages.Tickets;

/// <summary>How promises and clocks are written.</summary>
public static class SlaWords
{
    /// <summary>A limit: hours where it is whole ones, and that day and night count where they do.</summary>
    public static string Of(SlaLimit? limit) => limit is null ? "–" : Minutes(limit.Length) + (limit.Time is SlaTime.Calendar ? " · " + Texts.T(limit.Time) : "");

    /// <summary>Minutes as they are read: <c>45 min</c>, <c>6,5 h</c>.</summary>
    public static string Minutes(decimal minutes) => Math.Abs(minutes) < 60
        ? Math.Round(minutes, 0, MidpointRounding.ToEven).ToString("0", CultureInfo.CurrentCulture) + " min"
        : Texts.Number(Math.Round(minutes / 60, 1, MidpointRounding.ToEven)) + " h";

    public static string Badge(SlaRunStatus status, bool breached) => breached ? "bad" : status switch
    {
        SlaRunStatus.Met => "good",
        SlaRunStatus.Running => "info",
        _ => "",
    };
}
