using Crm.Api.Imports;
using Crm.Domain.Collections.DebtAccounts;

namespace Crm.Api.Collections.Import;

/// <summary>A good row of a portfolio file: one obligation and who owes it.</summary>
/// <param name="DocumentType">As the file has it, or the country's usual one.</param>
/// <param name="OriginatorDays">Days past due counted by the originator until the cession.</param>
/// <param name="Balance">As of the file's cut-off date.</param>
public sealed record PortfolioRow(
    int Line, string DocumentType, string DocumentNumber, string FullName, string Reference, Balance Balance, DateOnly? CessionDate, int OriginatorDays,
    IReadOnlyList<ContactDatum> Phones, IReadOnlyList<ContactDatum> Emails, IReadOnlyList<ContactDatum> Addresses, string? City);

/// <summary>A phone, an e-mail or an address with the column it came from.</summary>
public readonly record struct ContactDatum(ImportField Field, string Text);
