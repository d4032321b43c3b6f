using Crm.Domain.Campaigns;
using Crm.Domain.Collections;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;

namespace Crm.Projections.Tests.Kit;

/// <summary>
/// A small contact centre that lives through a script of numbers: three accounts, two agents, and every decision taken by the domain itself.
/// What the domain refuses did not happen. So the histories that read models are tried on are ones that can be.
/// </summary>
public sealed class Office
{
    private static readonly CampaignRules Rules = new(CollectionPolicy.Default, 1, BusinessCalendar.MondayToFriday);
    private static readonly AccountId[] Accounts = [new(Known.Id("ac01")), new(Known.Id("ac02")), new(Known.Id("ac03"))];
    private static readonly UserId[] Agents = [Known.Agent, Known.OtherAgent];

    private readonly Dictionary<Guid, object> _states = [];
    private readonly List<PaymentId> _payments = [];
    private readonly List<ContactAttempted> _attempts = [];
    private int _made;

    public History History { get; } = new();
    public BusinessMoment Now { get; private set; } = Known.At(6, 1, 8);

    public IEnumerable<DebtAccount> AccountStates => Accounts.Select(id => State<DebtAccount>(id.Value)).OfType<DebtAccount>();

    public TState? State<TState>(Guid id) where TState : class => _states.GetValueOrDefault(id) as TState;

    public IEnumerable<TState> All<TState>() => _states.Values.OfType<TState>();

    public static Office Living(IReadOnlyList<int> script)
    {
        var office = new Office();
        for (var i = 0; i < Accounts.Length; i++) office.Place(i);
        foreach (var number in script) office.Step(number);
        return office;
    }

    private void Step(int number)
    {
        var (what, rest) = (number % 20, number / 20);
        var account = State<DebtAccount>(Accounts[rest % 3].Value)!;
        var size = rest / 3;
        switch (what)
        {
            case 0 or 1 or 2: Sleep(1 + size % 9); break;
            case 3: Decide(account.Id.Value, AssignAccountHandler.Handle(new(Agents[size % 2], Known.Team, "manual", Now), account)); break;
            case 4: Decide(account.Id.Value, UnassignAccountHandler.Handle(new("Left", Now), account)); break;
            case 5 or 6: Attempt(account, size); break;
            case 7: Void(size); break;
            case 8 or 9: Promise(account, size); break;
            case 10: if (size % 2 == 0) CancelPromise(account); else Sign(account, size); break;
            case 11: Sign(account, size); break;
            case 12 or 13 or 14: Pay(account, size); break;
            case 15: Reverse(size); break;
            case 16: Decide(account.Id.Value, ChargeBalanceHandler.Handle(new(NewId(), BalanceComponent.Fees, Known.Cop(1 + size % 90_000), "Fee", Now), account)); break;
            case 17: Decide(account.Id.Value, AdjustBalanceHandler.Handle(new(Known.Principal(size % 1_500_000), "Correction", Now), account)); break;
            case 18: PauseOrResume(account); break;
            default: CloseOrRefresh(account, size); break;
        }
    }

    private void Place(int index)
    {
        var command = new PlaceAccount(
            Accounts[index], Known.Debtor, index == 2 ? Known.OtherPortfolio : Known.Portfolio, Known.Campaign, Known.Bogota, "Banco Uno", $"OBL-{index}",
            Known.Principal(400_000 * (index + 1)), Now.Date, Now.Date.AddDays(-10 * index), index * 20, Now);
        Decide(Accounts[index].Value, PlaceAccountHandler.Handle(command, State<DebtAccount>(Accounts[index].Value)));
    }

