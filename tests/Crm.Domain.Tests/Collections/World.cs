using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

/// <summary>
/// The streams around one account, for stories of several commands. Every event goes through the store's JSON; states are folded as they come.
/// Every command is heard twice, as the network may have it, and must append nothing the second time.
/// </summary>
internal sealed class World
{
    private readonly Dictionary<(Type Type, Guid Id), List<IEvent>> _events = [];
    private readonly Dictionary<(Type Type, Guid Id), object?> _states = [];

    public World() => Append<DebtAccount>(Known.Account.Value, [Placed]);

    public DebtAccount Account => Get<DebtAccount>(Known.Account.Value)!;
    public PromiseToPay Promise => Get<PromiseToPay>(Known.Promise.Value)!;
    public PaymentAgreement Agreement => Get<PaymentAgreement>(Known.Agreement.Value)!;

    public static World WithPromise(decimal amount, DateOnly due)
    {
        var world = new World();
        world.MakePromise(Known.Promise, amount, due, At(2026, 6, 1)).Refusal.ShouldBeNull();
        return world;
    }

    /// <summary>700,000 in three installments.</summary>
    public static World WithAgreement(int? reinstatementDays = 30)
    {
        var world = new World();
        world.Append<PaymentAgreement>(Known.Agreement.Value, [Signed with { Terms = Terms(reinstatementDays: reinstatementDays) }]);
        world.Append<DebtAccount>(Known.Account.Value, [Settled]);
        return world;
    }

    public IReadOnlyList<IEvent> EventsOn<T>(Guid id) where T : class, IAggregate<T> => _events.GetValueOrDefault((typeof(T), id)) ?? [];

    public IEnumerable<((Type Type, Guid Id) Stream, IReadOnlyList<IEvent> Events, object? State)> Streams =>
        _events.Select(stream => (stream.Key, (IReadOnlyList<IEvent>)stream.Value, _states[stream.Key]));

    public T? Get<T>(Guid id) where T : class, IAggregate<T> => (T?)_states.GetValueOrDefault((typeof(T), id));

    public Decision MakePromise(PromiseId id, decimal amount, DateOnly due, BusinessMoment now) => Run<PromiseToPay>(id.Value, () =>
        MakePromiseHandler.Handle(new(id, Cop(amount), due, PromiseOrigin.Agent, null, Known.Work, BySupervisor: false, now, Rules),
            Get<PromiseToPay>(id.Value), Account, Account.OpenPromise is { } open ? Get<PromiseToPay>(open.Value) : null));

    public Decision Sign(AgreementId id, decimal agreed, IReadOnlyList<DateOnly> dates, BusinessMoment now) => Run<PaymentAgreement>(id.Value, () =>
        SignAgreementHandler.Handle(
            new(id, Cop(agreed), InstallmentPlan.Split(Cop(agreed), dates), null, Known.Work with { AgentId = Supervisor }, BySupervisor: true, now, Rules),
            Get<PaymentAgreement>(id.Value), Account));

    public Decision Lapse(BusinessMoment now, PromiseId? id = null) => Run<PromiseToPay>((id ?? Known.Promise).Value, () =>
        LapsePromiseHandler.Handle(new(now), Get<PromiseToPay>((id ?? Known.Promise).Value)!, Account));

    public Decision Break(BusinessMoment now, AgreementId? id = null) => Run<PaymentAgreement>((id ?? Known.Agreement).Value, () =>
        BreakAgreementHandler.Handle(new(now), Get<PaymentAgreement>((id ?? Known.Agreement).Value)!, Account));

    /// <summary>What the agenda does on a day: lapses promises, marks installments, breaks agreements.</summary>
    public void Tick(BusinessMoment now)
    {
        foreach (var promise in All<PromiseToPay>().Where(promise => promise.IsOpen && promise.LastDayToKeep < now.Date).ToList()) Lapse(now, promise.Id);
        foreach (var agreement in All<PaymentAgreement>().Where(agreement => agreement.Status is AgreementStatus.Active).ToList())
        {
            Run<PaymentAgreement>(agreement.Id.Value, () => MarkInstallmentsOverdueHandler.Handle(new(now), Get<PaymentAgreement>(agreement.Id.Value)!));
            Break(now, agreement.Id);
        }
    }

