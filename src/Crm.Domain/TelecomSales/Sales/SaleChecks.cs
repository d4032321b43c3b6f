using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.PortedNumbers;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>What several steps ask of a sale before they are taken.</summary>
internal static class SaleChecks
{
    /// <summary>Whether this very step was the last, by the same person: hearing it again changes nothing.</summary>
    public static bool WasJust<TEvent>(this Sale sale, UserId? by) where TEvent : IEvent => sale.Last.Name == typeof(TEvent).Name && sale.Last.By == by;

    public static Refusal? RefuseUnlessIn(this Sale sale, params ReadOnlySpan<SaleState> states)
    {
        if (states.Contains(sale.State)) return null;
        var allowed = states.ToArray();
        return SalesRefusals.Of(
            "telecom-sales.wrong-state", $"The sale is {sale.State}; this can be done while it is {string.Join(", ", allowed)}.", [], ("state", sale.State), ("allowed", allowed));
    }

    /// <summary>Approve, return and reject need the reviewer's own claim.</summary>
    public static Refusal? RefuseWithoutClaim(this Sale sale, UserId reviewer, DateTimeOffset now) => sale.ClaimAt(now) switch
    {
        { } claim when claim.ReviewerId == reviewer => null,
        { } claim => ClaimedByAnother(claim),
        null => SalesRefusals.Of("telecom-sales.claim-missing", "Claim the sale first; a claim that ran out does not count.", []),
    };

    public static Refusal ClaimedByAnother(SaleClaim claim) => SalesRefusals.Of(
        "telecom-sales.claimed-by-another", $"Another reviewer has the sale until {claim.ExpiresAt:yyyy-MM-dd HH:mm} UTC.", [], ("reviewerId", claim.ReviewerId), ("until", claim.ExpiresAt));

    public static Refusal? RefuseUnlessAgent(this Sale sale, UserId by) => sale.Work.AgentId == by
        ? null
        : SalesRefusals.Of("telecom-sales.sale-of-another", "Only the agent whose sale it is may do this; a supervisor may reassign it.", [], ("agentId", sale.Work.AgentId));

    /// <summary>The same decision with the number to port set free, where the sale holds one: it has ended.</summary>
    public static Decision Ending(this Decision decision, Sale sale) =>
        sale.PortedNumberId is { } number ? decision.And<PortedNumber>(number, new PortedNumberReleased(number, sale.Id)) : decision;
}