    /// <summary>Days pass; every deadline is met on the morning it comes.</summary>
    public void Sleep(int days)
    {
        for (var i = 0; i < days; i++)
        {
            Now = BusinessMoment.Of(Now.At.AddDays(1), Now.Zone);
            foreach (var account in AccountStates.ToList()) Decide(account.Id.Value, AgeAccountHandler.Handle(new(Now.Date), account));
            foreach (var promise in All<PromiseToPay>().ToList())
            {
                foreach (var date in promise.ReminderDates.Where(date => date <= Now.Date)) Decide(promise.Id.Value, RaiseReminderHandler.Handle(new(date, Now), State<PromiseToPay>(promise.Id.Value)!));
                Decide(promise.Id.Value, LapsePromiseHandler.Handle(new(Now), State<PromiseToPay>(promise.Id.Value)!, State<DebtAccount>(promise.AccountId.Value)!));
            }

            foreach (var agreement in All<PaymentAgreement>().ToList())
            {
                Decide(agreement.Id.Value, MarkInstallmentsOverdueHandler.Handle(new(Now), agreement));
                Decide(agreement.Id.Value, BreakAgreementHandler.Handle(new(Now), State<PaymentAgreement>(agreement.Id.Value)!, State<DebtAccount>(agreement.Parties.AccountId.Value)!));
            }
        }
    }

    private void Attempt(DebtAccount account, int size)
    {
        var flags = (size % 4) switch
        {
            0 => DispositionFlags.None,
            1 => DispositionFlags.Contact,
            _ => DispositionFlags.Contact | DispositionFlags.RightParty,
        };
        var agent = new Work(Known.Campaign, Known.Team, Agents[size / 4 % 2]);
        var attempt = new ContactAttempted(
            new(NewId()), account.DebtorId, [.. AccountStates.Where(other => other.Id == account.Id || size % 3 == 0).Select(other => new AttemptedAccount(other.Id, other.PortfolioId))],
            (ContactChannel)(size % 3), ContactDirection.Outbound, null, null, "CODE", flags, 1, agent, Now, "He said so", 60, null, null, size % 7 == 0);
        _attempts.Add(attempt);
        Record(attempt.AttemptId.Value, attempt);
        foreach (var about in attempt.Accounts)
            Append<DebtAccount>(about.AccountId.Value, [new AccountContacted(about.AccountId, attempt.AttemptId, agent, flags.HasFlag(DispositionFlags.RightParty), Now)]);
    }

    private void Void(int size)
    {
        if (_attempts.Count == 0) return;
        var attempt = _attempts[size % _attempts.Count];
        _attempts.Remove(attempt);
        Record(attempt.AttemptId.Value, new AttemptVoided(attempt.AttemptId, attempt.DebtorId, "Wrong person", Known.Supervisor, new(
            attempt.Accounts, attempt.Channel, attempt.Direction, attempt.Disposition, attempt.Flags, attempt.Work, attempt.Moment, attempt.OutsidePolicy)));
        foreach (var about in attempt.Accounts) Append<DebtAccount>(about.AccountId.Value, [new AccountContactVoided(about.AccountId, attempt.AttemptId)]);
    }

    private void Promise(DebtAccount account, int size)
    {
        var open = account.OpenPromise is { } id ? State<PromiseToPay>(id.Value) : null;
        var promise = new PromiseId(NewId());
        Decide(promise.Value, MakePromiseHandler.Handle(
            new(promise, Known.Cop(1 + size % 500_000), Now.Date.AddDays(size % 25), PromiseOrigin.Agent, null, new(Known.Campaign, Known.Team, Agents[size % 2]), false, Now, Rules),
            null, account, open));
    }

    private void CancelPromise(DebtAccount account)
    {
        if (account.OpenPromise is { } id) Decide(id.Value, CancelPromiseHandler.Handle(new(Known.Supervisor, "Mistake", Now), State<PromiseToPay>(id.Value)!, account));
    }

    private void Sign(DebtAccount account, int size)
    {
        var agreed = new Money(Math.Ceiling(account.Balance.Total().Amount * (60 + size % 41) / 100), account.Currency);
        if (!agreed.IsPositive) return;
        var dates = Enumerable.Range(0, 1 + size % 3).Select(month => Now.Date.AddDays(5 + 12 * month)).ToList();
        var agreement = new AgreementId(NewId());
        Decide(agreement.Value, SignAgreementHandler.Handle(
            new(agreement, agreed, InstallmentPlan.Split(agreed, dates), null, new(Known.Campaign, Known.Team, Agents[size % 2]), size % 2 == 0, Now, Rules), null, account));
    }

