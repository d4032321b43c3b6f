using Crm.Domain.Campaigns;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactGuards;

/// <summary>What forbids a contact at an instant, and when nothing does any more.</summary>
/// <param name="Until">The first instant at which this alone forbids no longer; <c>null</c>: time does not mend it.</param>
internal sealed record Objection(Refusal Refusal, DateTimeOffset? Until);

/// <summary>The contact policy as a function of the instant.</summary>
/// <remarks>
/// What the person himself or his phone forbids stands always. Hours, holidays and limits give way to an exception and to
/// an answer within <see cref="AnswerWindow"/> of his turning to us on that channel; the answer also to do-not-contact.
/// </remarks>
internal static class PolicyCheck
{
    /// <summary>For so long after his message or call an answer on the same channel is free.</summary>
    public static readonly TimeSpan AnswerWindow = TimeSpan.FromHours(24);

    private const int MaxSteps = 500, DaysAhead = 400;

    /// <summary>The first thing that forbids the contact at that instant, or <c>null</c>.</summary>
    public static Objection? At(DateTimeOffset at, PlannedContact contact)
    {
        if (Lasting(at, contact) is { } lasting) return lasting;
        if (IsAnswer(at, contact) || ExceptionAt(at, contact) is not null) return null;

        return Closed(at, contact) ?? Frequent(at, contact);
    }

    /// <summary>The first instant from <paramref name="from"/> on at which nothing forbids it; <c>null</c> when there is none to be seen.</summary>
    public static DateTimeOffset? NextAllowed(DateTimeOffset from, PlannedContact contact)
    {
        var at = from;
        for (var step = 0; step < MaxSteps; step++)
        {
            if (At(at, contact) is not { } objection) return at;
            if (objection.Until is not { } until) return null;

            var excepted = contact.Guard?.Exceptions.Where(e => e.IsFor(contact.Channel) && e.From > at).Select(e => (DateTimeOffset?)e.From).Min();
            at = excepted < until ? excepted.Value : until;
        }

        return null;
    }

    /// <summary>The exception that allows the contact where the policy alone would not.</summary>
    public static ContactException? ExceptionAt(DateTimeOffset at, PlannedContact contact) =>
        contact.Guard?.Exceptions.FirstOrDefault(exception => exception.IsFor(contact.Channel) && exception.HoldsAt(at));

    /// <summary>Whether hours, holidays and limits, without exceptions, forbid it.</summary>
    public static bool NeedsException(DateTimeOffset at, PlannedContact contact) =>
        !IsAnswer(at, contact) && (Closed(at, contact) ?? Frequent(at, contact)) is not null;

    /// <summary>Until when a contact begun at that instant stays within the hours of the day.</summary>
    public static DateTimeOffset? ClosesAt(DateTimeOffset at, PlannedContact contact)
    {
        var moment = contact.MomentAt(at);
        return OpenAt(moment, contact.Rules) is not { } hours ? null
            : hours.Until == TimeOnly.MaxValue ? WallClock.EndOf(moment.Date, moment.Zone)
            : WallClock.InstantOf(moment.Date, hours.Until, moment.Zone);
    }

    private static Objection? Lasting(DateTimeOffset at, PlannedContact contact)
    {
        if (contact.Rules.Paused) return Never("campaign-paused", "The campaign is paused.");
        if (contact.Person.Deceased) return Never("debtor-deceased", "The person is reported deceased.");
        if (contact.IsThirdPerson && !contact.Rules.Policy.AllowsThirdPersons)
            return Never("third-person", "Only debtor, co-debtor and guarantor may be contacted.");
        if (contact.Phone?.State is PhoneState.Wrong) return Never("phone-wrong", "The number is not his.");
        if (contact.Phone?.State is PhoneState.Refused) return Never("phone-refused", "He does not want to be reached at this number.");
        return contact.Person.DoNotContact && !IsAnswer(at, contact)
            ? Never("do-not-contact", "He asked not to be contacted.")
            : null;
    }

    private static bool IsAnswer(DateTimeOffset at, PlannedContact contact) =>
        contact.Guard?.LastInbound.TryGetValue(contact.Channel, out var inbound) is true && inbound <= at && at < inbound + AnswerWindow;

    private static Objection? Closed(DateTimeOffset at, PlannedContact contact)
    {
        var (moment, rules) = (contact.MomentAt(at), contact.Rules);
        if (OpenAt(moment, rules) is not null) return null;

        var opens = NextOpening(moment, rules);
        return IsClosedHoliday(moment.Date, rules)
            ? Objects("on-holiday", $"{moment.Date:yyyy-MM-dd} is a holiday.", opens, ("date", moment.Date))
            : Objects("outside-hours", $"On {moment.Date.DayOfWeek} at {moment.Time:HH\\:mm} ({moment.Zone}) contacts are not allowed.", opens,
                ("date", moment.Date), ("time", moment.Time), ("zone", moment.Zone));
    }

