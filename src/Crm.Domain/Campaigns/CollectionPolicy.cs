using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

/// <summary>A campaign's terms for promises, agreements and payments, as data and versioned.</summary>
public sealed record CollectionPolicy(PromiseTerms Promises, AgreementTerms Agreements, PaymentTerms Payments)
{
    public static readonly CollectionPolicy Default = new(
        new PromiseTerms(MaxDaysAhead: 30, SupervisorMaxDaysAhead: 60, GraceWorkingDays: 1, Tolerance: new(1), MaxSupersessions: 2, ReminderDaysBefore: [3, 1, 0]),
        new AgreementTerms(
            MaxInstallments: 60, FirstWithinDays: 30, GraceDays: 3, ReinstatementDays: 30,
            SinglePaymentFloor: new(50), InstallmentsFloor: new(70), FloorStep: 1000m),
        new PaymentTerms(
            TwoPairsOfEyes: false, AttributionDays: 15,
            AllocationOrder: [BalanceComponent.Fees, BalanceComponent.Interest, BalanceComponent.Insurance, BalanceComponent.Technology, BalanceComponent.Other, BalanceComponent.Principal]));
}

/// <param name="MaxDaysAhead">Latest due date, in days from today, that an agent may take.</param>
/// <param name="SupervisorMaxDaysAhead">The same for a supervisor.</param>
/// <param name="GraceWorkingDays">Working days after due in which a payment still keeps the promise.</param>
/// <param name="Tolerance">Share of the amount that may be missing from a kept promise.</param>
/// <param name="MaxSupersessions">How often in a row a promise may be replaced before it is due.</param>
/// <param name="ReminderDaysBefore">Days before due on which a reminder is raised; 0 is the day itself.</param>
public sealed record PromiseTerms(
    int MaxDaysAhead, int SupervisorMaxDaysAhead, int GraceWorkingDays, Percentage Tolerance, int MaxSupersessions, IReadOnlyList<int> ReminderDaysBefore);

/// <param name="FirstWithinDays">The first installment is due within these days of signing.</param>
/// <param name="GraceDays">Calendar days after an installment's due date before the agreement is broken.</param>
/// <param name="ReinstatementDays">Days after the break in which bringing it current reinstates it; <c>null</c>: the campaign does not reinstate.</param>
/// <param name="SinglePaymentFloor">Least share of the debt that settles it in one payment.</param>
/// <param name="InstallmentsFloor">Least share of the debt that settles it in installments.</param>
/// <param name="FloorStep">Floors are rounded up to a multiple of this amount of the currency.</param>
public sealed record AgreementTerms(
    int MaxInstallments, int FirstWithinDays, int GraceDays, int? ReinstatementDays,
    Percentage SinglePaymentFloor, Percentage InstallmentsFloor, decimal FloorStep);

/// <param name="TwoPairsOfEyes">Whether who registered a payment may not confirm it.</param>
/// <param name="AttributionDays">Days before the value date in which an agent's right-party contact earns the payment.</param>
/// <param name="AllocationOrder">The order in which a payment fills the components of a balance.</param>
public sealed record PaymentTerms(bool TwoPairsOfEyes, int AttributionDays, IReadOnlyList<BalanceComponent> AllocationOrder);

/// <summary>A part of what is owed.</summary>
public enum BalanceComponent { Principal, Interest, Fees, Insurance, Technology, Other }
