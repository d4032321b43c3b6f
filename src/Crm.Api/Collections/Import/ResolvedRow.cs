using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Imports;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Kernel;

namespace Crm.Api.Collections.Import;

/// <summary>A row with the ids of what it is about.</summary>
/// <param name="AccountId">Of the reference; known in many a rejected row too. <c>null</c>: no reference could be read.</param>
/// <param name="Fingerprint">Of all cells: two rows with the same one are the same row.</param>
/// <param name="Obligation"><c>null</c>: the row is rejected.</param>
internal sealed record ResolvedRow(int Line, int LastLine, AccountId? AccountId, Guid Fingerprint, Obligation? Obligation, List<RowProblem> Problems) : IImportRow
{
    public DebtorId? DebtorId => Obligation?.DebtorId;
    public Guid? Key => AccountId?.Value;
    public bool IsGood => Obligation is not null;
    public Guid? Subject => DebtorId?.Value;
}

/// <summary>What a good row says, in canonical form.</summary>
internal sealed record Obligation(
    DebtorId DebtorId, AccountId AccountId, string DocumentType, string DocumentNumber, string FullName, string Reference, Balance Balance,
    DateOnly? CessionDate, int OriginatorDays, IReadOnlyList<Contact> Phones, IReadOnlyList<Contact> Emails, IReadOnlyList<Contact> Addresses, string? City);

/// <param name="Id">Derived from debtor and value.</param>
internal readonly record struct Contact(Guid Id, string Value);

/// <summary>Brings rows into canonical form: documents checked, phones in E.164, ids derived from natural keys.</summary>
internal sealed class RowResolver(RowReader reader, NaturalKeys keys, string country, string creditor)
{
    public ResolvedRow Resolve(TabularRow cells)
    {
        var read = reader.Read(cells);
        var problems = read.Problems.ToList();
        AccountId? account = read.Reference is { } reference && reference.Any(char.IsLetterOrDigit) ? keys.Account(creditor, reference) : null;
        var obligation = read.Row is { } row ? Obligation(row, account, problems) : null;
        return new(cells.Line, cells.LastLine, account, RowReading.FingerprintOf(cells), obligation, problems);
    }

    private Obligation? Obligation(PortfolioRow row, AccountId? account, List<RowProblem> problems)
    {
        if (account is not { } accountId)
        {
            problems.Add(new(row.Line, PortfolioField.Reference.Header, PortfolioField.Reference, row.Reference, Problem.Missing.Code, true, Problem.Missing.Reason));
            return null;
        }

        var (type, number) = DocumentReading.Read(country, row.DocumentType, row.DocumentNumber);
        if (number.Value is null)
        {
            var (code, reason) = Problem.InvalidDocument(number.Problem!);
            problems.Add(new(row.Line, PortfolioField.DocumentNumber.Header, PortfolioField.DocumentNumber, row.DocumentNumber, code, true, reason));
            return null;
        }

        var debtor = keys.Debtor(country, type, number.Value);
        return new(
            debtor, accountId, type, number.Value, row.FullName, row.Reference, row.Balance, row.CessionDate, row.OriginatorDays,
            Canonical("phone", row.Phones, text => PhoneNumber.Parse(country, text).Number, Problem.InvalidPhone),
            Canonical("email", row.Emails, text => EmailAddress.Normalize(text).Value, Problem.InvalidEmail),
            Canonical("address", row.Addresses, text => text, Problem.Missing), row.City);

        List<Contact> Canonical(string kind, IReadOnlyList<ContactDatum> data, Func<string, string?> normalize, (string Code, Bilingual Reason) wrong)
        {
            var contacts = new List<Contact>();
            foreach (var datum in data)
            {
                if (normalize(datum.Text) is not { } value)
                    problems.Add(new(row.Line, datum.Field.Header, datum.Field, datum.Text, wrong.Code, false, wrong.Reason));
                else if (!contacts.Any(known => known.Value == value))
                    contacts.Add(new(keys.Contact(debtor, kind, kind == "address" ? $"{value}\u001F{row.City}" : value), value));
            }

            return contacts;
        }
    }
}
