using Crm.Api.Imports;
using Crm.Domain.TelecomSales.LeadBases;

namespace Crm.Api.TelecomSales.Leads;

/// <summary>What a column of a file of leads may mean to us.</summary>
public static class LeadField
{
    public static readonly ImportField Phone = new("phone", "TELEFONO", FieldKind.Phone, required: true, personal: true);

    public static readonly ImportField BaseCode = new("baseCode", "ID_BASE", FieldKind.Text, required: true);
    public static readonly ImportField Registration = new("registrationNumber", "NRO_REGISTRO", FieldKind.Text, required: true, personal: true);
    public static readonly ImportField CampaignLabel = new("campaignLabel", "CAMPANA", FieldKind.Text);
    public static readonly ImportField CampaignGroup = new("campaignGroup", "GRUPO_CAMPANA", FieldKind.Text);
    public static readonly ImportField Strategy = new("strategy", "ESTRATEGIA", FieldKind.Text);
    public static readonly ImportField FullName = new("fullName", "NOMBRE_CLIENTE", FieldKind.Text, required: true, personal: true);
    public static readonly ImportField DocumentType = new("documentType", "TIPO_DOCUMENTO", FieldKind.Text);
    public static readonly ImportField DocumentNumber = new("documentNumber", "DOCUMENTO", FieldKind.Text, required: true, personal: true);
    public static readonly ImportField Address = new("address", "DIRECCION", FieldKind.Text, personal: true);
    public static readonly ImportField Stratum = new("stratum", "ESTRATO", FieldKind.Number);
    public static readonly ImportField Neighborhood = new("neighborhood", "BARRIO", FieldKind.Text, personal: true);
    public static readonly ImportField Department = new("department", "DEPARTAMENTO", FieldKind.Text);
    public static readonly ImportField City = new("city", "CIUDAD", FieldKind.Text);
    public static readonly ImportField Product = new("product", "PRODUCTO", FieldKind.Text);
    public static readonly ImportField PortsAvailable = new("portsAvailable", "PUERTOS_DISPONIBLES", FieldKind.Text);
    public static readonly ImportField AverageBill = new("averageBill", "PROMEDIO_FACT", FieldKind.Money);
    public static readonly ImportField Tenure = new("tenure", "MX_TENENCIA_CUENTA", FieldKind.Text);
    public static readonly ImportField Phone1 = new("phone1", "TEL_CONTACTO_1", FieldKind.Phone, personal: true);
    public static readonly ImportField Phone2 = new("phone2", "TEL_CONTACTO_2", FieldKind.Phone, personal: true);
    public static readonly ImportField Phone3 = new("phone3", "TEL_CONTACTO_3", FieldKind.Phone, personal: true);
    public static readonly ImportField Mobile = new("mobile", "CELULAR_CONTACTO", FieldKind.Phone, personal: true);
}

/// <summary>The official columns of both kinds of bases.</summary>
public static class LeadTemplate
{
    public static readonly ImportTemplate Prepaid = new([LeadField.Phone]);

    public static readonly ImportTemplate Upgrade = new(
    [
        LeadField.BaseCode, LeadField.Registration, LeadField.CampaignLabel, LeadField.CampaignGroup, LeadField.Strategy, LeadField.FullName, LeadField.DocumentType,
        LeadField.DocumentNumber, LeadField.Address, LeadField.Stratum, LeadField.Neighborhood, LeadField.Department, LeadField.City, LeadField.Product, LeadField.PortsAvailable,
        LeadField.AverageBill, LeadField.Tenure, LeadField.Phone1, LeadField.Phone2, LeadField.Phone3, LeadField.Mobile,
    ]);

    public static ImportTemplate Of(LeadKind kind) => kind is LeadKind.Prepaid ? Prepaid : Upgrade;
}
