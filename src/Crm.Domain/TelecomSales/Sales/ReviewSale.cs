using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Sales;

public sealed record ApproveSale(UserId ReviewerId, string? Comment, BusinessMoment Now);

public static class ApproveSaleHandler
{
    public static Decision Handle(ApproveSale command, Sale sale)
    {
        if (sale.WasJust<SaleApproved>(command.ReviewerId)) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.PendingReview) is { } state) return Decision.Refuse(state);
        if (sale.RefuseWithoutClaim(command.ReviewerId, command.Now.At) is { } claim) return Decision.Refuse(claim);
        if (SalesRefusals.RefuseComment(command.Comment) is { } comment) return Decision.Refuse(comment);

        return Decision.Append(new SaleApproved(
            sale.Id, sale.CustomerId, sale.Facts, sale.Plan, command.ReviewerId, SalesRefusals.Text(command.Comment), command.Now));
    }
}

/// <summary>Back to the agent, with what is wrong and which fields to correct.</summary>
/// <param name="UntouchedDays">Days after which it is cancelled if nobody touches it.</param>
public sealed record ReturnSale(
    UserId ReviewerId, IReadOnlyList<ReturnReason> Reasons, IReadOnlyList<SaleField> Fields, string? Comment, int UntouchedDays, BusinessMoment Now);

public static class ReturnSaleHandler
{
    public static Decision Handle(ReturnSale command, Sale sale)
    {
        if (sale.WasJust<SaleReturned>(command.ReviewerId)) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.PendingReview) is { } state) return Decision.Refuse(state);
        if (sale.RefuseWithoutClaim(command.ReviewerId, command.Now.At) is { } claim) return Decision.Refuse(claim);

        IReadOnlyList<ReturnReason> reasons = [.. command.Reasons.Distinct().Order()];
        IReadOnlyList<SaleField> fields = [.. command.Fields.Distinct().Order()];
        if (reasons.Count == 0 || !reasons.All(Enum.IsDefined)) return Decision.Refuse(SalesRefusals.Of("telecom-sales.return-reason-missing", "Say why it is returned.", ["reasons"]));
        if (!fields.All(Enum.IsDefined)) return Decision.Refuse(SalesRefusals.Of("telecom-sales.field-unknown", "There is no such field.", ["fields"]));
        if (fields.Count == 0 && reasons.Any(reason => reason is ReturnReason.DataWrong or ReturnReason.DataMissing or ReturnReason.PlanNotApplicable))
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.fields-to-correct-missing", "Say which fields are to be corrected.", ["fields"]));
        if (SalesRefusals.RefuseUnexplained(reasons.Contains(ReturnReason.Other), command.Comment) is { } comment) return Decision.Refuse(comment);

        // Whole days at the campaign's wall clock: what is returned in the morning is not cancelled before that day's end.
        var cancelsAt = WallClock.EndOf(command.Now.Date.AddDays(command.UntouchedDays), command.Now.Zone);
        return Decision.Append(new SaleReturned(
            sale.Id, sale.CustomerId, sale.Facts, command.ReviewerId, reasons, fields, SalesRefusals.Text(command.Comment), cancelsAt, command.Now));
    }
}

/// <summary>It will not become a sale: the reviewer's no, or an operator's no that nobody can mend.</summary>
public sealed record RejectSale(UserId By, RejectReason Reason, string? Comment, BusinessMoment Now);

public static class RejectSaleHandler
{
    public static Decision Handle(RejectSale command, Sale sale)
    {
        if (sale.WasJust<SaleRejected>(command.By)) return Decision.AlreadySo;
        if (sale.RefuseUnlessIn(SaleState.PendingReview, SaleState.OperatorRejected) is { } state) return Decision.Refuse(state);
        if (sale.State is SaleState.PendingReview && sale.RefuseWithoutClaim(command.By, command.Now.At) is { } claim) return Decision.Refuse(claim);
        if (!Enum.IsDefined(command.Reason) || command.Reason is RejectReason.EscalationUnsolved || (command.Reason is RejectReason.OperatorRefusal && sale.State is SaleState.PendingReview))
            return Decision.Refuse(SalesRefusals.Of("telecom-sales.reject-reason-not-for-this", "That is no reason at this step.", ["reason"]));
        if (SalesRefusals.RefuseUnexplained(command.Reason is RejectReason.Other, command.Comment) is { } comment) return Decision.Refuse(comment);

        return Rejected(sale, command.Reason, command.Comment, command.By, command.Now);
    }

    internal static Decision Rejected(Sale sale, RejectReason reason, string? comment, UserId by, BusinessMoment now) => Decision.Append(new SaleRejected(
        sale.Id, sale.CustomerId, sale.Facts, sale.State, reason, SalesRefusals.Text(comment), by, now)).Ending(sale);
}
