using Crm.Domain.TelecomSales.Sales;
using Crm.EventStore.Agenda;
using Crm.EventStore.Streams;

namespace Crm.Projections.TelecomSales;

/// <summary>Claims that run out, and returned sales that nobody touches.</summary>
public sealed class TelecomSalesAgenda() : AgendaProjection(version: 1)
{
    /// <summary><c>ExpireClaim</c> on the sale.</summary>
    public const string ClaimExpiry = "sale_claim_expiry";

    /// <summary><c>CancelUntouchedSale</c> on the sale.</summary>
    public const string Untouched = "sale_untouched";

    private static readonly Type[] EndOfClaim = [typeof(SaleClaimReleased), typeof(SaleClaimExpired), typeof(SaleApproved), typeof(SaleReturned), typeof(SaleRejected), typeof(SaleEscalated), typeof(SaleCancelled)];
    private static readonly Type[] EndOfReturn = [typeof(SaleResubmitted), typeof(SaleCancelled)];

    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(SaleClaimed), .. EndOfClaim, typeof(SaleResubmitted)];

    public override IEnumerable<string> Keys(Recorded recorded)
    {
        var type = recorded.Data.GetType();
        if (recorded.Data is SaleClaimed || EndOfClaim.Contains(type)) yield return $"{ClaimExpiry}:{recorded.StreamId}";
        if (recorded.Data is SaleReturned || EndOfReturn.Contains(type)) yield return $"{Untouched}:{recorded.StreamId}";
    }

    public override AgendaItem? Evolve(string key, AgendaItem? item, Recorded recorded) => recorded.Data switch
    {
        SaleClaimed e => new(key, e.ExpiresAt.ToUniversalTime(), ClaimExpiry, recorded.StreamId),
        SaleReturned e when key.StartsWith(Untouched, StringComparison.Ordinal) => new(key, e.CancelsAt.ToUniversalTime(), Untouched, recorded.StreamId),
        _ => null,
    };
}
