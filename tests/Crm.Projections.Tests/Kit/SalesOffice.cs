using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Customers;
using Crm.Domain.TelecomSales.OrderNumbers;
using Crm.Domain.TelecomSales.Plans;
using Crm.Domain.TelecomSales.PortedNumbers;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.TelecomSales.SalesPolicies;

namespace Crm.Projections.Tests.Kit;

/// <summary>
/// A sales floor that lives through a script of numbers: two plans, few numbers to port and few order numbers so that they collide, two agents, two reviewers,
/// and every decision taken by the domain itself. What the domain refuses did not happen.
/// </summary>
public sealed class SalesOffice
{
    private static readonly UserId[] Agents = [Known.Agent, Known.OtherAgent], Reviewers = [new(Known.Id("a7")), new(Known.Id("a8"))];
    private static readonly SaleKind[] Kinds = Enum.GetValues<SaleKind>();

    private readonly Dictionary<Guid, object> _states = [];
    private readonly List<SaleId> _sales = [];
    private int _made;

    public History History { get; } = new();
    public BusinessMoment Now { get; private set; } = Known.At(6, 1, 8);

    public IEnumerable<Sale> Sales => _sales.Select(id => (Sale)_states[id.Value]);

    public static SalesOffice Living(IReadOnlyList<int> script)
    {
        var office = new SalesOffice();
        foreach (var kind in Kinds) office.Publish(kind);
        office.Append(Known.Id("9011"), new SalesPolicySet(Known.Campaign, 1, SalesPolicy.Default, null));
        foreach (var number in script) office.Step(number);
        return office;
    }

    /// <summary>Always the same histories.</summary>
    public static IEnumerable<SalesOffice> Fixed(int histories) => Enumerable.Range(1, histories).Select(seed => Living([.. Scripts.Numbers(seed).Take(40 + seed % 160)]));

