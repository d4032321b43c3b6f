using System.Collections.Frozen;
using System.Reflection;

namespace Crm.Api.Identity;

/// <summary>What can be allowed: <c>module:action</c>. Which role holds which, and how far it reaches, is <c>docs/permissions.csv</c>.</summary>
public static class Permission
{
    public const string UsersCreate = "users:create";
    public const string UsersRead = "users:read";
    public const string UsersUpdate = "users:update";
    public const string UsersDelete = "users:delete";

    public const string RolesCreate = "roles:create";
    public const string RolesRead = "roles:read";
    public const string RolesUpdate = "roles:update";
    public const string RolesDelete = "roles:delete";

    public const string UsersGrant = "users:grant";

    /// <summary>Held by super administrators only, so that nobody below them makes one or unmakes one.</summary>
    public const string UsersGrantSuperAdministrator = "users:grant-super-administrator";

    public const string CampaignsCreate = "campaigns:create";
    public const string CampaignsRead = "campaigns:read";
    public const string CampaignsUpdate = "campaigns:update";
    public const string CampaignsDelete = "campaigns:delete";

    public const string CustomersCreate = "customers:create";
    public const string CustomersRead = "customers:read";
    public const string CustomersUpdate = "customers:update";
    public const string CustomersDelete = "customers:delete";

    public const string AccountsCreate = "accounts:create";
    public const string AccountsRead = "accounts:read";
    public const string AccountsUpdate = "accounts:update";
    public const string AccountsDelete = "accounts:delete";

    public const string AttemptsCreate = "attempts:create";
    public const string AttemptsRead = "attempts:read";
    public const string AttemptsUpdate = "attempts:update";
    public const string AttemptsDelete = "attempts:delete";

    public const string CustomersSeePersonalData = "customers:see-personal-data";
    public const string CustomersExport = "customers:export";

    public const string AccountsAssign = "accounts:assign";
    public const string AccountsExport = "accounts:export";

    public const string AttemptsPermit = "attempts:permit";

    public const string PromisesCreate = "promises:create";
    public const string PromisesRead = "promises:read";
    public const string PromisesUpdate = "promises:update";
    public const string PromisesDelete = "promises:delete";

    public const string AgreementsCreate = "agreements:create";
    public const string AgreementsRead = "agreements:read";
    public const string AgreementsUpdate = "agreements:update";
    public const string AgreementsDelete = "agreements:delete";

    public const string PaymentsCreate = "payments:create";
    public const string PaymentsRead = "payments:read";
    public const string PaymentsUpdate = "payments:update";
    public const string PaymentsDelete = "payments:delete";

    public const string FollowUpsCreate = "follow-ups:create";
    public const string FollowUpsRead = "follow-ups:read";
    public const string FollowUpsUpdate = "follow-ups:update";
    public const string FollowUpsDelete = "follow-ups:delete";

    public const string AgreementsApprove = "agreements:approve";

    public const string PaymentsApprove = "payments:approve";
    public const string PaymentsReverse = "payments:reverse";

    public const string PortfoliosCreate = "portfolios:create";
    public const string PortfoliosRead = "portfolios:read";
    public const string PortfoliosUpdate = "portfolios:update";
    public const string PortfoliosDelete = "portfolios:delete";

    public const string ImportsCreate = "imports:create";
    public const string ImportsRead = "imports:read";
    public const string ImportsUpdate = "imports:update";
    public const string ImportsDelete = "imports:delete";

    public const string TasksCreate = "tasks:create";
    public const string TasksRead = "tasks:read";
    public const string TasksUpdate = "tasks:update";
    public const string TasksDelete = "tasks:delete";

    public const string ReportsRead = "reports:read";
    public const string ReportsExport = "reports:export";

    public const string AuditRead = "audit:read";
    public const string AuditExport = "audit:export";
    public const string AuditReplay = "audit:replay";

    public const string SettingsRead = "settings:read";
    public const string SettingsUpdate = "settings:update";
    public const string SettingsExecute = "settings:execute";

    public static readonly FrozenSet<string> All = typeof(Permission)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!)
        .ToFrozenSet(StringComparer.Ordinal);
}
