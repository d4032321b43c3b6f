using Crm.Api.Collections.Queries;
using Crm.Api.Queries;
using Crm.Api.Replay;
using Crm.Domain.Kernel;
using Crm.Projections.TelecomSales;

namespace Crm.Api.TelecomSales.Queries;

/// <summary>Who a sale is made to, for a person who reads a list.</summary>
/// <param name="Document">Type and number; masked, as name and phone, for who may not see personal data.</param>
/// <param name="Phone">Of the legalization call, E.164.</param>
public sealed record CustomerLabel(CustomerId CustomerId, string Name, string Document, string Phone)
{
    internal static CustomerLabel Of(SaleEntry entry, bool maySee) => maySee
        ? new(entry.CustomerId, entry.FullName, $"{entry.DocumentType} {entry.DocumentNumber}", entry.Phone)
        : new(entry.CustomerId, Masked.Name(entry.FullName), $"{entry.DocumentType} {Masked.Number(entry.DocumentNumber)}", Masked.Phone(entry.Phone));
}

/// <summary>Names, documents and phones for the rows of a page, in one question.</summary>
public sealed class CustomerLabels(ViewReader views)
{
    /// <returns>The label of a sale's customer, for who may see his personal data or not.</returns>
    public async Task<Func<SaleId, CustomerId, bool, CustomerLabel>> For(IEnumerable<SaleId> sales, CancellationToken ct)
    {
        var entries = await views.FindMany<SaleDirectory, SaleEntry>([.. sales.Select(sale => sale.Value)], ct);
        return (sale, customer, maySee) => entries.TryGetValue(sale.Value, out var entry)
            ? CustomerLabel.Of(entry, maySee)
            : new CustomerLabel(customer, PersonalData.Hidden, PersonalData.Hidden, PersonalData.Hidden);
    }
}
