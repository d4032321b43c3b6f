using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Domain.Tests.Collections.ContactGuards.GuardScene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections.ContactGuards;

/// <summary>The guard under any policy, zone and history.</summary>
public sealed class ContactGuardProperties
{
    private static readonly Debtor Reachable = Folded.Of<Debtor>(Registered, Added)!;

    private static readonly Gen<ContactRules> AnyRules =
        from policy in Gen.Elements(ContactPolicy.Colombia, ContactPolicy.Permissive, ContactPolicy.Colombia with { AttemptsPerDay = 2, AttemptsPerWeek = 4 })
        from zone in Gen.Elements(Bogota, "America/Santiago", "Europe/Madrid", "America/Mexico_City")
        select Colombia with { Policy = policy, Zone = zone };

    /// <summary>A year and a half, to the minute, with clock changes of both directions in Chile and Spain.</summary>
    private static readonly Gen<DateTimeOffset> AnyInstant =
        Gen.Choose(0, 550 * 24 * 60).Select(minute => new DateTimeOffset(2025, 9, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute));

    private static readonly Gen<ContactChannel> AnyChannel = Gen.Elements(ContactChannel.Phone, ContactChannel.WhatsApp, ContactChannel.Sms);

    [Fact]
    public void Never_permits_outside_the_hours_or_on_a_closed_holiday() => Check.One(Many, Prop.ForAll(
        AnyRules.ToArbitrary(), AnyInstant.ToArbitrary(), (rules, now) =>
        {
            var decision = RequestContactHandler.Handle(Ask(now, rules: rules), null, Reachable);
            var moment = BusinessMoment.Of(now, rules.Zone);
            var open = rules.Policy.Hours.Any(hours => hours.Day == moment.Date.DayOfWeek && hours.From <= moment.Time && moment.Time <= hours.Until
                    && (moment.Time < hours.Until || hours.Until == TimeOnly.MaxValue))
                && !(rules.Policy.ClosedOnHolidays && rules.Calendar.IsHoliday(moment.Date));

            return decision.Refusal is null == open;
        }));

    [Fact]
    public void The_next_allowed_instant_is_allowed_and_the_one_before_is_not() => Check.One(Many, Prop.ForAll(
        AnyRules.ToArbitrary(), AnyInstant.ToArbitrary(), AnyHistory().ToArbitrary(), (rules, now, history) =>
        {
            var guard = Folded.Of<ContactGuard>(history(now, rules.Zone));
            if (RequestContactHandler.Handle(Ask(now, rules: rules), guard, Reachable).Refusal is not { } refusal) return true;

            var next = (DateTimeOffset)refusal.Figures["nextAllowedAt"]!;
            return next > now
                && RequestContactHandler.Handle(Ask(next, rules: rules), guard, Reachable).Refusal is null
                && RequestContactHandler.Handle(Ask(next.AddTicks(-1), rules: rules), guard, Reachable).Refusal is not null;
        }));

    [Fact]
    public void A_permit_never_outlasts_a_quarter_of_an_hour_or_the_hours() => Check.One(Many, Prop.ForAll(
        AnyRules.ToArbitrary(), AnyInstant.ToArbitrary(), (rules, now) =>
        {
            if (RequestContactHandler.Handle(Ask(now, rules: rules), null, Reachable).Events is not [ContactPermitted permit]) return true;

            var last = permit.ExpiresAt.AddTicks(-1);
            return permit.ExpiresAt > now && permit.ExpiresAt <= now.AddMinutes(15)
                && RequestContactHandler.Handle(Ask(last, rules: rules), null, Reachable).Refusal is null;
        }));

    [Fact]
    public void Whatever_is_asked_and_done_limits_hold_and_replay_is_the_same() => Check.One(Many, Prop.ForAll(
        AnyRules.ToArbitrary(), AnyChannel.ArrayOf().Where(steps => steps.Length is > 0 and < 25).ToArbitrary(), Gen.Choose(1, 600).ToArbitrary(), (rules, channels, gap) =>
        {
            var at = new DateTimeOffset(2026, 5, 25, 11, 0, 0, TimeSpan.Zero);
            var steps = channels.SelectMany((channel, i) =>
            {
                var now = at = at.AddMinutes(gap);
                var asked = Ask(now, channel, rules, permit: Id($"9{i:x3}"));
                var attempt = new AttemptId(Id($"a{i:x3}"));
                return new Func<ContactGuard?, Decision>[]
                {
                    guard => RequestContactHandler.Handle(asked, guard, Reachable),
                    // Who got his permit calls on it, and every third time he reaches him.
                    guard => guard?.Permits.Any(permit => permit.Id == asked.PermitId && !permit.Used) is true
                        ? Decision.Append(new ContactCounted(Ana, attempt, channel, ContactDirection.Outbound, i % 3 == 0, BusinessMoment.Of(now, rules.Zone), asked.PermitId))
                        : Decision.AlreadySo,
                };
            });

            var history = Histories.Run(steps);
            return Obeys(rules.Policy, [.. history.Select(step => step.Event).OfType<ContactCounted>()]);
        }));

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(200);

    private static bool Obeys(ContactPolicy policy, IReadOnlyList<ContactCounted> counted)
    {
        var first = counted.FirstOrDefault(attempt => attempt.DirectContact)?.Moment.At ?? DateTimeOffset.MaxValue;
        var days = counted.GroupBy(attempt => attempt.Moment.Date).ToList();
        var weeks = counted.GroupBy(attempt => attempt.Moment.Date.AddDays(-(((int)attempt.Moment.Date.DayOfWeek + 6) % 7))).ToList();
        return days.All(day => policy.AttemptsPerDay is null || day.Count() <= policy.AttemptsPerDay)
            && weeks.All(week => policy.AttemptsPerWeek is null || week.Count() <= policy.AttemptsPerWeek)
            && days.All(day => policy.ContactsPerDayAfterDirectContact is null || day.Count(attempt => attempt.Moment.At >= first) <= policy.ContactsPerDayAfterDirectContact)
            && weeks.All(week => policy.ChannelsPerWeekAfterDirectContact is null
                || week.Where(attempt => attempt.Moment.At >= first).Select(attempt => attempt.Channel).Distinct().Count() <= policy.ChannelsPerWeekAfterDirectContact);
    }

    /// <summary>Up to six attempts of the days before, some of them direct contacts.</summary>
    private static Gen<Func<DateTimeOffset, string, IReadOnlyList<IEvent>>> AnyHistory() =>
        from attempts in (from hours in Gen.Choose(1, 9 * 24)
                          from channel in AnyChannel
                          from direct in Gen.Elements(true, false, false)
                          select (hours, channel, direct)).ArrayOf()
        where attempts.Length <= 6
        select (Func<DateTimeOffset, string, IReadOnlyList<IEvent>>)((now, zone) =>
        [
            .. attempts.OrderByDescending(attempt => attempt.hours).Select((attempt, i) =>
                Counted($"{i:x}", BusinessMoment.Of(now.AddHours(-attempt.hours), zone), attempt.channel, attempt.direct)),
        ]);
}
