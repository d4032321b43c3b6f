using Crm.Api.Imports;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;

namespace Crm.Api.Collections.Import;

/// <summary>What the file cannot say of itself: whose accounts they are, in which money and as of when.</summary>
/// <param name="Country">ISO 3166 code of the country whose documents the debtors have.</param>
/// <param name="CutOffDate">Business date as of which the creditor's balances hold.</param>
/// <param name="DecimalMark">The mark of decimals where the caller states it; otherwise the file has to prove it.</param>
/// <param name="AllocationOrder">The order in which what was paid before the cession is taken from the components.</param>
public sealed record ImportTerms(
    string Country, Currency Currency, DateOnly CutOffDate, DecimalMark? DecimalMark, IReadOnlyList<BalanceComponent> AllocationOrder);
