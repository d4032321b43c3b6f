using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Projections.Campaigns;
using Crm.Projections.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.People;

/// <summary>One user: his state, roles and sessions, and what an administrator does about them.</summary>
[Requires(Permission.UsersRead)]
public sealed class UserModel(
    UserReader users, SessionReader reader, IdentityRules rules, SignIn signIn, Commands commands, CommandRunner runner, UserUnits units, Problems problems) : IdentityPage
{
    private static readonly string[] Directory = [DocumentTable.NameOf<UserDirectory>()];
    private static readonly string[] SessionsShown = [DocumentTable.NameOf<SessionList>()];

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public UserView Person { get; private set; } = null!;
    public IReadOnlyList<SessionAnswer> Sessions { get; private set; } = [];
    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];

    /// <summary>He holds what the caller does not: nothing may be done to him that would be taking it.</summary>
    public bool IsAbove { get; private set; }

    /// <summary>The one-time link, in this answer and never again.</summary>
    public (string Link, DateTimeOffset ExpiresAt)? Reset { get; private set; }

    /// <summary>Every role, and whether the caller holds as much somewhere that he may grant it.</summary>
    public IReadOnlyList<(string Role, bool MayGrant)> Roles { get; private set; } = [];

    public bool IsHimself => Id == Who.UserId.Value;

    public string CampaignName(Guid? id) =>
        id is null ? Texts.T("users.everywhere") : Campaigns.FirstOrDefault(campaign => campaign.CampaignId.Value == id)?.Name ?? id.ToString()!;

    public string TeamName(Guid? id) => id is null ? "" : Campaigns.SelectMany(campaign => campaign.Teams).FirstOrDefault(team => team.TeamId.Value == id)?.Name ?? id.ToString()!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    public Task<IActionResult> OnPostGrantAsync(string? role, string? place, DateOnly? from, DateOnly? until, CancellationToken ct)
    {
        var (campaign, team) = Place(place);
        var request = new GrantRoleRequest(role ?? "", campaign, team, Midnight(from), EndOf(until));
        return Send("grant", "GrantRole", Permission.UsersGrant, request, (body, context) => UserEndpoints.Grant(Id, body, context, commands, units, rules, HttpContext, ct), ct);
    }

    public Task<IActionResult> OnPostRevokeAsync(Guid grant, string? reason, CancellationToken ct) => Send(
        "grant", "RevokeRole", Permission.UsersGrant, new ReasonRequest(reason ?? ""),
        (body, context) => UserEndpoints.Revoke(Id, grant, body, context, commands, units, rules, HttpContext, ct), ct);

    public Task<IActionResult> OnPostSuspendAsync(string? reason, CancellationToken ct) => Send(
        "status", "SuspendUser", Permission.UsersDelete, new ReasonRequest(reason ?? ""), (body, context) => UserEndpoints.Suspend(Id, body, context, commands, units, rules, ct), ct);

    public Task<IActionResult> OnPostReactivateAsync(CancellationToken ct) => Send(
        "status", "ReactivateUser", Permission.UsersDelete, Id, (id, context) => UserEndpoints.Reactivate(id, context, commands, units, rules, ct), ct);

    public Task<IActionResult> OnPostCloseAsync(string? reason, CancellationToken ct) => Send(
        "status", "CloseUser", Permission.UsersDelete, new ReasonRequest(reason ?? ""), (body, context) => UserEndpoints.Close(Id, body, context, commands, units, rules, ct), ct);

    public Task<IActionResult> OnPostFactorAsync(string? reason, CancellationToken ct) => Send(
        "factor", "ResetSecondFactor", Permission.UsersResetSecondFactor, new ReasonRequest(reason ?? ""),
        (body, context) => UserEndpoints.ResetSecondFactor(Id, body, context, commands, units, rules, ct), ct);

    /// <param name="version">That of the user as he was shown: what somebody else changed meanwhile is not overwritten.</param>
    public Task<IActionResult> OnPostProfileAsync(string? fullName, string? email, string? language, string? zone, long version, CancellationToken ct) => Send(
        "profile", "ChangeUserProfile", Permission.UsersUpdate, new ProfileRequest(fullName?.Trim() ?? "", Asked(email), language ?? "", zone?.Trim() ?? ""),
        (body, context) => UserEndpoints.ChangeProfile(
            Id, body, CommandContext.For(HttpContext, context.Command, context.Permission, new EntityTag(version).ToString()), commands, units, rules, ct), ct);

    public Task<IActionResult> OnPostSkillsAsync(string? skills, CancellationToken ct) => Send(
        "skills", "SetUserSkills", Permission.UsersUpdate, new SkillsRequest((skills ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        (body, context) => UserEndpoints.SetSkills(Id, body, context, commands, units, rules, ct), ct);

    public Task<IActionResult> OnPostCapacityAsync(int capacity, CancellationToken ct) => Send(
        "skills", "SetUserCapacity", Permission.UsersUpdate, new CapacityRequest(capacity), (body, context) => UserEndpoints.SetCapacity(Id, body, context, commands, units, rules, ct), ct);

    public Task<IActionResult> OnPostEndAsync(Guid session, CancellationToken ct) => Send(
        "sessions", "EndUserSession", Permission.UsersEndSessions, session,
        (its, context) => UserEndpoints.EndSession(Id, its, context, users, rules, signIn, commands, problems, ct), ct);

    public Task<IActionResult> OnPostEndAllAsync(string? reason, CancellationToken ct) => Send(
        "sessions", "EndUserSessions", Permission.UsersEndSessions, new ReasonRequest(reason ?? ""),
        (body, context) => UserEndpoints.EndSessions(Id, body, context, commands, units, rules, ct), ct);

    /// <summary>The link is in this answer only: it is neither kept nor put into an address of ours.</summary>
    public async Task<IActionResult> OnPostLinkAsync(CancellationToken ct)
    {
        var offered = await Ask<Guid, PasswordResetAnswer>(
            "password", "OfferPasswordReset", Permission.UsersUpdate, Id, (id, context) => UserEndpoints.OfferReset(id, context, commands, runner, units, rules, ct), ct);
        if (offered is not null) Reset = ($"{Request.Scheme}://{Request.Host}/set-password?token={offered.Token}", offered.ExpiresAt);
        return await Load(ct) ? Page() : Missing();
    }

    private async Task<IActionResult> Send<TRequest>(
        string form, string command, string permission, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct)
    {
        if (await Give(form, command, permission, request, run, form == "sessions" ? SessionsShown : Directory, ct)) return RedirectToPage(new { id = Id });
        return await Load(ct) ? Page() : Missing();
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        if (await users.Find(new(Id), ct) is not { } user || !UserReach.Reaches(ScopeOf(Permission.UsersRead), user)) return false;

        Person = user;
        Sessions = await reader.Of(new(Id), Who.SessionId, ct);
        Campaigns = await CampaignsWithin(Permission.UsersRead, ct);
        IsAbove = UserReach.IsAbove(Who, rules, user.Grants);
        var matrix = rules.Current.Roles;
        Roles = [.. matrix.Roles.Order(StringComparer.Ordinal).Select(role => (role, matrix.Covers(Who, role, null) || Campaigns.Any(campaign => matrix.Covers(Who, role, campaign.CampaignId))))];
        return true;
    }

    // "campaign" or "campaign/team"; nothing: everywhere.
    private static (Guid? Campaign, Guid? Team) Place(string? place)
    {
        var parts = (place ?? "").Split('/');
        return (Guid.TryParse(parts[0], out var campaign) ? campaign : null, parts.Length > 1 && Guid.TryParse(parts[1], out var team) ? team : null);
    }
}
