using System.Text.Json;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Kernel;
using Crm.EventStore.Agenda;

namespace Crm.Projections.Collections.Agenda;

/// <summary>The kinds of deadlines, each with the command that it is due for.</summary>
public static class AgendaKinds
{
    /// <summary><c>RaiseReminder</c> on the promise, for the first date of its <see cref="ReminderSchedule"/>.</summary>
    public const string PromiseReminder = "promise_reminder";

    /// <summary><c>LapsePromise</c> on the promise.</summary>
    public const string PromiseLapse = "promise_lapse";

    /// <summary><c>MarkInstallmentsOverdue</c> on the agreement.</summary>
    public const string InstallmentOverdue = "installment_overdue";

    /// <summary><c>BreakAgreement</c> on the agreement.</summary>
    public const string AgreementBreak = "agreement_break";

    /// <summary><c>MissFollowUp</c> on the follow-up.</summary>
    public const string FollowUpMissed = "follow_up_missed";

    /// <summary><c>OpenBusinessDay</c> on the campaign.</summary>
    public const string BusinessDay = "business_day";

    /// <summary>The instant of an item that waits for an event, not for a time: it is kept for what it knows and never comes due.</summary>
    public static readonly DateTimeOffset Asleep = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);
}

/// <summary>Reminders of a promise that are still to raise, earliest first.</summary>
public sealed record ReminderSchedule(string Zone, IReadOnlyList<DateOnly> Dates)
{
    public static ReminderSchedule Read(AgendaItem item) => JsonSerializer.Deserialize<ReminderSchedule>(item.Detail!, JsonSerializerOptions.Web)!;

    public ReminderSchedule Without(DateOnly date) => this with { Dates = [.. Dates.Where(other => other != date)] };

    public string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

/// <summary>The installments of an agreement that binds, as far as their deadlines go.</summary>
public sealed record InstallmentSchedule(string Zone, int GraceDays, IReadOnlyList<InstallmentDeadline> Installments)
{
    /// <summary>When the next installment is to be stated overdue: the start of the day after it was due.</summary>
    public DateTimeOffset? NextOverdueAt() => StartAfter(Installments.Where(line => !line.Paid && !line.Stated).Select(line => line.DueOn), days: 0);

    /// <summary>When the agreement breaks if nothing is paid: the start of the day after the oldest installment's grace.</summary>
    public DateTimeOffset? NextBreakAt() => StartAfter(Installments.Where(line => !line.Paid).Select(line => line.DueOn), GraceDays);

    public static InstallmentSchedule Of(string zone, int graceDays, IReadOnlyList<Installment> installments) =>
        new(zone, graceDays, [.. installments.Select(installment => new InstallmentDeadline(installment.Number, installment.DueOn, Paid: false, Stated: false))]);

    public static InstallmentSchedule Read(AgendaItem item) => JsonSerializer.Deserialize<InstallmentSchedule>(item.Detail!, JsonSerializerOptions.Web)!;

    public InstallmentSchedule With(int number, Func<InstallmentDeadline, InstallmentDeadline> change) =>
        this with { Installments = [.. Installments.Select(line => line.Number == number ? change(line) : line)] };

    public string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    private DateTimeOffset? StartAfter(IEnumerable<DateOnly> dueDates, int days) =>
        dueDates.Order().Select(due => (DateOnly?)due).FirstOrDefault() is { } oldest ? WallClock.EndOf(oldest.AddDays(days), Zone) : null;
}

/// <param name="Stated">It was stated overdue since it was last paid in full.</param>
public sealed record InstallmentDeadline(int Number, DateOnly DueOn, bool Paid, bool Stated);
