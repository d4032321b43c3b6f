namespace Crm.Domain.Campaigns;

/// <summary>When and how often a debtor may be contacted, at the debtor's wall clock. <c>null</c> limits do not limit.</summary>
/// <param name="Name">For people: "Colombia, Ley 2300 de 2023".</param>
/// <param name="Hours">Hours by weekday; a weekday that is missing is closed.</param>
/// <param name="ClosedOnHolidays">Whether the campaign calendar's holidays are closed.</param>
/// <param name="AttemptsPerDay">Outbound attempts to a debtor in a day, contacted or not.</param>
/// <param name="AttemptsPerWeek">The same in a week, Monday to Sunday.</param>
/// <param name="ContactsPerDayAfterDirectContact">Attempts in a day once there was direct contact with him.</param>
/// <param name="ChannelsPerWeekAfterDirectContact">Different channels in a week once there was direct contact.</param>
/// <param name="AllowsThirdPersons">Whether persons other than debtor, co-debtor and guarantor may be contacted.</param>
public sealed record ContactPolicy(
    string Name, IReadOnlyList<ContactHours> Hours, bool ClosedOnHolidays, int? AttemptsPerDay, int? AttemptsPerWeek,
    int? ContactsPerDayAfterDirectContact, int? ChannelsPerWeekAfterDirectContact, bool AllowsThirdPersons)
{
    /// <summary>Ley 2300 de 2023: Mon–Fri 07–19, Sat 08–15, none on Sundays and holidays; after direct contact one a day, one channel a week.</summary>
    public static readonly ContactPolicy Colombia = new(
        "Colombia, Ley 2300 de 2023",
        [
            .. Weekdays(DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday)
                .Select(day => new ContactHours(day, new(7, 0), new(19, 0))),
            new(DayOfWeek.Saturday, new(8, 0), new(15, 0)),
        ],
        ClosedOnHolidays: true, AttemptsPerDay: null, AttemptsPerWeek: null,
        ContactsPerDayAfterDirectContact: 1, ChannelsPerWeekAfterDirectContact: 1, AllowsThirdPersons: false);

    /// <summary>No limits but what the debtor himself asked for.</summary>
    public static readonly ContactPolicy Permissive = new(
        "Permissive",
        [.. Enum.GetValues<DayOfWeek>().Select(day => new ContactHours(day, TimeOnly.MinValue, TimeOnly.MaxValue))],
        ClosedOnHolidays: false, null, null, null, null, AllowsThirdPersons: true);

    private static DayOfWeek[] Weekdays(params DayOfWeek[] days) => days;
}

/// <summary>From (inclusive) until (exclusive) on a weekday.</summary>
public sealed record ContactHours(DayOfWeek Day, TimeOnly From, TimeOnly Until);