    private void Pay(DebtAccount account, int size)
    {
        var payment = new PaymentId(NewId());
        var amount = Known.Cop((size % 5) switch { 0 => account.Balance.Total().Amount + 1, 1 => 600_000, _ => 1 + size % 250_000 });
        Decide(payment.Value, RegisterPaymentHandler.Handle(
            new(payment, "PSE", $"R{_made}", amount, Now.Date.AddDays(-(size % 4)), PaymentSource.Agent, Known.Agent, Now), null, account));
        if (State<Payment>(payment.Value) is not { } registered) return;
        _payments.Add(payment);
        if (size % 11 == 0) return;
        var promises = account.PromisesTouchedBy(registered.ValueDate).Select(id => State<PromiseToPay>(id.Value)!).ToList();
        var agreement = account.AgreementTouchedBy(registered.ValueDate) is { } touched ? State<PaymentAgreement>(touched.Value) : null;
        Decide(payment.Value, ConfirmPaymentHandler.Handle(new(Known.Supervisor, Now, Rules), registered, account, promises, agreement));
    }

    private void Reverse(int size)
    {
        if (_payments.Count == 0 || State<Payment>(_payments[size % _payments.Count].Value) is not { Status: PaymentStatus.Confirmed, Moved: { } moved } payment) return;
        var promises = moved.CountedTowards.Select(id => State<PromiseToPay>(id.Value)!).ToList();
        var agreement = moved.AgreementId is { } id ? State<PaymentAgreement>(id.Value) : null;
        Decide(payment.Id.Value, ReversePaymentHandler.Handle(new(Known.Supervisor, "Bounced", Now), payment, State<DebtAccount>(payment.AccountId.Value)!, promises, agreement));
    }

    private void PauseOrResume(DebtAccount account) => Decide(account.Id.Value, account.Clock.PausedSince is null
        ? PauseDaysPastDueHandler.Handle(new(PauseReason.Dispute, "Says he paid", Now), account)
        : ResumeDaysPastDueHandler.Handle(new(Now), account));

    private void CloseOrRefresh(DebtAccount account, int size)
    {
        var promise = account.OpenPromise is { } open ? State<PromiseToPay>(open.Value) : null;
        var agreement = account.Agreement is { } bound ? State<PaymentAgreement>(bound.Id.Value) : null;
        Decide(account.Id.Value, (size % 50) switch
        {
            0 => WriteOffAccountHandler.Handle(new("Beyond hope", Known.Supervisor, Now), account, promise, agreement),
            1 => WithdrawAccountHandler.Handle(new("Sold", Known.Supervisor, Now), account, promise, agreement),
            < 10 => SendToLegalHandler.Handle(new("Lawyer", Now), account),
            < 20 => ReturnFromLegalHandler.Handle(new("Back", Now), account),
            _ => PlaceAccountHandler.Handle(
                new(account.Id, account.DebtorId, account.PortfolioId, account.CampaignId, account.Zone, "Banco Uno", $"OBL-{Array.IndexOf(Accounts, account.Id)}",
                    Known.Principal(1 + size % 900_000), Now.Date.AddDays(-(size % 6)), account.Clock.CessionDate, account.Clock.OriginatorDays + size % 2, Now), account),
        });
    }

    private Guid NewId() => Known.Id("9" + (++_made).ToString("x6", System.Globalization.CultureInfo.InvariantCulture));

    private void Decide(Guid stream, Decision decision)
    {
        if (decision.Refusal is not null) return;
        foreach (var @event in decision.Events) Append(stream, @event);
        foreach (var other in decision.Others) foreach (var @event in other.Events) Append(other.StreamId, @event);
    }

    private void Record(Guid stream, IEvent @event) => History.Append(stream, @event, Now.At);

    private void Append<TState>(Guid stream, IReadOnlyList<IEvent> events) where TState : class, IAggregate<TState>
    {
        foreach (var @event in events) Append(stream, @event);
    }

    private void Append(Guid stream, IEvent @event)
    {
        Record(stream, @event);
        object? state = @event.GetType().Namespace!.Split('.')[^1] switch
        {
            "DebtAccounts" => DebtAccount.Evolve(State<DebtAccount>(stream), @event),
            "Promises" => PromiseToPay.Evolve(State<PromiseToPay>(stream), @event),
            "PaymentAgreements" => PaymentAgreement.Evolve(State<PaymentAgreement>(stream), @event),
            "Payments" => Payment.Evolve(State<Payment>(stream), @event),
            _ => null,
        };
        if (state is not null) _states[stream] = state;
    }
}
