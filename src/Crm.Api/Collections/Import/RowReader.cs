using Crm.Api.Files;
using Crm.Api.Imports;
using Crm.Domain.Collections.DebtAccounts;

namespace Crm.Api.Collections.Import;

/// <summary>Makes an obligation of a row, or says everything that is wrong with it.</summary>
public sealed class RowReader(ColumnMapping mapping, ImportTerms terms, NumberEvidence evidence)
{
    private const int MostReference = 50, MostName = 150, MostDocument = 30, MostAddress = 255, MostCity = 100;

    private static readonly ImportField[] Phones =
        [PortfolioField.MobilePhone, PortfolioField.Mobile1, PortfolioField.Mobile2, PortfolioField.Mobile3, PortfolioField.Phone1, PortfolioField.Phone2];

    private static readonly ImportField[] Emails = [PortfolioField.Email, PortfolioField.Email1, PortfolioField.Email2];
    private static readonly ImportField[] Addresses = [PortfolioField.Address1, PortfolioField.Address2, PortfolioField.Address3];

    /// <summary>The row, or <c>null</c> when a problem rejects it. The reference is read even then: the account is in the file.</summary>
    public ReadRow Read(TabularRow row)
    {
        var reading = new RowReading(row, mapping);
        var reference = reading.Required(PortfolioField.Reference, MostReference);
        var document = reading.Required(PortfolioField.DocumentNumber, MostDocument);
        var name = reading.Required(PortfolioField.FullName, MostName);
        var type = reading.Optional(PortfolioField.DocumentType, 30, rejects: true);
        var cession = Cession(reading);
        var days = Days(reading, cession);
        var balance = Balance(reading);
        IReadOnlyList<ContactDatum> emails = Contacts(reading, Emails, CellReading.Email);
        IReadOnlyList<ContactDatum> phones = Contacts(reading, Phones, cell => CellReading.Text(cell, 30));
        IReadOnlyList<ContactDatum> addresses = Contacts(reading, Addresses, cell => CellReading.Text(cell, MostAddress));
        var city = reading.Optional(PortfolioField.City, MostCity, rejects: false);

        var good = !reading.Rejected && reference is not null && document is not null && name is not null && balance is not null;
        return new(row.Line, reference, reading.Problems, good
            ? new(row.Line, type ?? "", document!, name!, reference!, balance!, cession, days, phones, emails, addresses, city)
            : null);
    }

    private DateOnly? Cession(RowReading reading)
    {
        var cell = reading.Cell(PortfolioField.CessionDate);
        if (CellReading.IsBlank(cell)) return null;
        var (date, problem) = CellReading.Date(cell);
        if (problem is null && date > terms.CutOffDate) problem = PortfolioProblem.CessionAfterCutOff(terms.CutOffDate);
        if (problem is { } wrong) reading.Report(PortfolioField.CessionDate, cell, wrong, rejects: true);
        return date;
    }

    /// <summary>The originator's days; where the file only has the total and no cession, days do not run on and the total is his.</summary>
    private static int Days(RowReading reading, DateOnly? cession)
    {
        var originator = Number(PortfolioField.OriginatorDaysPastDue);
        var total = Number(PortfolioField.TotalDaysPastDue);
        return originator ?? (cession is null ? total : null) ?? 0;

        int? Number(ImportField field)
        {
            var cell = reading.Cell(field);
            if (CellReading.IsBlank(cell)) return null;
            var (days, problem) = CellReading.Days(cell);
            if (problem is { } wrong) reading.Report(field, cell, wrong, rejects: true);
            return days;
        }
    }

    private Balance? Balance(RowReading reading)
    {
        var principal = Money(PortfolioField.Principal) ?? Money(PortfolioField.PrincipalOwed);
        var interest = Money(PortfolioField.Interest);
        var technology = Money(PortfolioField.Technology);
        var insurance = Money(PortfolioField.Insurance);
        var other = Money(PortfolioField.OtherCharges);
        var fees = Money(PortfolioField.Fees);
        var paid = Money(PortfolioField.TotalPaid) ?? 0;
        var total = Money(PortfolioField.TotalDebt);
        if (reading.Rejected) return null;

        decimal?[] components = [principal, interest, technology, insurance, other, fees];
        if (components.All(component => component is null))
        {
            if (total is { } only) return Domain.Collections.DebtAccounts.Balance.Zero(terms.Currency) with { Principal = only };
            reading.Report(null, Cell.Empty, PortfolioProblem.NoBalance, rejects: true);
            return null;
        }

        var (balance, problem) = new StatedBalance(
            new(terms.Currency, principal ?? 0, interest ?? 0, fees ?? 0, insurance ?? 0, technology ?? 0, other ?? 0), paid, total).Resolve(terms.AllocationOrder);
        var blamed = problem?.Item1 == PortfolioProblem.OverPaidCode ? PortfolioField.TotalPaid : PortfolioField.TotalDebt;
        if (problem is { } wrong) reading.Report(blamed, reading.Cell(blamed), wrong, rejects: true);
        return balance;

        decimal? Money(ImportField field)
        {
            var cell = reading.Cell(field);
            if (CellReading.IsBlank(cell)) return null;
            var (amount, wrong) = CellReading.Money(cell, terms.Currency, terms.DecimalMark, evidence.For(field));
            if (wrong is { } bad) reading.Report(field, cell, bad, rejects: true);
            return amount;
        }
    }

    /// <summary>What can be read of several columns; a bad one is reported and left out, and the row is imported without it.</summary>
    private static List<ContactDatum> Contacts(RowReading reading, ImportField[] fields, Func<Cell, (string? Text, (string, Bilingual)? Problem)> read)
    {
        var found = new List<ContactDatum>();
        foreach (var field in fields)
        {
            var cell = reading.Cell(field);
            if (CellReading.IsBlank(cell)) continue;
            var (text, problem) = read(cell);
            if (problem is { } wrong) reading.Report(field, cell, wrong, rejects: false);
            else if (text is { Length: > 0 } && !found.Any(datum => datum.Text == text)) found.Add(new(field, text));
        }

        return found;
    }
}

/// <summary>What became of a row when it was read.</summary>
/// <param name="Reference">Readable in many a rejected row too; then the account is in the file and not missing.</param>
/// <param name="Row"><c>null</c>: rejected.</param>
public sealed record ReadRow(int Line, string? Reference, IReadOnlyList<RowProblem> Problems, PortfolioRow? Row);
