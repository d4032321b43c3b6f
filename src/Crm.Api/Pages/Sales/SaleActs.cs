using Crm.Api.Identity;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Sales;
using Crm.Projections.TelecomSales;

namespace Crm.Api.Pages.Sales;

/// <summary>Something that can be done with a sale, as a form of its page.</summary>
/// <param name="Name">Of the form; its handler is called the same.</param>
/// <param name="Text">Key of what the button says.</param>
/// <param name="Permission">What the command's endpoint asks for.</param>
public sealed record SaleAct(string Name, string Text, string Permission, IReadOnlyList<SaleInput> Inputs, bool Danger = false);

/// <summary>A field of such a form: a choice, a date or a text.</summary>
/// <param name="Text">Key of the label.</param>
public sealed record SaleInput(string Name, string Text, bool Required = true)
{
    /// <summary>What may be chosen.</summary>
    public IReadOnlyList<Enum>? Options { get; init; }

    /// <summary>People who may be chosen.</summary>
    public IReadOnlyList<(UserId Id, string Name)>? People { get; init; }

    /// <summary>Whether several may be.</summary>
    public bool Many { get; init; }

    /// <summary>Bounds and proposal of a date.</summary>
    public (DateOnly? First, DateOnly? Last, DateOnly? Value)? Day { get; init; }

    /// <summary>The longest text.</summary>
    public int Most { get; init; }
    public bool IsLong { get; init; }
    public string Value { get; init; } = "";
}

/// <summary>Where a sale stands for who looks at it.</summary>
/// <param name="Today">The campaign's.</param>
/// <param name="ClaimedByMe">The reader's claim counts at this moment.</param>
/// <param name="ClaimedByAnother">Another's does.</param>
/// <param name="Mine">The reader is the agent whose sale it is.</param>
/// <param name="May">Whether a permission reaches this sale.</param>
public sealed record SaleStanding(SaleRecord Sale, DateOnly SubmittedOn, DateOnly Today, bool ClaimedByMe, bool ClaimedByAnother, bool Mine, Func<string, bool> May)
{
    /// <summary>Those to whom the sale may be given.</summary>
    public IReadOnlyList<(UserId Id, string Name)> Colleagues { get; init; } = [];
}

/// <summary>Which forms a sale's page has: exactly the steps that its state has and that the reader may take. Whether a step is taken is the sale's to decide.</summary>
public static class SaleActs
{
    private const int MostComment = 1_000;

    private static readonly SaleInput Comment = new("comment", "note", Required: false) { Most = MostComment, IsLong = true };
    private static readonly SaleInput Number = new("number", "sale.order_number") { Most = 100 };

    /// <summary>Correcting a returned sale has a form of its own.</summary>
    public const string Correct = "correct";

    public static IReadOnlyList<SaleAct> For(SaleStanding at) => [.. All(at).Where(act => at.May(act.Permission))];

    private static IEnumerable<SaleAct> All(SaleStanding at)
    {
        var (sale, steps) = (at.Sale, Of(at));
        foreach (var step in steps) yield return step;
        if (sale.Tray is not null)
        {
            if (at.Colleagues.Count > 0) yield return new("reassign", "sale.act.reassign", Permission.SalesAssign, [new("agent", "sales.agent") { People = at.Colleagues }]);
            yield return new("cancel", "sale.act.cancel", Permission.SalesCancel,
                [Why(CancelReason.CustomerRequest, CancelReason.Duplicate, CancelReason.PlanUnavailable, CancelReason.Fraud, CancelReason.Other), Comment], Danger: true);
        }

        yield return new("note", "sale.act.note", Permission.SalesUpdate, [new("text", "note") { Most = SaleForm.MaxNote, IsLong = true }]);
    }

