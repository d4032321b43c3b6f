using Crm.Api.Imports;

namespace Crm.Api.Collections.Import;

/// <summary>What a column of a portfolio file may mean to us.</summary>
public static class PortfolioField
{
    public static readonly ImportField CessionDate = new("cessionDate", "FECHA_CESION", FieldKind.Date);
    public static readonly ImportField CutOffDate = new("cutOffDate", "FECHA_ACT", FieldKind.Date, informative: true);
    public static readonly ImportField DocumentNumber = new("documentNumber", "DOCUMENTO", FieldKind.Text, required: true, personal: true);
    public static readonly ImportField Reference = new("reference", "REFERENCIA", FieldKind.Text, required: true);
    public static readonly ImportField DocumentType = new("documentType", "TIPO_DOCUMENTO", FieldKind.Text);
    public static readonly ImportField FullName = new("fullName", "NOMBRE_COMPLETO", FieldKind.Text, required: true, personal: true);
    public static readonly ImportField City = new("city", "CIUDAD", FieldKind.Text);
    public static readonly ImportField OriginatorDaysPastDue = new("originatorDaysPastDue", "DIAS_MORA_ORIGINADOR", FieldKind.Days);
    public static readonly ImportField CaseDaysPastDue = new("caseDaysPastDue", "DIAS_MORA_CASO_SAS", FieldKind.Days, informative: true);
    public static readonly ImportField TotalDaysPastDue = new("totalDaysPastDue", "TOTAL_DIAS_MORA", FieldKind.Days);
    public static readonly ImportField YearsPastDue = new("yearsPastDue", "AÑOS_MORA", FieldKind.Text, informative: true);
    public static readonly ImportField Principal = new("principal", "PRINCIPAL", FieldKind.Money);
    public static readonly ImportField PrincipalOwed = new("principalOwed", "DEUDA_PRINCIPAL_K", FieldKind.Money);
    public static readonly ImportField Interest = new("interest", "INTERESES", FieldKind.Money);
    public static readonly ImportField Technology = new("technology", "TECNOLOGIA", FieldKind.Money);
    public static readonly ImportField Insurance = new("insurance", "SEGURO", FieldKind.Money);
    public static readonly ImportField OtherCharges = new("otherCharges", "OTROS_CARGOS", FieldKind.Money);
    public static readonly ImportField TotalPaid = new("totalPaid", "TOTAL_PAGADO", FieldKind.Money);
    public static readonly ImportField SinglePaymentSettlement = new("singlePaymentSettlement", "DCTO_PAGO_CONTADO_50%", FieldKind.Money, informative: true);
    public static readonly ImportField InstallmentsSettlement = new("installmentsSettlement", "DCTO_PAGO_CONTADO_70%_MAX_30%", FieldKind.Money, informative: true);
    public static readonly ImportField TotalDebt = new("totalDebt", "DEUDA_TOTAL", FieldKind.Money);
    public static readonly ImportField MobilePhone = new("mobilePhone", "TELEFONO_CELULAR", FieldKind.Phone, personal: true);
    public static readonly ImportField Email = new("email", "EMAIL", FieldKind.Email, personal: true);
    public static readonly ImportField Mobile1 = new("mobile1", "CELULAR_1", FieldKind.Phone, personal: true);
    public static readonly ImportField Mobile2 = new("mobile2", "CELULAR_2", FieldKind.Phone, personal: true);
    public static readonly ImportField Mobile3 = new("mobile3", "CELULAR_3", FieldKind.Phone, personal: true);
    public static readonly ImportField Address1 = new("address1", "DIRECCION_1", FieldKind.Text, personal: true);
    public static readonly ImportField Address2 = new("address2", "DIRECCION_2", FieldKind.Text, personal: true);
    public static readonly ImportField Address3 = new("address3", "DIRECCION_3", FieldKind.Text, personal: true);
    public static readonly ImportField Email1 = new("email1", "EMAIL_1", FieldKind.Email, personal: true);
    public static readonly ImportField Email2 = new("email2", "EMAIL_2", FieldKind.Email, personal: true);
    public static readonly ImportField Phone1 = new("phone1", "TELEFONO_1", FieldKind.Phone, personal: true);
    public static readonly ImportField Phone2 = new("phone2", "TELEFONO_2", FieldKind.Phone, personal: true);
    public static readonly ImportField Fees = new("fees", null, FieldKind.Money);
}

/// <summary>The official template: 33 columns, in Spanish, and the fields that may be mapped beside them.</summary>
public static class PortfolioTemplate
{
    public static readonly ImportTemplate Template = new(
    [
        PortfolioField.CessionDate, PortfolioField.CutOffDate, PortfolioField.DocumentNumber, PortfolioField.Reference, PortfolioField.DocumentType,
        PortfolioField.FullName, PortfolioField.City, PortfolioField.OriginatorDaysPastDue, PortfolioField.CaseDaysPastDue, PortfolioField.TotalDaysPastDue,
        PortfolioField.YearsPastDue, PortfolioField.Principal, PortfolioField.PrincipalOwed, PortfolioField.Interest, PortfolioField.Technology,
        PortfolioField.Insurance, PortfolioField.OtherCharges, PortfolioField.TotalPaid, PortfolioField.SinglePaymentSettlement,
        PortfolioField.InstallmentsSettlement, PortfolioField.TotalDebt, PortfolioField.MobilePhone, PortfolioField.Email, PortfolioField.Mobile1,
        PortfolioField.Mobile2, PortfolioField.Mobile3, PortfolioField.Address1, PortfolioField.Address2, PortfolioField.Address3, PortfolioField.Email1,
        PortfolioField.Email2, PortfolioField.Phone1, PortfolioField.Phone2, PortfolioField.Fees,
    ],
    [PortfolioField.Principal, PortfolioField.PrincipalOwed, PortfolioField.TotalDebt]);

    /// <summary>The headers of the official template in their order.</summary>
    public static IReadOnlyList<string> Headers => Template.Headers;
}
