namespace Crm.Domain.Identity;

/// <summary>The roles of the default matrix. What each may do is data, not code.</summary>
public static class Roles
{
    public const string SuperAdministrator = "super-administrator";
    public const string Administrator = "administrator";
    public const string Supervisor = "supervisor";
    public const string Agent = "agent";
    public const string BackOffice = "back-office";
    public const string QualityAnalyst = "quality-analyst";
    public const string Auditor = "auditor";
    public const string Technician = "technician";
    public const string SalesRepresentative = "sales-representative";
    public const string Receptionist = "receptionist";
    public const string ApiClient = "api-client";

    public static readonly IReadOnlyList<string> All =
    [
        SuperAdministrator, Administrator, Supervisor, Agent, BackOffice, QualityAnalyst, Auditor, Technician, SalesRepresentative, Receptionist, ApiClient,
    ];
}

/// <summary>How far a permission of a role reaches.</summary>
public enum Reach { Own, Team, Campaign, All }

/// <summary>A permission that a role holds.</summary>
/// <param name="Permission"><c>module:action</c>.</param>
public sealed record RolePermission(string Permission, Reach Reach);
