using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.CommissionSettlements;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.Domain.TelecomSales.SaleCommissions;
using Crm.Domain.TelecomSales.Sales;

namespace Crm.Projections.Tests.Kit;

/// <summary>Two agents' ledger through a script of numbers, every decision the domain's own: sales, charge-backs, adjustments, rules that change, months that are closed.</summary>
public sealed class CommissionOffice
{
    private static readonly Guid Scheme = Known.Id("5c01");
    private static readonly UserId[] Agents = [Known.Agent, Known.OtherAgent];
    private static readonly PlanId Plan = new(Known.Id("b1a1"));

    private readonly Dictionary<Guid, object> _states = [];
    private readonly List<(SaleId Id, UserId Agent, DateOnly On)> _sold = [];
    private int _made;

    public History History { get; } = new();

    public IEnumerable<CommissionStatement> Statements => _states.Values.OfType<CommissionStatement>();

    public BusinessMoment Now { get; private set; } = Known.At(6, 1);

    public static CommissionOffice Living(IReadOnlyList<int> script)
    {
        var office = new CommissionOffice();
        office.SetRule(100);
        foreach (var number in script) office.Step(number % 12, number / 12);
        return office;
    }

    /// <summary>Claims about random ledgers; always the same histories.</summary>
    public static IEnumerable<CommissionOffice> Fixed(int histories) => Enumerable.Range(1, histories).Select(seed => Living(Numbers(seed).Take(40 + seed % 60).ToList()));

    private void Step(int what, int size)
    {
        switch (what)
        {
            case < 5: Sell(size); break;
            case < 7: Lose(size); break;
            case 7: Adjust(size); break;
            case 8: if (size % 7 == 0) SetRule(100 + size % 60); else if (size % 31 == 0) EndRule(); break;
            case 9: Settle(); break;
            default: Now = BusinessMoment.Of(Now.At.AddDays(1 + size % 9), Now.Zone); break;
        }
    }

    private void SetRule(decimal second) => Decide<CommissionScheme>(Scheme, scheme => SetCommissionRuleHandler.Handle(
        new(Known.Campaign, Currency.Cop, new(Known.Id("4e01")), new(
            "Portabilities", SaleKind.Portability, null, null, new(2026, 1, 1), null, new(null, new(20)), [new(1, new(100)), new(3, new(second))], 30, CommissionTrigger.Activation),
            Known.Supervisor, Now), scheme));

    private void EndRule() => Decide<CommissionScheme>(Scheme, scheme => EndCommissionRuleHandler.Handle(new(new(Known.Id("4e01")), Now.Date.AddDays(40), "Ends", Known.Supervisor, Now), scheme!));

    private void Sell(int size)
    {
        var (id, agent, on) = (new SaleId(Known.Id($"5b{++_made:x4}")), Agents[size % 2], Now.Date.AddDays(-(size % 9)));
        var facts = new SaleFacts($"POR-2026-{_made:0000000}", SaleKind.Portability, new(Known.Campaign, Known.Team, agent), Plan, "POR-50", null, InBase: false);
        var plan = new PlanSnapshot(Plan, "POR-50", SaleKind.Portability, 1, new("Plan", [], Known.Cop(10_000 + size % 977 * 13.37m), new(19), Known.Cop(20_000), 60, null));
        var of = FirstOpen(agent, BusinessMonth.Of(on));
        _sold.Add((id, agent, on));
        Decide<SaleCommission>(id.Value, commission => AccrueCommissionHandler.Handle(
            new(id, facts, plan, CommissionTrigger.Activation, on, of, Now), commission, State<CommissionStatement>(of.Id.Value), State<CommissionScheme>(Scheme)));
    }

    private void Lose(int size)
    {
        // Every tenth time one that was not heard of before.
        var (id, agent, on) = _sold.Count == 0 || size % 10 == 0 ? (new SaleId(Known.Id($"5f{++_made:x4}")), Agents[0], Now.Date) : _sold[size % _sold.Count];
        var (lostOn, commission) = (Now.Date, State<SaleCommission>(id.Value));
        var of = commission?.AccruedIn is null ? null : FirstOpen(agent, BusinessMonth.Of(lostOn));
        Decide<SaleCommission>(id.Value, known => ReverseCommissionHandler.Handle(
            new(id, Known.Campaign, CommissionLoss.ChargedBack, lostOn, on, of, Now), known,
            commission?.AccruedIn is { } accruedIn ? State<CommissionStatement>(accruedIn.Value) : null, of is null ? null : State<CommissionStatement>(of.Id.Value)));
    }

    private void Adjust(int size)
    {
        var (entry, about) = (Known.Id($"ad{++_made:x4}"), BusinessMonth.Of(Now.Date.AddDays(-(size % 50))));
        var of = FirstOpen(Agents[size % 2], about);
        Decide<CommissionStatement>(of.Id.Value, statement => AdjustCommissionHandler.Handle(new(entry, about, of, Known.Cop(size % 999 - 400.5m), "Correction", Known.Supervisor, Now), statement));
    }

    private void Settle()
    {
        var month = BusinessMonth.Of(new(2026, 4, 1));
        while (State<CommissionSettlement>(SettlementOf(month).Value) is not null) month = month.Next;
        if (month.Last >= Now.Date) return;

        var id = SettlementOf(month);
        Decide<CommissionSettlement>(id.Value, known => StartSettlementHandler.Handle(new(id, Known.Campaign, month, Currency.Cop, Known.Supervisor, Now), known));
        var statements = Statements.Where(statement => statement.Of.Period == month).Select(statement => statement.Of.Id.Value).ToList();
        foreach (var statement in statements)
            Decide<CommissionStatement>(statement, known => SettleStatementHandler.Handle(new(id, Known.Supervisor, Now), known!, State<CommissionScheme>(Scheme)));
        var totals = statements.Select(statement => State<CommissionStatement>(statement)!.Totals).Aggregate(StatementTotals.Zero(Currency.Cop), StatementTotals.Add);
        Decide<CommissionSettlement>(id.Value, known => CompleteSettlementHandler.Handle(new(statements.Count, 0, totals, Now), known!));
    }

    private Statement FirstOpen(UserId agent, BusinessMonth month)
    {
        while (State<CommissionSettlement>(SettlementOf(month).Value) is not null) month = month.Next;
        return new(new(Known.Id($"57{month.First:yyMM}{(agent == Known.Agent ? "a1" : "a2")}")), Known.Campaign, agent, month, Known.Bogota, Currency.Cop);
    }

    private static CommissionSettlementId SettlementOf(BusinessMonth month) => new(Known.Id($"5e{month.First:yyMM}"));

    private void Decide<T>(Guid id, Func<T?, Decision> decide) where T : class, IAggregate<T>
    {
        var decision = decide(State<T>(id));
        if (decision.Refusal is not null) return;
        foreach (var @event in decision.Events) Append<T>(id, @event);
        foreach (var other in decision.Others) foreach (var @event in other.Events) Append<CommissionStatement>(other.StreamId, @event);
    }

    private void Append<T>(Guid id, IEvent @event) where T : class, IAggregate<T>
    {
        History.Append(id, @event, Now.At);
        if (T.Evolve(State<T>(id), @event) is { } state) _states[id] = state;
    }

    private T? State<T>(Guid id) where T : class => _states.GetValueOrDefault(id) as T;

    // A linear congruential generator (Lehmer, 48271): the same on every machine.
    private static IEnumerable<int> Numbers(long seed)
    {
        for (var state = seed * 7_919; ; state = state * 48_271 % int.MaxValue) yield return (int)(state % 60_000_000);
    }
}
