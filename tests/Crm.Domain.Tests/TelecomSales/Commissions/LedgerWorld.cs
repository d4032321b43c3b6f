using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.CommissionSettlements;
using Crm.Domain.TelecomSales.CommissionStatements;
using Crm.Domain.TelecomSales.SaleCommissions;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.TelecomSales.Commissions.CommissionScene;

namespace Crm.Domain.Tests.TelecomSales.Commissions;

/// <summary>
/// Two agents who sell through a script of numbers, and the ledger of what they earn: every decision is the domain's own, given what the edge gives it.
/// After each command it is given once more and has to change nothing.
/// </summary>
internal sealed class LedgerWorld
{
    private static readonly Guid Scheme = Id("5c01");
    private static readonly UserId[] Agents = [Agent, OtherAgent];

    private readonly Dictionary<Guid, List<IEvent>> _streams = new() { [Scheme] = [] };
    private readonly List<WorldSale> _sales = [];
    private int _made;

    public LedgerWorld() => Append(Scheme,
        SetAs(Rule with { Tiers = [new(1, new Percentage(100)), new(3, new Percentage(107.5m)), new(6, new Percentage(120))] }),
        SetAs(Rule with { PlanId = OtherPlan, Base = new(Cop(7_777.77m), null), AccruesOn = CommissionTrigger.Approval }, OtherRuleId, 2));

    public BusinessMoment Now { get; private set; } = At(2026, 6, 1);

    public IReadOnlyList<WorldSale> Sales => _sales;

    public IEnumerable<CommissionStatement> Statements => Of<CommissionStatement>();

    public IEnumerable<IEvent> EventsOf(CommissionStatement statement) => _streams[statement.Of.Id.Value];

    public static LedgerWorld Living(IReadOnlyList<int> script)
    {
        var world = new LedgerWorld();
        foreach (var number in script) world.Step(number);
        return world;
    }

    private void Step(int number)
    {
        var (what, size) = (number % 16, number / 16);
        switch (what)
        {
            case < 7: Sell(Agents[size % 2], size, Now.Date.AddDays(-(size % 12))); break;
            case < 9: ChargeBack(size); break;
            case 9: Cancel(size); break;
            case 10: Adjust(size); break;
            case 11: Again(size); break;
            case 12: SettleOne(); break;
            default: Now = BusinessMoment.Of(Now.At.AddDays(1 + size % 11), Bogota); break;
        }
    }

    /// <summary>Settles every month that is over, until all of them are.</summary>
    public void SettleAll()
    {
        Now = BusinessMoment.Of(Now.At.AddDays(92), Bogota);
        for (var month = BusinessMonth.Of(new(2026, 4, 1)); month.Last < Now.Date; month = month.Next) Settle(month);
    }

    public void Sell(UserId agent, int size, DateOnly on)
    {
        var id = new SaleId(Id($"5b{++_made:x4}"));
        var fixedBase = size % 5 == 0;
        var facts = Facts(id, plan: fixedBase ? OtherPlan : Plan, agent: agent);
        _sales.Add(new(id, agent, on, fixedBase, new(id, facts, PlanOf(10_000 + size % 997 * 13.37m), fixedBase ? CommissionTrigger.Approval : CommissionTrigger.Activation, on, null!, Now)));
        Accrue(_sales[^1]);
    }

    private void Accrue(WorldSale sold)
    {
        var statement = FirstOpen(sold.Agent, BusinessMonth.Of(sold.On));
        Twice<SaleCommission>(sold.Id.Value, commission => AccrueCommissionHandler.Handle(
            sold.Accrual with { Statement = statement }, commission, State<CommissionStatement>(statement.Id.Value), State<CommissionScheme>(Scheme)));
    }

    private void ChargeBack(int size)
    {
        if (_sales.Count == 0) return;
        var sold = _sales[size % _sales.Count];
        Lose(sold, CommissionLoss.ChargedBack, sold.LostOn ?? Later(sold.On.AddDays(size % 45)), sold.On);
    }

    private void Cancel(int size)
    {
        if (_sales.Count == 0) return;
        var sold = _sales[size % _sales.Count];
        if (sold.Approved) Lose(sold, CommissionLoss.Cancelled, sold.LostOn ?? Now.Date, null);
    }