    private void Step(int number)
    {
        var (what, rest) = (number % 26, number / 26);
        if (what < 2 || _sales.Count == 0)
        {
            Submit(rest);
            return;
        }

        var sale = (Sale)_states[_sales[rest % _sales.Count].Value];
        var (size, reviewer) = (rest / 7, Reviewers[rest / 3 % 2]);
        var order = Known.Id("0d" + (size % 6).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Decide(sale.Id.Value, what switch
        {
            2 or 3 => Forward(sale, size, reviewer, order),
            4 or 5 or 6 => ClaimSaleHandler.Handle(new(reviewer, 30, Now), sale),
            7 or 8 => ApproveSaleHandler.Handle(new(sale.Claim?.ReviewerId ?? reviewer, null, Now), sale),
            9 => ReturnSaleHandler.Handle(new(sale.Claim?.ReviewerId ?? reviewer, [ReturnReason.DataWrong], [SaleField.FullName], "See", 10, Now), sale),
            10 => Resubmitted(sale, size),
            11 => size % 4 == 0 ? RejectSaleHandler.Handle(new(sale.Claim?.ReviewerId ?? reviewer, RejectReason.Fraud, null, Now), sale) : ReleaseSaleHandler.Handle(new(reviewer, size % 2 == 0, Now), sale),
            12 => EscalateSaleHandler.Handle(new(reviewer, true, EscalationReason.System, size % 2 == 0 ? $"{sale.Details.FullName} says so" : null, Now), sale),
            13 => size % 5 == 0 ? CloseEscalationUnsolvedHandler.Handle(new(reviewer, null, Now), sale) : SolveEscalationHandler.Handle(new(reviewer, null, Now), sale),
            14 or 15 => size % 6 == 0 ? DeclineSaleHandler.Handle(new(reviewer, null, Now), sale) : ConfirmSaleHandler.Handle(new(reviewer, null, Now), sale),
            16 or 17 => KeyOrderHandler.Handle(new($"ORD-{size % 6}", order, reviewer, Now), sale, State<OrderNumber>(order)),
            18 => size % 2 == 0 ? DeliverOrderHandler.Handle(new(Now.Date, reviewer, Now), sale) : ReportDeliveryFailedHandler.Handle(new(DeliveryFailure.CustomerAbsent, null, reviewer, Now), sale),
            19 => RetryDeliveryHandler.Handle(new(Now.Date.AddDays(1), reviewer, Now), sale),
            20 => ActivateSaleHandler.Handle(new(Now.Date, reviewer, Now), sale),
            21 => RejectByOperatorHandler.Handle(new(OperatorRejection.WrongPin, null, reviewer, Now), sale),
            22 => size % 3 == 0
                ? CorrectOrderNumberHandler.Handle(new($"ORD-{size % 6}", order, reviewer, Now), sale, State<OrderNumber>(order))
                : RekeyOrderHandler.Handle(new($"ORD-{size % 6}", order, null, reviewer, Now), sale, State<OrderNumber>(order)),
            23 => size % 3 == 0 ? ChargeBackSaleHandler.Handle(new(Now.Date, ChargebackReason.NonPayment, null, reviewer, Now), sale)
                : size % 3 == 1 ? WithdrawSaleHandler.Handle(new(sale.Work.AgentId!.Value, null, Now), sale)
                : NoteSaleHandler.Handle(new(NewId(), $"Call {sale.Details.FullName} later", reviewer, Now), sale),
            24 => size % 5 == 0 ? CancelSaleHandler.Handle(new(Known.Supervisor, CancelReason.Duplicate, null, Now), sale)
                : ReassignSaleHandler.Handle(new(Agents[size % 2], Known.Team, Known.Supervisor, Now), sale),
            _ => Decision.AlreadySo,
        });
        if (what == 25) Sleep(1 + size % 4_000);
    }

    /// <summary>What is usually done next, so that histories come to an end too.</summary>
    private Decision Forward(Sale sale, int size, UserId reviewer, Guid order) => sale.State switch
    {
        SaleState.PendingReview when sale.Claim is null => ClaimSaleHandler.Handle(new(reviewer, 30, Now), sale),
        SaleState.PendingReview => ApproveSaleHandler.Handle(new(sale.Claim!.ReviewerId, null, Now), sale),
        SaleState.Approved when sale.Steps.VerificationCall && !sale.Confirmed => ConfirmSaleHandler.Handle(new(reviewer, null, Now), sale),
        SaleState.Approved => KeyOrderHandler.Handle(new($"ORD-{size % 6}", order, reviewer, Now), sale, State<OrderNumber>(order)),
        SaleState.OrderEntered when size % 3 == 0 => ReportDeliveryFailedHandler.Handle(new(DeliveryFailure.AddressWrong, null, reviewer, Now), sale),
        SaleState.OrderEntered or SaleState.Delivered => ActivateSaleHandler.Handle(new(Now.Date, reviewer, Now), sale),
        SaleState.DeliveryFailed => RetryDeliveryHandler.Handle(new(null, reviewer, Now), sale),
        SaleState.Activated => ChargeBackSaleHandler.Handle(new(Now.Date, ChargebackReason.EarlyTermination, null, reviewer, Now), sale),
        SaleState.Returned => Resubmitted(sale, size),
        SaleState.Escalated => SolveEscalationHandler.Handle(new(reviewer, null, Now), sale),
        SaleState.OperatorRejected => RekeyOrderHandler.Handle(new($"ORD-{size % 6}", order, null, reviewer, Now), sale, State<OrderNumber>(order)),
        _ => Decision.AlreadySo,
    };

    /// <summary>Minutes pass; every deadline is met in the minute it comes, or the next time somebody looks.</summary>
    private void Sleep(int minutes)
    {
        Now = BusinessMoment.Of(Now.At.AddMinutes(minutes), Now.Zone);
        if (minutes % 3 == 0) return;
        foreach (var sale in Sales.ToList())
        {
            Decide(sale.Id.Value, ExpireClaimHandler.Handle(new(Now), sale));
            Decide(sale.Id.Value, CancelUntouchedSaleHandler.Handle(new(Now), (Sale)_states[sale.Id.Value]));
        }
    }

    private void Publish(SaleKind kind)
    {
        var id = PlanOf(kind);
        Decide(id.Value, PublishPlanHandler.Handle(
            new(id, Known.Campaign, $"PLAN-{(int)kind}", kind, new("Plan", ["40 GB"], null, Known.Cop(59_900), new(19), 90, null), Known.Day(5, 1), null, Currency.Cop, null, Now), null));
    }

    private void Submit(int rest)
    {
        var (kind, id) = (Kinds[rest % 4], new SaleId(NewId()));
        var (form, line, customer) = Form(kind, rest / 4);
        Decide(id.Value, SubmitSaleHandler.Handle(
            new(id, $"S-{_made}", new(Known.Campaign, Known.Team, Agents[rest % 2]), form, customer, line, BaseMatch.Outside, null, Ground(kind)),
            null, State<Plan>(PlanOf(kind).Value)!, line is { } known ? State<PortedNumber>(known) : null, State<Customer>(customer.Value)));
        if (_states.ContainsKey(id.Value)) _sales.Add(id);
    }

    private Decision Resubmitted(Sale sale, int size)
    {
        var (form, line, customer) = Form(sale.Facts.Kind, size);
        return ResubmitSaleHandler.Handle(
            new(form, customer, line, BaseMatch.Outside, null, sale.Work.AgentId!.Value, Ground(sale.Facts.Kind)), sale, State<Plan>(sale.Plan.PlanId.Value)!,
            line is { } known ? State<PortedNumber>(known) : null, State<Customer>(customer.Value));
    }

    private (SaleForm Form, Guid? Line, CustomerId Customer) Form(SaleKind kind, int size)
    {
        var (who, number) = (size % 5, size / 5 % 4);
        var window = Now.Date.AddDays(1);
        while (!BusinessCalendar.Colombia.IsWorkingDay(window)) window = window.AddDays(1);
        var form = new SaleForm("CC", $"102030405{who}", $"Person {who}", "3001234567") with
        {
            DocumentIssuedOn = kind is SaleKind.HomeService ? null : Known.Day(1, 2),
            InstallOn = kind is SaleKind.HomeService ? Now.Date : null,
        };
        if (kind is SaleKind.Portability)
            form = form with { LeadSource = "SMS", NumberToPort = $"300555000{number}", PortingPin = "0451", DeliverOn = Now.Date, PortingWindowOn = window };
        return (form, kind is SaleKind.Portability ? Known.Id($"70{number}") : null, new(Known.Id($"c0{who}")));
    }

    private SaleGround Ground(SaleKind kind) => new("CO", Currency.Cop, BusinessCalendar.Colombia, SalesPolicy.Default, 1, SalesPolicy.Default.Kind(kind)!, Now);

    private static PlanId PlanOf(SaleKind kind) => new(Known.Id($"b1a{(int)kind}"));

    private Guid NewId() => Known.Id("8" + (++_made).ToString("x6", System.Globalization.CultureInfo.InvariantCulture));

    private TState? State<TState>(Guid id) where TState : class => _states.GetValueOrDefault(id) as TState;

    private void Decide(Guid stream, Decision decision)
    {
        if (decision.Refusal is not null) return;
        foreach (var @event in decision.Events) Append(stream, @event);
        foreach (var other in decision.Others) foreach (var @event in other.Events) Append(other.StreamId, @event);
    }

    private void Append(Guid stream, IEvent @event)
    {
        History.Append(stream, @event, Now.At);
        object? state = @event.GetType().Namespace!.Split('.')[^1] switch
        {
            "Sales" => Sale.Evolve(State<Sale>(stream), @event),
            "Plans" => Plan.Evolve(State<Plan>(stream), @event),
            "Customers" => Customer.Evolve(State<Customer>(stream), @event),
            "OrderNumbers" => OrderNumber.Evolve(State<OrderNumber>(stream), @event),
            "PortedNumbers" => PortedNumber.Evolve(State<PortedNumber>(stream), @event),
            _ => null,
        };
        if (state is not null) _states[stream] = state;
    }
}
