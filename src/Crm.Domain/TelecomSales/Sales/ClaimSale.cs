using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>Take a sale to review it, for so long as the campaign's policy says. One reviewer at a time.</summary>
public sealed record ClaimSale(UserId ReviewerId, int Minutes, BusinessMoment Now);

public static class ClaimSaleHandler
{
    public static Decision Handle(ClaimSale command, Sale sale)
    {
        if (sale.RefuseUnlessIn(SaleState.PendingReview) is { } state) return Decision.Refuse(state);
        if (sale.Work.AgentId == command.ReviewerId) return Decision.Refuse(SalesRefusals.Of("telecom-sales.own-sale", "Nobody reviews his own sale.", []));

        var now = command.Now.At;
        if (sale.ClaimAt(now) is { } standing)
            return standing.ReviewerId == command.ReviewerId ? Decision.AlreadySo : Decision.Refuse(SaleChecks.ClaimedByAnother(standing));

        var claimed = new SaleClaimed(sale.Id, sale.Facts, command.ReviewerId, now.AddMinutes(command.Minutes), command.Now);
        // One that ran out before the agenda came to it ends here.
        return sale.Claim is { } over
            ? Decision.Append(new SaleClaimExpired(sale.Id, sale.Facts, over.ReviewerId, over.ExpiresAt, command.Now), claimed)
            : Decision.Append(claimed);
    }
}

/// <summary>Give a claimed sale back; a supervisor may do it for its reviewer.</summary>
public sealed record ReleaseSale(UserId By, bool BySupervisor, BusinessMoment Now);

public static class ReleaseSaleHandler
{
    public static Decision Handle(ReleaseSale command, Sale sale)
    {
        if (sale.Claim is not { } claim) return Decision.AlreadySo;
        if (claim.ReviewerId != command.By && !command.BySupervisor) return Decision.Refuse(SaleChecks.ClaimedByAnother(claim));

        return Decision.Append(new SaleClaimReleased(sale.Id, sale.Facts, claim.ReviewerId, command.By, command.Now));
    }
}

/// <summary>The agenda says that a claim's time is over.</summary>
public sealed record ExpireClaim(BusinessMoment Now);

public static class ExpireClaimHandler
{
    public static Decision Handle(ExpireClaim command, Sale sale)
    {
        if (sale.Claim is not { } claim) return Decision.AlreadySo;
        return sale.ClaimAt(command.Now.At) is null
            ? Decision.Append(new SaleClaimExpired(sale.Id, sale.Facts, claim.ReviewerId, claim.ExpiresAt, command.Now))
            : Decision.Refuse(SalesRefusals.Of("telecom-sales.claim-not-over", $"The claim stands until {claim.ExpiresAt:yyyy-MM-dd HH:mm} UTC.", [], ("until", claim.ExpiresAt)));
    }
}
