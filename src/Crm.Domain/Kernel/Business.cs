namespace Crm.Domain.Kernel;

/// <summary>An instant together with what the campaign's wall clock and calendar said at it. Made at the edge, stored in events.</summary>
/// <param name="At">The instant, UTC.</param>
/// <param name="Zone">IANA zone of the campaign.</param>
/// <param name="Date">The campaign's date at that instant.</param>
/// <param name="Time">The campaign's time of day at that instant.</param>
public sealed record BusinessMoment(DateTimeOffset At, string Zone, DateOnly Date, TimeOnly Time)
{
    /// <summary>The moment at an instant in an IANA zone. Throws <see cref="TimeZoneNotFoundException"/> for an unknown zone.</summary>
    public static BusinessMoment Of(DateTimeOffset instant, string zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime;
        return new(instant.ToUniversalTime(), zone, DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
    }
}

/// <summary>Who did it and where he belongs: the dimensions every figure is asked by.</summary>
/// <param name="CampaignId">The campaign the work is for.</param>
/// <param name="TeamId">The agent's team at the time, if any.</param>
/// <param name="AgentId">The person; <c>null</c> for the system (agenda, import, gateway).</param>
public sealed record Work(CampaignId CampaignId, TeamId? TeamId, UserId? AgentId);
