using System.Globalization;
using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

/// <summary>What a calendar, a policy or a catalogue has to fulfil before it may rule the work. <c>null</c>: it does.</summary>
public static class PolicyChecks
{
    public static Refusal? Of(BusinessCalendar calendar)
    {
        if (calendar.WorkingWeekdays.Count == 0) return Wrong("campaigns.calendar-invalid", "A calendar has at least one working day a week.", "workingWeekdays");
        if (!calendar.WorkingWeekdays.All(Enum.IsDefined) || Repeats(calendar.WorkingWeekdays)) return Wrong("campaigns.calendar-invalid", "Each weekday is named once.", "workingWeekdays");
        if (!Enum.IsDefined(calendar.HolidayRule)) return Wrong("campaigns.calendar-invalid", "The holiday rule is not one of the known ones.", "holidayRule");
        if (Repeats(calendar.ExtraHolidays)) return Wrong("campaigns.calendar-invalid", "Each holiday is named once.", "extraHolidays");
        return null;
    }

    public static Refusal? Of(ContactPolicy policy)
    {
        if (string.IsNullOrWhiteSpace(policy.Name)) return Wrong("campaigns.contact-policy-invalid", "A contact policy has a name.", "name");
        if (policy.Hours.Count == 0) return Wrong("campaigns.contact-policy-invalid", "Without hours nobody could ever be contacted.", "hours");
        foreach (var hours in policy.Hours)
        {
            if (!Enum.IsDefined(hours.Day) || hours.From >= hours.Until)
                return Wrong("campaigns.contact-policy-invalid", $"Hours on {hours.Day} from {hours.From:HH\\:mm} until {hours.Until:HH\\:mm} are none.", "hours");
            if (policy.Hours.Any(other => !ReferenceEquals(other, hours) && other.Day == hours.Day && other.From < hours.Until && hours.From < other.Until))
                return Wrong("campaigns.contact-policy-invalid", $"Hours on {hours.Day} overlap.", "hours");
        }

        if (new[] { policy.AttemptsPerDay, policy.AttemptsPerWeek, policy.ContactsPerDayAfterDirectContact, policy.ChannelsPerWeekAfterDirectContact }.Any(limit => limit < 1))
            return Wrong("campaigns.contact-policy-invalid", "A limit is at least 1; leave it out for no limit.", "attemptsPerDay", "attemptsPerWeek", "contactsPerDayAfterDirectContact", "channelsPerWeekAfterDirectContact");
        if (policy.AttemptsPerDay > policy.AttemptsPerWeek)
            return Wrong("campaigns.contact-policy-invalid", "More attempts in a day than in the week cannot be used.", "attemptsPerDay");
        return null;
    }

    public static Refusal? Of(CollectionPolicy policy)
    {
        var (promises, agreements, payments) = (policy.Promises, policy.Agreements, policy.Payments);
        if (promises.MaxDaysAhead is < 0 or > 366) return Between("promises.maxDaysAhead", 0, 366);
        if (promises.SupervisorMaxDaysAhead < promises.MaxDaysAhead || promises.SupervisorMaxDaysAhead > 366) return Between("promises.supervisorMaxDaysAhead", promises.MaxDaysAhead, 366);
        if (promises.GraceWorkingDays is < 0 or > 30) return Between("promises.graceWorkingDays", 0, 30);
        if (promises.Tolerance.Value is < 0 or >= 100) return Between("promises.tolerance", 0, 99);
        if (promises.MaxSupersessions is < 0 or > 100) return Between("promises.maxSupersessions", 0, 100);
        if (promises.ReminderDaysBefore.Any(day => day is < 0 or > 366) || Repeats(promises.ReminderDaysBefore)) return Between("promises.reminderDaysBefore", 0, 366);
        if (agreements.MaxInstallments is < 1 or > 360) return Between("agreements.maxInstallments", 1, 360);
        if (agreements.FirstWithinDays is < 0 or > 366) return Between("agreements.firstWithinDays", 0, 366);
        if (agreements.GraceDays is < 0 or > 90) return Between("agreements.graceDays", 0, 90);
        if (agreements.ReinstatementDays is < 0 or > 366) return Between("agreements.reinstatementDays", 0, 366);
        if (agreements.SinglePaymentFloor.Value is < 0 or > 100) return Between("agreements.singlePaymentFloor", 0, 100);
        if (agreements.InstallmentsFloor.Value is < 0 or > 100) return Between("agreements.installmentsFloor", 0, 100);
        if (agreements.FloorStep <= 0) return Wrong("campaigns.collection-policy-invalid", "The step floors are rounded up to is more than nothing.", "agreements.floorStep");
        if (payments.AttributionDays is < 0 or > 366) return Between("payments.attributionDays", 0, 366);
        if (!payments.AllocationOrder.Order().SequenceEqual(Enum.GetValues<BalanceComponent>().Order()))
            return Wrong("campaigns.collection-policy-invalid", "The order of allocation names every component once.", "payments.allocationOrder");
        return null;
    }

    public static Refusal? Of(IReadOnlyList<Disposition> dispositions)
    {
        if (!dispositions.Any(disposition => disposition.Active)) return Wrong("campaigns.dispositions-invalid", "A catalogue has at least one outcome in use.", "dispositions");
        if (Repeats(dispositions.Select(disposition => disposition.Code))) return Wrong("campaigns.dispositions-invalid", "Each code is in the catalogue once.", "dispositions");
        return dispositions.Select(Of).FirstOrDefault(refusal => refusal is not null);
    }

    private static Refusal? Of(Disposition disposition)
    {
        var (code, flags) = (disposition.Code, disposition.Flags);
        if (code.Length is < 2 or > 40 || !char.IsAsciiLetterUpper(code[0]) || !code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_'))
            return Wrong("campaigns.dispositions-invalid", $"The code '{code}' is not in upper snake case.", "dispositions");
        if (string.IsNullOrWhiteSpace(disposition.LabelEs) || string.IsNullOrWhiteSpace(disposition.LabelEn))
            return Wrong("campaigns.dispositions-invalid", $"{code} has a label in Spanish and in English.", "dispositions");
        if (flags.HasFlag(DispositionFlags.RightParty) && !flags.HasFlag(DispositionFlags.Contact))
            return Wrong("campaigns.dispositions-invalid", $"{code}: who reached the right party made a contact.", "dispositions");
        if ((flags & (DispositionFlags.Promise | DispositionFlags.Agreement)) != 0 && !flags.HasFlag(DispositionFlags.RightParty))
            return Wrong("campaigns.dispositions-invalid", $"{code}: only the right party promises or agrees.", "dispositions");
        if (flags.HasFlag(DispositionFlags.WrongNumber) && flags.HasFlag(DispositionFlags.RightParty))
            return Wrong("campaigns.dispositions-invalid", $"{code}: a wrong number reaches no right party.", "dispositions");
        if (flags.HasFlag(DispositionFlags.Deceased) && flags.HasFlag(DispositionFlags.RightParty))
            return Wrong("campaigns.dispositions-invalid", $"{code}: who has died is not reached.", "dispositions");
        return null;
    }

    private static Refusal Between(string field, int least, int most) =>
        Wrong("campaigns.collection-policy-invalid", string.Create(CultureInfo.InvariantCulture, $"{field} is from {least} to {most}, each value once."), field);

    private static Refusal Wrong(string code, string reason, params IReadOnlyList<string> fields) => new(code, reason, fields);

    private static bool Repeats<T>(IEnumerable<T> values) where T : notnull
    {
        var seen = new HashSet<T>();
        return !values.All(seen.Add);
    }
}