    private static IEnumerable<SaleAct> Of(SaleStanding at) => at.Sale.State switch
    {
        SaleState.PendingReview => Review(at),
        SaleState.Returned when at.Mine => [new("withdraw", "sale.act.withdraw", Permission.SalesUpdate, [Comment], Danger: true)],
        SaleState.Escalated =>
        [
            new("solve", "sale.act.solve", Permission.SalesEscalate, [Comment]),
            new("closeunsolved", "sale.act.close_unsolved", Permission.SalesEscalate, [Comment], Danger: true),
        ],
        SaleState.Approved when at.Sale.Steps.VerificationCall && !at.Sale.Confirmed =>
        [
            new("confirm", "sale.act.confirm", Permission.SalesVerify, [Comment]),
            new("decline", "sale.act.decline", Permission.SalesVerify, [Comment], Danger: true),
            Escalate,
        ],
        SaleState.Approved => [new("keyorder", "sale.act.key_order", Permission.SalesKeyOrder, [Number]), Escalate],
        SaleState.OrderEntered or SaleState.Delivered or SaleState.DeliveryFailed => Tracking(at),
        SaleState.OperatorRejected =>
        [
            new("rekey", "sale.act.rekey", Permission.SalesKeyOrder, [Number with { Value = at.Sale.OrderNumber ?? "" }, Comment]),
            new("reject", "sale.act.reject", Permission.SalesReview, [Why([.. Enum.GetValues<RejectReason>().Where(reason => reason is not RejectReason.EscalationUnsolved)]), Comment], Danger: true),
            CorrectNumber(at),
        ],
        SaleState.Activated when at.Today <= at.Sale.ClawbackUntil =>
        [
            new("chargeback", "sale.act.charge_back", Permission.SalesChargeBack, [On(at.Sale.ActivatedOn, at.Today, at.Today), Why(Enum.GetValues<ChargebackReason>()), Comment], Danger: true),
        ],
        _ => [],
    };

    private static IEnumerable<SaleAct> Review(SaleStanding at)
    {
        if (at.ClaimedByMe)
        {
            yield return new("approve", "sale.act.approve", Permission.SalesReview, [Comment]);
            yield return new("return", "sale.act.return", Permission.SalesReview,
            [
                new("reasons", "sale.reasons") { Options = [.. Enum.GetValues<ReturnReason>()], Many = true },
                new("fields", "sale.fields_to_correct", Required: false) { Options = [.. Enum.GetValues<SaleField>()], Many = true },
                Comment,
            ]);
            yield return new("reject", "sale.act.reject", Permission.SalesReview,
                [Why([.. Enum.GetValues<RejectReason>().Where(reason => reason is not (RejectReason.EscalationUnsolved or RejectReason.OperatorRefusal))]), Comment], Danger: true);
        }

        if (!at.ClaimedByMe && !at.ClaimedByAnother && !at.Mine) yield return new("claim", "sale.act.claim", Permission.SalesReview, []);
        if (!at.ClaimedByAnother || at.May(Permission.SalesRelease)) yield return Escalate;
        if (at.ClaimedByMe || (at.ClaimedByAnother && at.May(Permission.SalesRelease))) yield return new("release", "sale.act.release", Permission.SalesReview, []);
    }

    private static IEnumerable<SaleAct> Tracking(SaleStanding at)
    {
        var state = at.Sale.State;
        if (state is SaleState.OrderEntered && at.Sale.Steps.Delivery)
        {
            yield return new("deliver", "sale.act.deliver", Permission.SalesTrack, [On(at.SubmittedOn, at.Today, at.Today)]);
            yield return new("deliveryfailed", "sale.act.delivery_failed", Permission.SalesTrack, [Why(Enum.GetValues<DeliveryFailure>()), Comment]);
        }

        if (state is SaleState.DeliveryFailed)
            yield return new("retry", "sale.act.retry", Permission.SalesTrack, [On(at.Today, at.Today.AddDays(SaleForm.MaxDaysAhead), null) with { Required = false }]);
        if (state is not SaleState.DeliveryFailed) yield return new("activate", "sale.act.activate", Permission.SalesActivate, [On(at.SubmittedOn, at.Today, at.Today)]);
        yield return new("operatorrejection", "sale.act.operator_rejection", Permission.SalesTrack, [Why(Enum.GetValues<OperatorRejection>()), Comment], Danger: true);
        yield return CorrectNumber(at);
    }

    private static SaleAct Escalate { get; } = new("escalate", "sale.act.escalate", Permission.SalesEscalate, [Why(Enum.GetValues<EscalationReason>()), Comment]);

    private static SaleAct CorrectNumber(SaleStanding at) =>
        new("correctnumber", "sale.act.correct_number", Permission.SalesKeyOrder, [Number with { Value = at.Sale.OrderNumber ?? "" }]);

    private static SaleInput On(DateOnly? first, DateOnly? last, DateOnly? value) => new("on", "sale.date") { Day = (first, last, value) };

    private static SaleInput Why<TReason>(params IReadOnlyList<TReason> reasons) where TReason : struct, Enum =>
        new("reason", "reason") { Options = [.. reasons.Select(reason => (Enum)reason)] };
}
