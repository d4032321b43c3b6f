using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.SalesPolicies;

namespace Crm.Domain.TelecomSales.Sales;

/// <summary>What an agent fills in beside the plan, as it was typed.</summary>
public sealed record SaleForm(
    string DocumentType, string DocumentNumber, string FullName, string LegalizationPhone, DateOnly? DocumentIssuedOn = null, string? LeadSource = null,
    string? NumberToPort = null, string? PortingPin = null, DateOnly? DeliverOn = null, DateOnly? PortingWindowOn = null, DateOnly? InstallOn = null,
    string? InstallationAddress = null, Money? PreviousCharge = null, string? Note = null)
{
    public const int MaxName = 200, MaxAddress = 300, MaxNote = 2_000, MaxDaysAhead = 90;

    private static readonly DateOnly EarliestIssue = new(1900, 1, 1);

    /// <summary>The number to port in its one form; <c>null</c>: none is stated, or it is none.</summary>
    public string? PortedNumber(string country) => PhoneNumber.Parse(country, NumberToPort) is { IsValid: true } phone ? phone.Number : null;

    /// <summary>Type and number of the document in their one form; as typed where they have none.</summary>
    public (string Type, string Number) Document(string country)
    {
        var type = Kernel.DocumentNumber.NormalizeType(DocumentType);
        return (type, Kernel.DocumentNumber.Normalize(country, type, DocumentNumber) is { IsValid: true } number ? number.Value : DocumentNumber);
    }

    /// <summary>What of it is kept, in canonical form, or the first thing that is wrong with it.</summary>
    internal (SaleTerms? Terms, SaleDetails? Details, Refusal? Refusal) Read(SaleGround ground)
    {
        if (RefuseFields(ground.Definition) is { } fields) return (null, null, fields);

        var (country, today) = (ground.Country, ground.Now.Date);
        var (type, document) = (Kernel.DocumentNumber.NormalizeType(DocumentType), Kernel.DocumentNumber.Normalize(country, DocumentType, DocumentNumber));
        if (!document.IsValid) return Malformed(document.Problem, "documentNumber");
        var phone = PhoneNumber.Parse(country, LegalizationPhone);
        if (!phone.IsValid) return Malformed(phone.Problem, "legalizationPhone");
        if (string.IsNullOrWhiteSpace(FullName) || FullName.Length > MaxName) return Wrong("telecom-sales.name-malformed", $"A name has 1 to {MaxName} characters.", "fullName");
        if (DocumentIssuedOn > today || DocumentIssuedOn < EarliestIssue) return Wrong("telecom-sales.issued-out-of-range", "A document was issued in the past.", "documentIssuedOn");
        if (LeadSource is not null && !ground.Policy.LeadSources.Contains(LeadSource))
            return Wrong("telecom-sales.lead-source-unknown", $"The lead sources are {string.Join(", ", ground.Policy.LeadSources)}.", "leadSource");

        string? ported = null;
        if (NumberToPort is not null)
        {
            var line = PhoneNumber.Parse(country, NumberToPort);
            if (!line.IsValid) return Malformed(line.Problem, "numberToPort");
            if (line.IsLandline) return Wrong("telecom-sales.not-a-mobile", "A number to port is a mobile.", "numberToPort");
            ported = line.Number;
        }

        if (PortingPin is { } pin && (pin.Length is < 4 or > 6 || !pin.All(char.IsAsciiDigit))) return Wrong("telecom-sales.pin-malformed", "A porting PIN has 4 to 6 digits.", "portingPin");
        if (RefuseDates(ground.Calendar, today) is { } dates) return (null, null, dates);
        if (InstallationAddress?.Length > MaxAddress) return Wrong("telecom-sales.address-too-long", $"An address has {MaxAddress} characters at most.", "installationAddress");
        if (Note?.Length > MaxNote) return Wrong("telecom-sales.note-too-long", $"A note has {MaxNote} characters at most.", "note");
        if (PreviousCharge is { } charge && (charge.Currency != ground.Currency || charge.IsNegative || !charge.IsExact))
            return Wrong("telecom-sales.previous-charge-malformed", $"The previous charge is an amount of {ground.Currency}.", "previousCharge");

        return (
            new(country, type, DocumentIssuedOn, LeadSource, DeliverOn, PortingWindowOn, InstallOn, PreviousCharge),
            new(document.Value, string.Join(' ', FullName.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), phone.Number!, ported, PortingPin,
                SalesRefusals.Text(InstallationAddress), SalesRefusals.Text(Note)),
            null);
    }

    // Every field that is missing and every one that this kind does not have, each time all of them.
    private Refusal? RefuseFields(KindDefinition definition)
    {
        var missing = definition.Fields.Where(rule => rule.Required && !Has(rule.Field)).Select(rule => NameOf(rule.Field)).ToList();
        if (missing.Count > 0) return SalesRefusals.Of("telecom-sales.field-missing", $"This kind of sale needs {string.Join(", ", missing)}.", missing, ("fields", string.Join(", ", missing)));

        var asked = definition.Fields.Select(rule => rule.Field).ToHashSet();
        var extra = Optional.Where(field => Has(field) && !asked.Contains(field)).Select(NameOf).ToList();
        return extra.Count > 0
            ? SalesRefusals.Of("telecom-sales.field-not-asked", $"This kind of sale has no {string.Join(", ", extra)}.", extra, ("fields", string.Join(", ", extra)))
            : null;
    }

    private Refusal? RefuseDates(BusinessCalendar calendar, DateOnly today)
    {
        foreach (var (date, field) in new[] { (DeliverOn, "deliverOn"), (PortingWindowOn, "portingWindowOn"), (InstallOn, "installOn") })
        {
            if (date < today || date > today.AddDays(MaxDaysAhead))
                return SalesRefusals.Of("telecom-sales.date-out-of-range", $"{field} is from today, {today:yyyy-MM-dd}, to {MaxDaysAhead} days ahead.", [field],
                    ("field", field), ("today", today), ("most", MaxDaysAhead));
        }

        if (PortingWindowOn is not { } window) return null;
        if (window < DeliverOn)
            return SalesRefusals.Of("telecom-sales.window-before-delivery", "The porting window is not before the delivery.", ["portingWindowOn", "deliverOn"], ("window", window), ("delivery", DeliverOn));
        return calendar.IsWorkingDay(window)
            ? null
            : SalesRefusals.Of("telecom-sales.window-on-a-day-off", $"Numbers are ported on working days; {window:yyyy-MM-dd} is none.", ["portingWindowOn"], ("window", window));
    }

    private static readonly SaleField[] Optional =
    [
        SaleField.DocumentIssuedOn, SaleField.LeadSource, SaleField.NumberToPort, SaleField.PortingPin, SaleField.DeliverOn, SaleField.PortingWindowOn, SaleField.InstallOn,
        SaleField.InstallationAddress, SaleField.PreviousCharge, SaleField.Note,
    ];

    private bool Has(SaleField field) => field switch
    {
        SaleField.DocumentIssuedOn => DocumentIssuedOn is not null,
        SaleField.LeadSource => !string.IsNullOrWhiteSpace(LeadSource),
        SaleField.NumberToPort => !string.IsNullOrWhiteSpace(NumberToPort),
        SaleField.PortingPin => !string.IsNullOrWhiteSpace(PortingPin),
        SaleField.DeliverOn => DeliverOn is not null,
        SaleField.PortingWindowOn => PortingWindowOn is not null,
        SaleField.InstallOn => InstallOn is not null,
        SaleField.InstallationAddress => !string.IsNullOrWhiteSpace(InstallationAddress),
        SaleField.PreviousCharge => PreviousCharge is not null,
        SaleField.Note => !string.IsNullOrWhiteSpace(Note),
        _ => true,
    };

    private static string NameOf(SaleField field) => char.ToLowerInvariant(field.ToString()[0]) + field.ToString()[1..];

    private static (SaleTerms?, SaleDetails?, Refusal?) Malformed(Malformed problem, string field) =>
        (null, null, SalesRefusals.Of("telecom-sales.field-malformed", problem.Reason, [field], ("field", field), ("problem", problem.Code)));

    private static (SaleTerms?, SaleDetails?, Refusal?) Wrong(string reason, string text, string field) => (null, null, SalesRefusals.Of(reason, text, [field], ("field", field)));
}

/// <summary>What a form is checked against.</summary>
/// <param name="Country">The campaign's: of documents and phones.</param>
/// <param name="Calendar">The campaign's working days.</param>
/// <param name="PolicyVersion">0: the default.</param>
public sealed record SaleGround(
    string Country, Currency Currency, BusinessCalendar Calendar, SalesPolicy Policy, int PolicyVersion, KindDefinition Definition, BusinessMoment Now);
