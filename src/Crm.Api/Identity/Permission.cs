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
    public const string UsersGrant = "users:grant";
    /// <summary>Held by super administrators only, so that nobody below them makes one or unmakes one.</summary>
    public const string UsersGrantSuperAdministrator = "users:grant-super-administrator";
    public const string UsersExport = "users:export";
    public const string UsersEndSessions = "users:end-sessions";
    public const string UsersResetSecondFactor = "users:reset-second-factor";

    public const string RolesCreate = "roles:create";
    public const string RolesRead = "roles:read";
    public const string RolesUpdate = "roles:update";
    public const string RolesDelete = "roles:delete";

    public const string CampaignsCreate = "campaigns:create";
    public const string CampaignsRead = "campaigns:read";
    public const string CampaignsUpdate = "campaigns:update";
    public const string CampaignsDelete = "campaigns:delete";

    public const string CustomersCreate = "customers:create";
    public const string CustomersRead = "customers:read";
    public const string CustomersUpdate = "customers:update";
    public const string CustomersDelete = "customers:delete";
    public const string CustomersSeePersonalData = "customers:see-personal-data";
    public const string CustomersExport = "customers:export";

    public const string AccountsCreate = "accounts:create";
    public const string AccountsRead = "accounts:read";
    public const string AccountsUpdate = "accounts:update";
    public const string AccountsDelete = "accounts:delete";
    public const string AccountsAssign = "accounts:assign";
    public const string AccountsExport = "accounts:export";

    public const string AttemptsCreate = "attempts:create";
    public const string AttemptsRead = "attempts:read";
    public const string AttemptsUpdate = "attempts:update";
    public const string AttemptsDelete = "attempts:delete";
    public const string AttemptsPermit = "attempts:permit";

    public const string PromisesCreate = "promises:create";
    public const string PromisesRead = "promises:read";
    public const string PromisesUpdate = "promises:update";
    public const string PromisesDelete = "promises:delete";

    public const string AgreementsCreate = "agreements:create";
    public const string AgreementsRead = "agreements:read";
    public const string AgreementsUpdate = "agreements:update";
    public const string AgreementsDelete = "agreements:delete";
    public const string AgreementsApprove = "agreements:approve";

    public const string PaymentsCreate = "payments:create";
    public const string PaymentsRead = "payments:read";
    public const string PaymentsUpdate = "payments:update";
    public const string PaymentsDelete = "payments:delete";
    public const string PaymentsApprove = "payments:approve";
    public const string PaymentsReverse = "payments:reverse";

    public const string FollowUpsCreate = "follow-ups:create";
    public const string FollowUpsRead = "follow-ups:read";
    public const string FollowUpsUpdate = "follow-ups:update";
    public const string FollowUpsDelete = "follow-ups:delete";

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

    public const string ReportsCreate = "reports:create";
    public const string ReportsRead = "reports:read";
    public const string ReportsUpdate = "reports:update";
    public const string ReportsDelete = "reports:delete";
    public const string ReportsExport = "reports:export";

    /// <summary>For completeness: nothing writes, changes or deletes the trail but the engine itself.</summary>
    public const string AuditCreate = "audit:create";
    public const string AuditRead = "audit:read";
    public const string AuditUpdate = "audit:update";
    public const string AuditDelete = "audit:delete";
    public const string AuditExport = "audit:export";
    public const string AuditReplay = "audit:replay";

    /// <summary>Whether and when a person's data may be erased.</summary>
    public const string PrivacyRead = "privacy:read";
    public const string PrivacyErase = "privacy:erase";

    /// <summary>Place and release legal holds.</summary>
    public const string PrivacyHold = "privacy:hold";
    public const string PrivacySetRetention = "privacy:set-retention";

    /// <summary>Hand out everything there is about one person.</summary>
    public const string PrivacyExport = "privacy:export";

    public const string SettingsCreate = "settings:create";
    public const string SettingsRead = "settings:read";
    public const string SettingsUpdate = "settings:update";
    public const string SettingsDelete = "settings:delete";
    public const string SettingsExecute = "settings:execute";

    public const string ApiKeysCreate = "api-keys:create";
    public const string ApiKeysRead = "api-keys:read";
    public const string ApiKeysUpdate = "api-keys:update";
    public const string ApiKeysDelete = "api-keys:delete";

    public const string AddressesCreate = "addresses:create";
    public const string AddressesRead = "addresses:read";
    public const string AddressesUpdate = "addresses:update";
    public const string AddressesDelete = "addresses:delete";
    /// <summary>Lets its holder sign in from an address on no list, with the second factor.</summary>
    public const string AddressesPassClosedList = "addresses:pass-closed-list";

    public const string AccessLogRead = "access-log:read";
    public const string AccessLogPurge = "access-log:purge";

    public const string AgentsRead = "agents:read";
    public const string AgentsUpdate = "agents:update";

    public const string ChannelsCreate = "channels:create";
    public const string ChannelsRead = "channels:read";
    public const string ChannelsUpdate = "channels:update";
    public const string ChannelsDelete = "channels:delete";

    public const string ConversationsCreate = "conversations:create";
    public const string ConversationsRead = "conversations:read";
    public const string ConversationsUpdate = "conversations:update";
    public const string ConversationsDelete = "conversations:delete";
    public const string ConversationsAssign = "conversations:assign";
    public const string ConversationsReview = "conversations:review";

    public const string MessagesCreate = "messages:create";
    public const string MessagesRead = "messages:read";
    public const string MessagesUpdate = "messages:update";
    public const string MessagesDelete = "messages:delete";

    public const string BotCreate = "bot:create";
    public const string BotRead = "bot:read";
    public const string BotUpdate = "bot:update";
    public const string BotDelete = "bot:delete";

    public const string SalesCreate = "sales:create";
    public const string SalesRead = "sales:read";
    public const string SalesUpdate = "sales:update";
    public const string SalesDelete = "sales:delete";
    /// <summary>Claim, approve, return and reject.</summary>
    public const string SalesReview = "sales:review";
    /// <summary>Take a sale from under another reviewer's claim.</summary>
    public const string SalesRelease = "sales:release";
    public const string SalesEscalate = "sales:escalate";
    /// <summary>Record what the customer said in the verification call.</summary>
    public const string SalesVerify = "sales:verify";
    public const string SalesKeyOrder = "sales:key-order";
    /// <summary>Record deliveries and what the operator does not take.</summary>
    public const string SalesTrack = "sales:track";
    public const string SalesActivate = "sales:activate";
    public const string SalesChargeBack = "sales:charge-back";
    public const string SalesCancel = "sales:cancel";
    public const string SalesAssign = "sales:assign";
    public const string SalesExport = "sales:export";

    public const string PlansCreate = "plans:create";
    public const string PlansRead = "plans:read";
    public const string PlansUpdate = "plans:update";
    public const string PlansDelete = "plans:delete";

    public const string CommissionsCreate = "commissions:create";
    public const string CommissionsRead = "commissions:read";
    public const string CommissionsUpdate = "commissions:update";
    public const string CommissionsDelete = "commissions:delete";
    public const string CommissionsApprove = "commissions:approve";
    public const string CommissionsExport = "commissions:export";

    public const string TicketsCreate = "tickets:create";
    public const string TicketsRead = "tickets:read";
    public const string TicketsUpdate = "tickets:update";
    public const string TicketsDelete = "tickets:delete";
    public const string TicketsAssign = "tickets:assign";

    /// <summary>See the queues and categories there are, to ask something of them.</summary>
    public const string TicketQueuesRead = "ticket-queues:read";
    public const string TicketQueuesCreate = "ticket-queues:create";
    public const string TicketQueuesUpdate = "ticket-queues:update";
    public const string TicketQueuesDelete = "ticket-queues:delete";

    /// <summary>Promise how soon tickets are answered and resolved.</summary>
    public const string TicketsSetSla = "tickets:set-sla";

    public const string BookingsCreate = "bookings:create";
    public const string BookingsRead = "bookings:read";
    public const string BookingsUpdate = "bookings:update";
    public const string BookingsDelete = "bookings:delete";

    public const string CashCreate = "cash:create";
    public const string CashRead = "cash:read";
    public const string CashUpdate = "cash:update";
    public const string CashDelete = "cash:delete";
    public const string CashApprove = "cash:approve";
    public const string CashReview = "cash:review";

    public const string GiftCardsCreate = "gift-cards:create";
    public const string GiftCardsRead = "gift-cards:read";
    public const string GiftCardsUpdate = "gift-cards:update";
    public const string GiftCardsDelete = "gift-cards:delete";

    public const string NetworkCreate = "network:create";
    public const string NetworkRead = "network:read";
    public const string NetworkUpdate = "network:update";
    public const string NetworkDelete = "network:delete";
    public const string NetworkExecute = "network:execute";

    public const string InvoicesCreate = "invoices:create";
    public const string InvoicesRead = "invoices:read";
    public const string InvoicesUpdate = "invoices:update";
    public const string InvoicesDelete = "invoices:delete";

    public const string LeadsCreate = "leads:create";
    public const string LeadsRead = "leads:read";
    public const string LeadsUpdate = "leads:update";
    public const string LeadsDelete = "leads:delete";
    public const string LeadsAssign = "leads:assign";
    public const string LeadsExport = "leads:export";

    public const string LeadBasesCreate = "lead-bases:create";
    public const string LeadBasesRead = "lead-bases:read";
    /// <summary>Load files into a base.</summary>
    public const string LeadBasesUpdate = "lead-bases:update";
    public const string LeadBasesDelete = "lead-bases:delete";

    public const string CallbacksCreate = "callbacks:create";
    public const string CallbacksRead = "callbacks:read";
    public const string CallbacksUpdate = "callbacks:update";
    public const string CallbacksDelete = "callbacks:delete";
    public const string CallbacksAssign = "callbacks:assign";

    public const string QualityCreate = "quality:create";
    public const string QualityRead = "quality:read";
    public const string QualityUpdate = "quality:update";
    public const string QualityDelete = "quality:delete";
    public const string QualityReview = "quality:review";
    public const string QualityExport = "quality:export";

    public const string FilesCreate = "files:create";
    public const string FilesRead = "files:read";
    public const string FilesUpdate = "files:update";
    public const string FilesDelete = "files:delete";

    public static readonly FrozenSet<string> All = typeof(Permission)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!)
        .ToFrozenSet(StringComparer.Ordinal);
}