    public IEnumerable<T> All<T>() where T : class, IAggregate<T> => _states.Values.OfType<T>();

    public Decision OnAccount(Func<DebtAccount, Decision> handle) => Run<DebtAccount>(Known.Account.Value, () => handle(Account));

    /// <summary>Registers a payment and confirms it.</summary>
    public Decision Pay(PaymentId id, decimal amount, DateOnly valueDate, BusinessMoment now)
    {
        Register(id, amount, valueDate, now);
        return Confirm(id, now);
    }

    public void Register(PaymentId id, decimal amount, DateOnly valueDate, BusinessMoment now) => Run<Payment>(id.Value, () => RegisterPaymentHandler.Handle(
        new(id, "PSE", id.ToString(), Cop(amount), valueDate, PaymentSource.Gateway, null, now), Get<Payment>(id.Value), Account)).Refusal.ShouldBeNull();

    public Decision CancelPromise(PromiseId id, BusinessMoment now) => Run<PromiseToPay>(id.Value, () =>
        CancelPromiseHandler.Handle(new(Supervisor, "Mistake", now), Get<PromiseToPay>(id.Value)!, Account));

    public Decision CancelAgreement(AgreementId id, BusinessMoment now) => Run<PaymentAgreement>(id.Value, () =>
        CancelAgreementHandler.Handle(new(Supervisor, BySupervisor: true, "Other terms", now), Get<PaymentAgreement>(id.Value)!, Account));

    public Decision Confirm(PaymentId id, BusinessMoment now) => Run<Payment>(id.Value, () => Decide(id, new ConfirmPayment(null, now, Rules)));

    public Decision Reverse(PaymentId id, BusinessMoment now) => Run<Payment>(id.Value, () => Decide(id, new ReversePayment(null, "Returned by the bank", now)));

    public Decision Decide(PaymentId id, ConfirmPayment command)
    {
        var payment = Get<Payment>(id.Value)!;
        return ConfirmPaymentHandler.Handle(command, payment, Account,
            [.. Account.PromisesTouchedBy(payment.ValueDate).Select(promise => Get<PromiseToPay>(promise.Value)!)],
            Account.AgreementTouchedBy(payment.ValueDate) is { } agreement ? Get<PaymentAgreement>(agreement.Value) : null);
    }

    public Decision Decide(PaymentId id, ReversePayment command)
    {
        var payment = Get<Payment>(id.Value)!;
        return ReversePaymentHandler.Handle(command, payment, Account,
            [.. (payment.Moved?.CountedTowards ?? []).Select(promise => Get<PromiseToPay>(promise.Value)!)],
            payment.Moved?.AgreementId is { } agreement ? Get<PaymentAgreement>(agreement.Value) : null);
    }

    private Decision Run<T>(Guid id, Func<Decision> decide) where T : class, IAggregate<T>
    {
        var decision = decide();
        if (decision.Refusal is not null) return decision;
        Append<T>(id, decision.Events);
        foreach (var other in decision.Others) Append(other.StreamType, other.StreamId, other.Events);
        if (decision.Appends) decide().ShouldSatisfyAllConditions(again => again.Appends.ShouldBeFalse(), again => again.Refusal.ShouldBeNull());
        return decision;
    }

    private void Append<T>(Guid id, IReadOnlyList<IEvent> events) where T : class, IAggregate<T>
    {
        foreach (var @event in events.Select(Stored.RoundTrip))
        {
            if (!_events.TryGetValue((typeof(T), id), out var stream)) _events[(typeof(T), id)] = stream = [];
            stream.Add(@event);
            _states[(typeof(T), id)] = T.Evolve((T?)_states.GetValueOrDefault((typeof(T), id)), @event);
        }
    }

    private void Append(Type type, Guid id, IReadOnlyList<IEvent> events)
    {
        if (type == typeof(DebtAccount)) Append<DebtAccount>(id, events);
        else if (type == typeof(PromiseToPay)) Append<PromiseToPay>(id, events);
        else if (type == typeof(PaymentAgreement)) Append<PaymentAgreement>(id, events);
        else throw new InvalidOperationException($"No unit of these commands writes to {type.Name}.");
    }
}