    private void Lose(WorldSale sold, CommissionLoss cause, DateOnly on, DateOnly? activatedOn)
    {
        if (sold.Lost is { } before && before != cause) return;
        _sales[_sales.IndexOf(sold)] = sold with { Lost = cause, LostOn = on };
        var commission = State<SaleCommission>(sold.Id.Value)!;
        var statement = FirstOpen(commission.AgentId!.Value, BusinessMonth.Of(on));
        Twice<SaleCommission>(sold.Id.Value, known => ReverseCommissionHandler.Handle(
            new(sold.Id, Known.Campaign, cause, on, activatedOn, statement, Now), known, State<CommissionStatement>(commission.AccruedIn!.Value.Value),
            State<CommissionStatement>(statement.Id.Value)));
    }

    private void Adjust(int size)
    {
        var (entry, about) = (Id($"ad{++_made:x4}"), BusinessMonth.Of(Now.Date.AddDays(-(size % 50))));
        var statement = FirstOpen(Agents[size % 2], about);
        Twice<CommissionStatement>(statement.Id.Value, known => AdjustCommissionHandler.Handle(
            new(entry, about, statement, Cop(size % 5_000 - 2_500.25m), "Correction", Supervisor, Now), known));
    }

    // An event that was heard long ago is heard again.
    private void Again(int size)
    {
        if (_sales.Count == 0) return;
        var before = Everything();
        var sold = _sales[size % _sales.Count];
        Accrue(sold);
        if (sold.Lost is { } cause) Lose(sold, cause, sold.LostOn!.Value, sold.Approved && cause is CommissionLoss.Cancelled ? null : sold.On);
        Everything().ShouldBe(before, "Hearing an event again changed something.");
    }

    private void SettleOne()
    {
        for (var month = BusinessMonth.Of(new(2026, 4, 1)); month.Last < Now.Date; month = month.Next)
        {
            if (State<CommissionSettlement>(SettlementOf(month).Value) is not null) continue;
            Settle(month);
            return;
        }
    }

    private void Settle(BusinessMonth month)
    {
        var id = SettlementOf(month);
        Twice<CommissionSettlement>(id.Value, known => StartSettlementHandler.Handle(new(id, Known.Campaign, month, Currency.Cop, Supervisor, Now), known));
        foreach (var statement in Statements.Where(statement => statement.Of.Period == month).ToList())
        {
            Twice<CommissionStatement>(statement.Of.Id.Value, known => SettleStatementHandler.Handle(new(id, Supervisor, Now), known!, State<CommissionScheme>(Scheme)));
        }
    }

    private Statement FirstOpen(UserId agent, BusinessMonth month)
    {
        while (State<CommissionSettlement>(SettlementOf(month).Value) is not null) month = month.Next;
        return StatementOf(month, agent);
    }

    private DateOnly Later(DateOnly date) => date < Now.Date ? Now.Date : date;

    private static CommissionSettlementId SettlementOf(BusinessMonth month) => new(Id($"5e{month.First:yyMM}"));

    private void Twice<T>(Guid id, Func<T?, Decision> decide) where T : class, IAggregate<T>
    {
        var decision = decide(State<T>(id));
        decision.Refusal?.ToString().ShouldBeNull();
        Append(id, decision.Events);
        foreach (var other in decision.Others) Append(other.StreamId, other.Events);
        decide(State<T>(id)).Appends.ShouldBeFalse("The same command given twice appended again.");
    }

    private void Append(Guid id, params IReadOnlyList<IEvent> events)
    {
        if (events.Count > 0) (_streams.TryGetValue(id, out var stream) ? stream : _streams[id] = []).AddRange(events.Select(Stored.RoundTrip));
    }

    private T? State<T>(Guid id) where T : class, IAggregate<T> => _streams.TryGetValue(id, out var events) ? events.Aggregate((T?)null, T.Evolve) : null;

    private List<T> Of<T>() where T : class, IAggregate<T> =>
        [.. _streams.Where(stream => stream.Value[0].GetType().Namespace == typeof(T).Namespace).Select(stream => State<T>(stream.Key)).OfType<T>()];

    private string Everything() => string.Join('\n', _streams.OrderBy(stream => stream.Key).Select(stream => Stored.Text(stream.Value)));
}

/// <param name="Approved">It earned at its approval, by the rule of a fixed base.</param>
internal sealed record WorldSale(SaleId Id, UserId Agent, DateOnly On, bool Approved, AccrueCommission Accrual, CommissionLoss? Lost = null, DateOnly? LostOn = null)
{
    /// <summary>Whether its commission stays: it was not lost, or charged back too late.</summary>
    public bool Keeps => Lost is null || (Lost is CommissionLoss.ChargedBack && LostOn!.Value.DayNumber - On.DayNumber > CommissionScene.Rule.ClawbackDays);
}
