using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Imports;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.Leads;

namespace Crm.Api.TelecomSales.Leads;

/// <summary>A row of a file of leads, in canonical form.</summary>
/// <param name="LeadId">Of its phone or registration number; known in many a rejected row too.</param>
/// <param name="Phone">Of a prepaid line; <c>null</c>: the row is rejected, or of the other kind.</param>
/// <param name="Upgrade">Of a customer for an upgrade; <c>null</c>: the row is rejected, or of the other kind.</param>
internal sealed record LeadFileRow(
    int Line, int LastLine, LeadId? LeadId, Guid Fingerprint, string? Phone, UpgradeDetails? Upgrade, List<RowProblem> Problems) : IImportRow
{
    public Guid? Key => LeadId?.Value;
    public bool IsGood => Phone is not null || Upgrade is not null;
    public Guid? Subject => Upgrade?.PersonId.Value ?? Key;
}

/// <summary>What a base's rows are read with.</summary>
/// <param name="Country">Of phones and documents that do not say theirs.</param>
/// <param name="Currency">Of amounts.</param>
internal sealed record LeadTerms(LeadBaseId BaseId, LeadKind Kind, string Country, Currency Currency, DecimalMark? DecimalMark);

/// <summary>Makes a lead of a row, or says everything that is wrong with it.</summary>
internal sealed class LeadRowReader(ColumnMapping mapping, LeadTerms terms, NumberEvidence evidence, NaturalKeys keys)
{
    private const int MostKey = 50, MostName = 200, MostText = 200, MostShort = 100;

    public LeadFileRow Read(TabularRow row)
    {
        var reading = new RowReading(row, mapping);
        var fingerprint = RowReading.FingerprintOf(row);
        if (terms.Kind is LeadKind.Prepaid)
        {
            var phone = RequiredCode(reading, LeadField.Phone) is { } typed ? Phone(reading, LeadField.Phone, typed, mobile: true) : null;
            LeadId? line = phone is null ? null : keys.Lead(terms.BaseId, phone);
            return new(row.Line, row.LastLine, line, fingerprint, reading.Rejected ? null : phone, null, reading.Problems);
        }

        var registration = RequiredCode(reading, LeadField.Registration);
        LeadId? lead = registration is not null && registration.Any(char.IsLetterOrDigit) ? keys.Lead(terms.BaseId, registration) : null;
        if (registration is not null && lead is null) reading.Report(LeadField.Registration, reading.Cell(LeadField.Registration), Problem.Missing, rejects: true);
        return new(row.Line, row.LastLine, lead, fingerprint, null, Upgrade(reading, registration), reading.Problems);
    }

    private UpgradeDetails? Upgrade(RowReading reading, string? registration)
    {
        var baseCode = RequiredCode(reading, LeadField.BaseCode);
        var name = reading.Required(LeadField.FullName, MostName);
        var typed = RequiredCode(reading, LeadField.DocumentNumber);
        var (type, number) = DocumentReading.Read(terms.Country, reading.Optional(LeadField.DocumentType, MostShort, rejects: true), typed ?? "");
        if (typed is not null && number.Problem is { } malformed)
        {
            var field = malformed.Code == "type-unknown" ? LeadField.DocumentType : LeadField.DocumentNumber;
            reading.Report(field, reading.Cell(field), Problem.InvalidDocument(malformed), rejects: true);
        }

        var offer = new LeadOffer(
            baseCode ?? "", Text(reading, LeadField.CampaignLabel), Text(reading, LeadField.CampaignGroup), Text(reading, LeadField.Strategy), Text(reading, LeadField.Product),
            Text(reading, LeadField.PortsAvailable), AverageBill(reading), Text(reading, LeadField.Tenure), Stratum(reading), Text(reading, LeadField.Department),
            Text(reading, LeadField.City));
        var (address, neighborhood) = (Text(reading, LeadField.Address), Text(reading, LeadField.Neighborhood));
        var (mobile, phone1) = (OptionalPhone(reading, LeadField.Mobile), OptionalPhone(reading, LeadField.Phone1));
        var (phone2, phone3) = (OptionalPhone(reading, LeadField.Phone2), OptionalPhone(reading, LeadField.Phone3));
        return reading.Rejected || registration is null || name is null || number.Value is null ? null : new(
            keys.Customer(terms.Country, type, number.Value), registration, name, type, number.Value, address, neighborhood, mobile, phone1, phone2, phone3, offer);
    }

    /// <summary>A number that names something: digits as they were typed, without a program's ".0".</summary>
    private static string? RequiredCode(RowReading reading, ImportField field)
    {
        if (reading.Required(field, MostKey) is null) return null;
        return CellReading.Code(reading.Cell(field), MostKey).Text;
    }

    private static string? Text(RowReading reading, ImportField field) => reading.Optional(field, MostText, rejects: false);

    private string? OptionalPhone(RowReading reading, ImportField field)
    {
        var cell = reading.Cell(field);
        if (CellReading.IsBlank(cell)) return null;
        var (text, problem) = CellReading.Code(cell, MostKey);
        if (problem is { } wrong) reading.Report(field, cell, wrong, rejects: false);
        return text is null ? null : Phone(reading, field, text, mobile: false);
    }

    /// <param name="mobile">Whether the row stands on it: it has to be a mobile line.</param>
    private string? Phone(RowReading reading, ImportField field, string typed, bool mobile)
    {
        var phone = PhoneNumber.Parse(terms.Country, typed);
        if (phone.IsValid && !(mobile && phone.IsLandline)) return phone.Number;
        reading.Report(field, reading.Cell(field), mobile ? LeadProblem.NotAMobile : Problem.InvalidPhone, rejects: mobile);
        return null;
    }

    private Money? AverageBill(RowReading reading)
    {
        var cell = reading.Cell(LeadField.AverageBill);
        if (CellReading.IsBlank(cell)) return null;
        var (amount, problem) = CellReading.Money(cell, terms.Currency, terms.DecimalMark, evidence.For(LeadField.AverageBill));
        if (problem is { } wrong) reading.Report(LeadField.AverageBill, cell, wrong, rejects: false);
        return amount is { } value ? new Money(value, terms.Currency) : null;
    }

    private static int? Stratum(RowReading reading)
    {
        var cell = reading.Cell(LeadField.Stratum);
        if (CellReading.IsBlank(cell)) return null;
        var (number, problem) = CellReading.Days(cell);
        if (problem is null && number is >= 0 and <= 6) return number;
        reading.Report(LeadField.Stratum, cell, LeadProblem.NotAStratum, rejects: false);
        return null;
    }
}

/// <summary>Reasons for which a row of leads, or a value of it, is not taken, beside those of every file.</summary>
internal static class LeadProblem
{
    public static (string Code, Bilingual Reason) NotAMobile { get; } = ("import.mobile-invalid",
        new("This is no mobile number of the country: in Colombia ten digits that begin with 3.", "No es un celular del país: en Colombia, diez dígitos que empiezan por 3."));

    public static (string Code, Bilingual Reason) NotAStratum { get; } = ("import.stratum-invalid",
        new("A stratum is a whole number from 0 to 6; the row is imported without it.", "El estrato es un número entero de 0 a 6; la fila se importa sin él."));

    public static (string Code, Bilingual Reason) SameLead(int line) => ("import.lead-twice",
        new($"Line {line} has this number already, with other values. The first one counts.", $"La línea {line} ya tiene este número, con otros valores. Cuenta la primera."));
}
