using Crm.Domain.Campaigns;
using Crm.Domain.Collections;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

/// <summary>
/// An account of 1,000,000 COP placed on 4 May 2026, what happens on it, and the handlers with the states they are handed at the edge.
/// June 2026 in Colombia: the 8th, 15th and 29th are holidays.
/// </summary>
internal static class Scene
{
    public static readonly CampaignRules Rules = new(CollectionPolicy.Default, 3, BusinessCalendar.Colombia);
    public static readonly DateOnly CutOff = new(2026, 4, 30), June1 = new(2026, 6, 1);
    public static readonly Balance Debt = new(Currency.Cop, Principal: 800_000, Interest: 150_000, Fees: 50_000, Insurance: 0, Technology: 0, Other: 0);

    public static readonly AccountPlaced Placed = new(
        Account, Debtor, Portfolio, Known.Campaign, Bogota, "Banco Uno", "OB-1", Currency.Cop, Debt, CutOff, new(2026, 5, 1), 30, At(2026, 5, 4));

    public static readonly AgreementParties Parties = new(Account, Debtor, Portfolio, Known.Campaign);

    public static DateOnly June(int day) => new(2026, 6, day);

    /// <summary>A promise of 100,000 by Wednesday 10 June, made on the 1st; with the day of grace it can be kept until the 11th.</summary>
    public static readonly PromiseMade Made = PromiseOf(Promise, 100_000, June(10), lastDay: June(11), reminders: [June(7), June(9), June(10)]);

    public static PromiseMade PromiseOf(
        PromiseId id, decimal amount, DateOnly due, DateOnly lastDay, IReadOnlyList<DateOnly> reminders, PromiseId? supersedes = null, int supersessions = 0,
        BusinessMoment? made = null) => new(
            id, Account, Debtor, Portfolio, Known.Work, Cop(amount), due, lastDay, Cop(amount / 100 * 99), reminders, PromiseOrigin.Agent, Attempt, supersedes,
            supersessions, 3, made ?? At(2026, 6, 1));

    public static AccountPromised Promised(PromiseMade made) => new(Account, made.PromiseId, made.Amount, made.DueOn, made.Moment.Date, made.LastDayToKeep);

    public static PaymentRegistered Registered(decimal amount, DateOnly valueDate, PaymentId? id = null) => new(
        id ?? Known.Payment, Account, Debtor, Portfolio, Known.Campaign, "PSE", "R-1", Cop(amount), valueDate, PaymentSource.Agent, Agent, At(2026, 6, 1));

    /// <summary>700,000 in three installments, due 10 June, 10 July and 10 August; signed on 1 June.</summary>
    public static readonly IReadOnlyList<Installment> ThreeInstallments =
        [new(1, Cop(200_000), June(10)), new(2, Cop(250_000), new(2026, 7, 10)), new(3, Cop(250_000), new(2026, 8, 10))];

    public static AgreementTermsSigned Terms(
        IReadOnlyList<Installment>? installments = null, decimal agreed = 700_000, decimal floor = 700_000, int? reinstatementDays = 30) =>
        new(Cop(1_000_000), Cop(agreed), Cop(1_000_000 - agreed), Cop(floor), installments ?? ThreeInstallments, GraceDays: 3, reinstatementDays, 3, Attempt);

    public static readonly AgreementSigned Signed = new(Agreement, Parties, Terms(), Known.Work, At(2026, 6, 1));
    public static readonly AccountSettled Settled = new(Account, Agreement, Cop(700_000), June1);

    public static Spec<PromiseToPay, MakePromise> MakesPromise => new((command, promise, streams) =>
        MakePromiseHandler.Handle(command, promise, AccountIn(streams), AccountIn(streams).OpenPromise is { } open ? streams.Find<PromiseToPay>(open.Value) : null));

    public static Spec<Payment, ConfirmPayment> Confirms => new((command, payment, streams) => ConfirmPaymentHandler.Handle(
        command, payment, AccountIn(streams),
        [.. AccountIn(streams).PromisesTouchedBy(payment.ValueDate).Select(id => streams.Get<PromiseToPay>(id.Value))],
        AccountIn(streams).AgreementTouchedBy(payment.ValueDate) is { } id ? streams.Get<PaymentAgreement>(id.Value) : null));

    public static Spec<Payment, ReversePayment> Reverses => new((command, payment, streams) => ReversePaymentHandler.Handle(
        command, payment, AccountIn(streams),
        [.. (payment.Moved?.CountedTowards ?? []).Select(id => streams.Get<PromiseToPay>(id.Value))],
        payment.Moved?.AgreementId is { } id ? streams.Get<PaymentAgreement>(id.Value) : null));

    private static DebtAccount AccountIn(Streams streams) => streams.Get<DebtAccount>(Known.Account.Value);
}
