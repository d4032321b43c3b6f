using Crm.Domain.Campaigns;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.EventStore.Agenda;
using Crm.EventStore.Streams;

namespace Crm.Projections.Collections.Agenda;

/// <summary>
/// The deadlines of campaigns and collections. An item goes with the event that settles it, comes back when that is taken back, and moves on
/// to the next deadline with the event its command appends; so no reminder is lost or repeated by a rebuild.
/// </summary>
public sealed class CollectionsAgenda() : AgendaProjection(version: 1)
{
    /// <summary>Reminders are raised when the working day begins, at the campaign's wall clock.</summary>
    public static readonly TimeOnly ReminderTime = new(9, 0);

    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(PromiseMade), typeof(PromiseReminderRaised), typeof(PromiseKept), typeof(PromisePartlyKept), typeof(PromiseBroken), typeof(PromiseFoundKept),
        typeof(PromiseCuredLate), typeof(PromiseUnkept), typeof(PromiseSuperseded), typeof(PromiseCancelled),
        typeof(AgreementSigned), typeof(InstallmentPaid), typeof(InstallmentPaymentReversed), typeof(InstallmentOverdue), typeof(AgreementBroken),
        typeof(AgreementReinstated), typeof(AgreementCompleted), typeof(AgreementReopened), typeof(AgreementCancelled),
        typeof(FollowUpScheduled), typeof(FollowUpMoved), typeof(FollowUpCompleted), typeof(FollowUpMissed), typeof(FollowUpCancelled),
        typeof(CampaignOpened), typeof(BusinessDayOpened), typeof(CampaignClosed),
    ];

    public override IEnumerable<string> Keys(Recorded recorded) => recorded.Data switch
    {
        PromiseReminderRaised => [Key(AgendaKinds.PromiseReminder, recorded)],
        PromiseMade or PromiseKept or PromisePartlyKept or PromiseBroken or PromiseFoundKept or PromiseCuredLate or PromiseUnkept or PromiseSuperseded or PromiseCancelled =>
            [Key(AgendaKinds.PromiseReminder, recorded), Key(AgendaKinds.PromiseLapse, recorded)],
        InstallmentOverdue => [Key(AgendaKinds.InstallmentOverdue, recorded)],
        AgreementSigned or InstallmentPaid or InstallmentPaymentReversed or AgreementBroken or AgreementReinstated or AgreementCompleted or AgreementReopened or AgreementCancelled =>
            [Key(AgendaKinds.InstallmentOverdue, recorded), Key(AgendaKinds.AgreementBreak, recorded)],
        FollowUpScheduled or FollowUpMoved or FollowUpCompleted or FollowUpMissed or FollowUpCancelled => [Key(AgendaKinds.FollowUpMissed, recorded)],
        CampaignOpened or BusinessDayOpened or CampaignClosed => [Key(AgendaKinds.BusinessDay, recorded)],
        _ => [],
    };

    public override AgendaItem? Evolve(string key, AgendaItem? item, Recorded recorded) => key[..key.IndexOf(':', StringComparison.Ordinal)] switch
    {
        AgendaKinds.PromiseReminder => Reminder(key, item, recorded),
        AgendaKinds.PromiseLapse => Lapse(key, recorded),
        AgendaKinds.InstallmentOverdue => Installment(key, AgendaKinds.InstallmentOverdue, item, recorded),
        AgendaKinds.AgreementBreak => Installment(key, AgendaKinds.AgreementBreak, item, recorded),
        AgendaKinds.FollowUpMissed => FollowUp(key, recorded),
        AgendaKinds.BusinessDay => BusinessDay(key, item, recorded),
        _ => item,
    };

    private static string Key(string kind, Recorded recorded) => $"{kind}:{recorded.StreamId}";

    private static AgendaItem? Reminder(string key, AgendaItem? item, Recorded recorded)
    {
        var schedule = recorded.Data switch
        {
            PromiseMade e => new ReminderSchedule(e.Moment.Zone, [.. e.ReminderDates.Order()]),
            PromiseUnkept { Outcome: PromiseOutcome.Open, ReminderDates: { } dates } e => new ReminderSchedule(e.Moment.Zone, [.. dates.Where(date => date > e.Moment.Date).Order()]),
            PromiseReminderRaised e when item is not null => ReminderSchedule.Read(item).Without(e.On),
            _ => null,
        };
        return schedule?.Dates is [var next, ..]
            ? new(key, WallClock.InstantOf(next, ReminderTime, schedule.Zone), AgendaKinds.PromiseReminder, recorded.StreamId, schedule.Write())
            : null;
    }

    private static AgendaItem? Lapse(string key, Recorded recorded) => recorded.Data switch
    {
        PromiseMade e => new(key, WallClock.EndOf(e.LastDayToKeep, e.Moment.Zone), AgendaKinds.PromiseLapse, recorded.StreamId),
        PromiseUnkept { Outcome: PromiseOutcome.Open } e => new(key, WallClock.EndOf(e.LastDayToKeep ?? e.DueOn, e.Moment.Zone), AgendaKinds.PromiseLapse, recorded.StreamId),
        _ => null,
    };

    private static AgendaItem? Installment(string key, string kind, AgendaItem? item, Recorded recorded)
    {
        var schedule = recorded.Data switch
        {
            AgreementSigned e => InstallmentSchedule.Of(e.Moment.Zone, e.Terms.GraceDays, e.Terms.Installments),
            AgreementReinstated { Open: { } open } e => InstallmentSchedule.Of(e.Moment.Zone, e.GraceDays, open),
            AgreementReopened { Open: { } open } e => InstallmentSchedule.Of(e.Moment.Zone, e.GraceDays, open),
            InstallmentPaid e when item is not null => InstallmentSchedule.Read(item).With(e.Number, line => line with { Paid = true, Stated = false }),
            InstallmentPaymentReversed e when item is not null => InstallmentSchedule.Read(item).With(e.Number, line => line with { Paid = false }),
            InstallmentOverdue e when item is not null => InstallmentSchedule.Read(item).With(e.Number, line => line with { Stated = true }),
            _ => null,
        };
        if (schedule is null) return null;

        var due = kind == AgendaKinds.InstallmentOverdue ? schedule.NextOverdueAt() : schedule.NextBreakAt();
        return new(key, due ?? AgendaKinds.Asleep, kind, recorded.StreamId, schedule.Write());
    }

    private static AgendaItem? FollowUp(string key, Recorded recorded) => recorded.Data switch
    {
        FollowUpScheduled e => new(key, e.MissedAfter.ToUniversalTime(), AgendaKinds.FollowUpMissed, recorded.StreamId),
        FollowUpMoved e => new(key, e.MissedAfter.ToUniversalTime(), AgendaKinds.FollowUpMissed, recorded.StreamId),
        _ => null,
    };

    // The first day of a campaign is opened at once.
    private static AgendaItem? BusinessDay(string key, AgendaItem? item, Recorded recorded) => recorded.Data switch
    {
        CampaignOpened => new(key, recorded.Timestamp.ToUniversalTime(), AgendaKinds.BusinessDay, recorded.StreamId),
        BusinessDayOpened e => new(key, WallClock.EndOf(e.Date, e.Zone), AgendaKinds.BusinessDay, recorded.StreamId),
        CampaignClosed => null,
        _ => item,
    };
}
