using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>The sale cannot go on until somebody solves something.</summary>
/// <param name="BySupervisor">Whether he may take it from under another reviewer's claim.</param>
public sealed record EscalateSale(UserId By, bool BySupervisor, EscalationReason Reason, string? Comment, BusinessMoment Now);

public static class EscalateSaleHandler
{
    public static Decision Handle(EscalateSale command, Sale sale)
    {
        if (sale.WasJust<SaleEscalated>(command.By)) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.PendingReview, SaleState.Approved) is { } state) return Decision.Refuse(state);
        if (sale.ClaimAt(command.Now.At) is { } claim && claim.ReviewerId != command.By && !command.BySupervisor) return Decision.Refuse(SaleChecks.ClaimedByAnother(claim));
        if (!Enum.IsDefined(command.Reason)) return Decision.Refuse(SalesRefusals.Of("telecom-sales.escalation-reason-unknown", "There is no such reason.", ["reason"]));
        if (SalesRefusals.RefuseUnexplained(command.Reason is EscalationReason.Other, command.Comment) is { } comment) return Decision.Refuse(comment);

        return Decision.Append(new SaleEscalated(
            sale.Id, sale.CustomerId, sale.Facts, sale.State, command.Reason, SalesRefusals.Text(command.Comment), command.By, command.Now));
    }
}

/// <summary>It goes on where it was.</summary>
public sealed record SolveEscalation(UserId By, string? Comment, BusinessMoment Now);

public static class SolveEscalationHandler
{
    public static Decision Handle(SolveEscalation command, Sale sale)
    {
        if (sale.WasJust<SaleEscalationSolved>(command.By)) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.Escalated) is { } state) return Decision.Refuse(state);
        if (SalesRefusals.RefuseComment(command.Comment) is { } comment) return Decision.Refuse(comment);

        var escalation = sale.Escalation!;
        return Decision.Append(new SaleEscalationSolved(
            sale.Id, sale.CustomerId, sale.Facts, escalation.From, escalation.At, SalesRefusals.Text(command.Comment), command.By, command.Now));
    }
}

/// <summary>Nobody could solve it: the sale is rejected.</summary>
public sealed record CloseEscalationUnsolved(UserId By, string? Comment, BusinessMoment Now);

public static class CloseEscalationUnsolvedHandler
{
    public static Decision Handle(CloseEscalationUnsolved command, Sale sale)
    {
        if (sale.WasJust<SaleRejected>(command.By)) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.Escalated) is { } state) return Decision.Refuse(state);
        return SalesRefusals.RefuseComment(command.Comment) is { } comment
            ? Decision.Refuse(comment)
            : RejectSaleHandler.Rejected(sale, RejectReason.EscalationUnsolved, command.Comment, command.By, command.Now);
    }
}
