using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Kernel;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

/// <summary>What somebody tries on an account; most of it the domain allows, some it refuses.</summary>
/// <param name="Days">Days that pass before; the agenda runs on each.</param>
/// <param name="Pick">Chooses a date, a payment, a component.</param>
/// <param name="Amount">Pesos, as far as the step needs any.</param>
internal sealed record Step(StepKind Kind, int Days, int Pick, int Amount)
{
    public static readonly Gen<Step> Any =
        from kind in Gen.Elements(Enum.GetValues<StepKind>())
        from days in Gen.Choose(0, 6)
        from pick in Gen.Choose(0, 20)
        from amount in Gen.OneOf(Gen.Choose(1, 2_000), Gen.Choose(1, 400_000), Gen.Choose(400_000, 1_200_000))
        select new Step(kind, days, pick, amount);

    /// <summary>Histories that shrink to the steps that matter.</summary>
    public static readonly Arbitrary<Step[]> Histories = Arb.From(
        Any.ArrayOf(), steps => Enumerable.Range(0, steps.Length).Select(index => steps.Where((_, other) => other != index).ToArray()));
}

internal enum StepKind { Pay, PayLater, ConfirmWaiting, Reverse, Promise, Sign, Charge, Import, UndoImport, Adjust, CancelPromise, CancelAgreement }

/// <summary>Plays steps on a world, day after day.</summary>
internal sealed class History
{
    private readonly List<PaymentId> _waiting = [];
    private readonly List<ImportId> _imports = [];
    private int _ids = 0x1000;

    public World World { get; } = new();
    public BusinessMoment Now { get; private set; } = At(2026, 6, 1);

    public void Play(Step step)
    {
        for (var day = 0; day < step.Days; day++)
        {
            Now = BusinessMoment.Of(Now.At.AddDays(1), Bogota);
            World.Tick(Now);
        }

        var account = World.Account;
        var back = Now.Date.AddDays(-step.Pick);
        switch (step.Kind)
        {
            case StepKind.Pay:
                World.Pay(new(NextId()), step.Amount, back, Now);
                break;
            case StepKind.PayLater:
                _waiting.Add(new(NextId()));
                World.Register(_waiting[^1], step.Amount, back, Now);
                break;
            case StepKind.ConfirmWaiting when _waiting.Count > 0:
                World.Confirm(_waiting[step.Pick % _waiting.Count], Now);
                break;
            case StepKind.Reverse when World.All<Payment>().Where(payment => payment.Status is PaymentStatus.Confirmed).ToList() is { Count: > 0 } confirmed:
                World.Reverse(confirmed[step.Pick % confirmed.Count].Id, Now);
                break;
            case StepKind.Promise:
                World.MakePromise(new(NextId()), step.Amount, Now.Date.AddDays(step.Pick), Now);
                break;
            case StepKind.Sign:
                World.Sign(new(NextId()), step.Amount, InstallmentPlan.EveryDays(Now.Date.AddDays(step.Pick), 7, step.Amount % 4 + 1), Now);
                break;
            case StepKind.Charge:
                var charge = NextId();
                World.OnAccount(state => ChargeBalanceHandler.Handle(new(charge, (BalanceComponent)(step.Pick % 6), Cop(step.Amount), "Fee", Now), state));
                break;
            case StepKind.Import:
                _imports.Add(new(NextId()));
                World.OnAccount(state => RefreshAccountHandler.Handle(
                    new(Debt with { Principal = step.Amount }, back, Placed.CessionDate, step.Pick, Now, _imports[^1]), state));
                break;
            case StepKind.UndoImport when _imports.Count > 0:
                World.OnAccount(state => UndoAccountImportHandler.Handle(new(_imports[^1], "Wrong file", Now), state));
                break;
            case StepKind.Adjust:
                World.OnAccount(state => AdjustBalanceHandler.Handle(new(Balance.Of((BalanceComponent)(step.Pick % 6), Cop(step.Amount)), "Corrected", Now), state));
                break;
            case StepKind.CancelPromise when account.OpenPromise is { } promise:
                World.CancelPromise(promise, Now);
                break;
            case StepKind.CancelAgreement when account.Agreement is { } agreement:
                World.CancelAgreement(agreement.Id, Now);
                break;
        }
    }

    public Guid NextId() => Id($"{_ids++:x}");
}