    private static Objection? Frequent(DateTimeOffset at, PlannedContact contact)
    {
        var (moment, policy) = (contact.MomentAt(at), contact.Rules.Policy);
        var monday = moment.Date.AddDays(-(((int)moment.Date.DayOfWeek + 6) % 7));
        var counted = Counted(at, contact);
        var today = counted.Where(attempt => attempt.On == moment.Date).ToList();
        var week = counted.Where(attempt => attempt.On >= monday && attempt.On < monday.AddDays(7)).ToList();

        if (Over(today, policy.AttemptsPerDay)) return Limit("daily-limit", "today", today, policy.AttemptsPerDay, moment.Date.AddDays(1));
        if (Over(week, policy.AttemptsPerWeek)) return Limit("weekly-limit", "this week", week, policy.AttemptsPerWeek, monday.AddDays(7));
        if (contact.Guard?.FirstDirectContactAt is not { } first || first > at) return null;

        var since = today.Where(attempt => attempt.At >= first).ToList();
        if (Over(since, policy.ContactsPerDayAfterDirectContact))
            return Limit("daily-limit-after-contact", "today after direct contact", since, policy.ContactsPerDayAfterDirectContact, moment.Date.AddDays(1));

        var others = week.Where(attempt => attempt.At >= first).ToList();
        var channels = others.Select(attempt => attempt.Channel).Distinct().ToList();
        return channels.Count >= policy.ChannelsPerWeekAfterDirectContact && !channels.Contains(contact.Channel)
            ? Objects("channel-limit", $"This week he is contacted by {string.Join(", ", channels)}; {policy.ChannelsPerWeekAfterDirectContact} channel(s) a week are allowed.",
                Freed(others, WallClock.StartOf(monday.AddDays(7), moment.Zone)),
                ("channels", string.Join(", ", channels)), ("most", policy.ChannelsPerWeekAfterDirectContact))
            : null;

        Objection Limit(string code, string when, List<Use> uses, int? most, DateOnly over) =>
            Objects(code, $"{uses.Count} contact(s) {when}; {most} allowed.", Freed(uses, WallClock.StartOf(over, moment.Zone)), ("count", uses.Count), ("most", most));
    }

    /// <summary>What counts: attempts, and permits of others that may still become attempts.</summary>
    private static List<Use> Counted(DateTimeOffset at, PlannedContact contact) => contact.Guard is not { } guard ? [] :
    [
        .. guard.Attempts.Where(attempt => attempt.At <= at).Select(attempt => new Use(attempt.Channel, attempt.On, attempt.At, null)),
        .. guard.Permits.Where(permit => permit.IsOpenAt(at) && permit.AgentId != contact.AgentId)
            .Select(permit => new Use(permit.Channel, permit.On, permit.From, permit.ExpiresAt)),
    ];

    private static bool Over(List<Use> uses, int? limit) => uses.Count >= limit;

    /// <summary>When one of the uses may fall away: a permit that is not used, or the period's end.</summary>
    private static DateTimeOffset Freed(List<Use> uses, DateTimeOffset periodEnds) =>
        uses.Where(use => use.ExpiresAt < periodEnds).Select(use => use.ExpiresAt).Min() ?? periodEnds;

    private static ContactHours? OpenAt(BusinessMoment moment, ContactRules rules) => IsClosedHoliday(moment.Date, rules)
        ? null
        : rules.Policy.Hours.FirstOrDefault(hours => hours.Day == moment.Date.DayOfWeek
            && hours.From <= moment.Time && (moment.Time < hours.Until || hours.Until == TimeOnly.MaxValue));

    private static DateTimeOffset? NextOpening(BusinessMoment moment, ContactRules rules)
    {
        for (var day = 0; day <= DaysAhead; day++)
        {
            var date = moment.Date.AddDays(day);
            if (IsClosedHoliday(date, rules)) continue;

            var opens = rules.Policy.Hours.Where(hours => hours.Day == date.DayOfWeek)
                .Select(hours => (DateTimeOffset?)WallClock.InstantOf(date, hours.From, moment.Zone))
                .Where(instant => instant > moment.At)
                .Min();
            if (opens is not null) return opens;
        }

        return null;
    }

    private static bool IsClosedHoliday(DateOnly date, ContactRules rules) => rules.Policy.ClosedOnHolidays && rules.Calendar.IsHoliday(date);

    private static Objection Never(string code, string reason) => new(Refusals.Of($"collections.contact-{code}", reason, []), null);

    private static Objection Objects(string code, string reason, DateTimeOffset? until, params IReadOnlyList<(string, object?)> figures) =>
        new(Refusals.Of($"collections.contact-{code}", reason, [], figures), until);

    private sealed record Use(ContactChannel Channel, DateOnly On, DateTimeOffset At, DateTimeOffset? ExpiresAt);
}
