namespace Crm.Api.Collections.Import;

/// <summary>What a column of a portfolio file may mean to us.</summary>
public enum PortfolioField
{
    CessionDate, CutOffDate, DocumentNumber, Reference, DocumentType, FullName, City,
    OriginatorDaysPastDue, CaseDaysPastDue, TotalDaysPastDue, YearsPastDue,
    Principal, PrincipalOwed, Interest, Technology, Insurance, OtherCharges, TotalPaid,
    SinglePaymentSettlement, InstallmentsSettlement, TotalDebt,
    MobilePhone, Email, Mobile1, Mobile2, Mobile3, Address1, Address2, Address3, Email1, Email2, Phone1, Phone2,
    Fees,
}

/// <summary>How the cells of a field are read.</summary>
public enum FieldKind { Text, Money, Days, Date, Phone, Email }

/// <param name="Name">In the API and on the command line: <c>documentNumber</c>.</param>
/// <param name="Header">The column of the official template; <c>null</c>: it has none and has to be mapped.</param>
/// <param name="Required">Whether a file without such a column cannot be imported.</param>
/// <param name="Personal">Whether its values tell who somebody is.</param>
/// <param name="Informative">Whether it is recognised but not kept: we compute it ourselves.</param>
public sealed record FieldDefinition(
    PortfolioField Field, string Name, string? Header, FieldKind Kind, bool Required, bool Personal, bool Informative);

/// <summary>The official template: 33 columns, in Spanish, and the fields that may be mapped beside them.</summary>
public static class PortfolioTemplate
{
    public static readonly IReadOnlyList<FieldDefinition> Fields =
    [
        Of(PortfolioField.CessionDate, "FECHA_CESION", FieldKind.Date),
        Of(PortfolioField.CutOffDate, "FECHA_ACT", FieldKind.Date, informative: true),
        Of(PortfolioField.DocumentNumber, "DOCUMENTO", FieldKind.Text, required: true, personal: true),
        Of(PortfolioField.Reference, "REFERENCIA", FieldKind.Text, required: true),
        Of(PortfolioField.DocumentType, "TIPO_DOCUMENTO", FieldKind.Text),
        Of(PortfolioField.FullName, "NOMBRE_COMPLETO", FieldKind.Text, required: true, personal: true),
        Of(PortfolioField.City, "CIUDAD", FieldKind.Text),
        Of(PortfolioField.OriginatorDaysPastDue, "DIAS_MORA_ORIGINADOR", FieldKind.Days),
        Of(PortfolioField.CaseDaysPastDue, "DIAS_MORA_CASO_SAS", FieldKind.Days, informative: true),
        Of(PortfolioField.TotalDaysPastDue, "TOTAL_DIAS_MORA", FieldKind.Days),
        Of(PortfolioField.YearsPastDue, "AÑOS_MORA", FieldKind.Text, informative: true),
        Of(PortfolioField.Principal, "PRINCIPAL", FieldKind.Money),
        Of(PortfolioField.PrincipalOwed, "DEUDA_PRINCIPAL_K", FieldKind.Money),
        Of(PortfolioField.Interest, "INTERESES", FieldKind.Money),
        Of(PortfolioField.Technology, "TECNOLOGIA", FieldKind.Money),
        Of(PortfolioField.Insurance, "SEGURO", FieldKind.Money),
        Of(PortfolioField.OtherCharges, "OTROS_CARGOS", FieldKind.Money),
        Of(PortfolioField.TotalPaid, "TOTAL_PAGADO", FieldKind.Money),
        Of(PortfolioField.SinglePaymentSettlement, "DCTO_PAGO_CONTADO_50%", FieldKind.Money, informative: true),
        Of(PortfolioField.InstallmentsSettlement, "DCTO_PAGO_CONTADO_70%_MAX_30%", FieldKind.Money, informative: true),
        Of(PortfolioField.TotalDebt, "DEUDA_TOTAL", FieldKind.Money),
        Of(PortfolioField.MobilePhone, "TELEFONO_CELULAR", FieldKind.Phone, personal: true),
        Of(PortfolioField.Email, "EMAIL", FieldKind.Email, personal: true),
        Of(PortfolioField.Mobile1, "CELULAR_1", FieldKind.Phone, personal: true),
        Of(PortfolioField.Mobile2, "CELULAR_2", FieldKind.Phone, personal: true),
        Of(PortfolioField.Mobile3, "CELULAR_3", FieldKind.Phone, personal: true),
        Of(PortfolioField.Address1, "DIRECCION_1", FieldKind.Text, personal: true),
        Of(PortfolioField.Address2, "DIRECCION_2", FieldKind.Text, personal: true),
        Of(PortfolioField.Address3, "DIRECCION_3", FieldKind.Text, personal: true),
        Of(PortfolioField.Email1, "EMAIL_1", FieldKind.Email, personal: true),
        Of(PortfolioField.Email2, "EMAIL_2", FieldKind.Email, personal: true),
        Of(PortfolioField.Phone1, "TELEFONO_1", FieldKind.Phone, personal: true),
        Of(PortfolioField.Phone2, "TELEFONO_2", FieldKind.Phone, personal: true),
        Of(PortfolioField.Fees, null, FieldKind.Money),
    ];

    /// <summary>The headers of the official template in their order.</summary>
    public static IReadOnlyList<string> Headers { get; } = [.. Fields.Where(field => field.Header is not null).Select(field => field.Header!)];

    private static readonly Dictionary<string, FieldDefinition> ByHeader =
        Fields.Where(field => field.Header is not null).ToDictionary(field => HeaderName.Normalize(field.Header!));

    private static readonly Dictionary<string, FieldDefinition> ByName = Fields.ToDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);

    public static FieldDefinition Definition(this PortfolioField field) => Fields[(int)field];

    /// <summary>The field whose official header a column has, exactly but for case, accents, blanks and per cent signs.</summary>
    public static FieldDefinition? FindByHeader(string header) => ByHeader.GetValueOrDefault(HeaderName.Normalize(header));

    public static FieldDefinition? FindByName(string name) => ByName.GetValueOrDefault(name);

    private static FieldDefinition Of(
        PortfolioField field, string? header, FieldKind kind, bool required = false, bool personal = false, bool informative = false) =>
        new(field, char.ToLowerInvariant(field.ToString()[0]) + field.ToString()[1..], header, kind, required, personal, informative);
}
