using Crm.Api.Http;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using FluentValidation;

namespace Crm.Api.Identity;

/// <summary>Users and the roles they hold.</summary>
public static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/identity/users").WithTags("Identity");

        users.MapPost("/", Invite)
            .WithName("InviteUser")
            .WithSummary("Invite a user; he can sign in once he has a password")
            .WithExample(new InviteUserRequest("ana.agent", "Ana Agente", "ana@example.com", "es", "America/Bogota"))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.UsersCreate);

        users.MapGet("/{id:guid}", Get)
            .WithName("GetUser")
            .WithSummary("A user with his roles")
            .Produces<UserAnswer>()
            .RequirePermission(Permission.UsersRead);

        users.MapPost("/{id:guid}/password", SetPassword)
            .WithName("SetPassword")
            .WithSummary("Set a user's password; his sessions end")
            .WithExample(new SetPasswordRequest("a long passphrase of his"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersUpdate);

        users.MapPost("/{id:guid}/roles", Grant)
            .WithName("GrantRole")
            .WithSummary("Grant a role in a campaign and team, for a time")
            .WithExample(new GrantRoleRequest(Domain.Identity.Roles.Agent, CampaignId: Guid.Empty, TeamId: null, From: null, Until: null))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersGrant);

        users.MapPost("/{id:guid}/roles/{grantId:guid}/revoke", Revoke)
            .WithName("RevokeRole")
            .WithSummary("Take a granted role back")
            .WithExample(new ReasonRequest("Moved to another campaign"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersGrant);

        users.MapPost("/{id:guid}/suspend", Suspend)
            .WithName("SuspendUser")
            .WithSummary("Suspend a user; his sessions end at once")
            .WithExample(new ReasonRequest("Left the company"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersDelete);

        users.MapPost("/{id:guid}/reactivate", Reactivate)
            .WithName("ReactivateUser")
            .WithSummary("Let a suspended user sign in again")
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersDelete);

        routes.MapPost("/api/identity/me/password", ChangeOwn)
            .WithTags("Identity")
            .WithName("ChangeOwnPassword")
            .WithSummary("Change my own password; every session of mine ends")
            .WithExample(new ChangePasswordRequest("the password until now", "a long passphrase of mine"))
            .Produces<CommandAnswer>()
            .RequireSignIn();

        routes.MapGet("/api/identity/roles", (RoleMatrix matrix) => TypedResults.Ok(matrix.Roles.ToDictionary(role => role, matrix.Of)))
            .WithTags("Identity")
            .WithName("ListRoles")
            .WithSummary("Every role with its permissions and how far they reach")
            .RequirePermission(Permission.RolesRead);
    }

    private static Task<IResult> Invite(InviteUserRequest request, CommandContext context, Commands commands, UserUnits units, CancellationToken ct) =>
        commands.Handle(
            context, units.Invite(new(Guid.CreateVersion7()), request.UserName, request.FullName, request.Email, request.Language, request.Zone), ct);

    private static async Task<IResult> Get(Guid id, CallerScope scope, UserReader users, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (await users.Find(new(id), ct) is not { } user || !UserReach.Reaches(scope, user)) return problems.NotFound();

        http.Response.Headers.ETag = new EntityTag(user.Version).ToString();
        return TypedResults.Ok(UserAnswer.Of(user));
    }

    private static Task<IResult> SetPassword(
        Guid id, SetPasswordRequest request, CommandContext context, Commands commands, UserUnits units, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(context, id, units.SetPassword(new(id), request.Password, context.Actor)), ct);

    private static async Task<IResult> ChangeOwn(
        ChangePasswordRequest request, CommandContext context, Commands commands, UserUnits units, SignIn signIn, Problems problems, CancellationToken ct) =>
        await signIn.IsPasswordOf(context.Actor, request.OldPassword, context.Address, ct)
            ? await commands.Handle(context, units.SetPassword(context.Actor, request.NewPassword, context.Actor), ct)
            : problems.Of(StatusCodes.Status401Unauthorized, "sign-in-refused");

    private static Task<IResult> Grant(
        Guid id, GrantRoleRequest request, CommandContext context, Commands commands, UserUnits units, RoleMatrix matrix, HttpContext http, CancellationToken ct)
    {
        CampaignId? campaign = request.CampaignId is { } campaignId ? new(campaignId) : null;
        TeamId? team = request.TeamId is { } teamId ? new(teamId) : null;
        return commands.Handle(
            context,
            units.Grant(
                new(id), Guid.CreateVersion7(), request.Role, campaign, team, request.From, request.Until, context.Actor,
                matrix.Covers(Caller.Of(http)!, request.Role, campaign)),
            ct);
    }

    private static Task<IResult> Revoke(
        Guid id, Guid grantId, ReasonRequest request, CommandContext context, Commands commands, UserUnits units, RoleMatrix matrix, HttpContext http,
        CancellationToken ct) =>
        commands.Handle(
            context,
            units.Revoke(new(id), grantId, request.Reason, context.Actor, grant => matrix.Covers(Caller.Of(http)!, grant.Role, grant.CampaignId)),
            ct);

    private static Task<IResult> Suspend(Guid id, ReasonRequest request, CommandContext context, Commands commands, UserUnits units, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(context, id, units.Suspend(new(id), request.Reason, context.Actor)), ct);

    private static Task<IResult> Reactivate(Guid id, CommandContext context, Commands commands, UserUnits units, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(context, id, units.Reactivate(new(id), context.Actor)), ct);
}

/// <summary>Whom a scope over users reaches: those who hold a role in its campaigns, and nobody who stands above them.</summary>
internal static class UserReach
{
    public static bool Reaches(CallerScope scope, UserView user) => Reaches(scope, new UserId(user.Id), user.Grants);

    /// <summary>The same unit, which ends as not found for a user out of the caller's reach.</summary>
    public static Func<CommandUnit, CancellationToken, Task<UnitDecision>> Within(
        CommandContext context, Guid id, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide) => async (unit, ct) =>
    {
        var user = await unit.Require<User>(id);
        return Reaches(context.Scope, user.Id, user.Grants) ? await decide(unit, ct) : throw new StreamMissingException(id);
    };

    // Someone with a role beyond the campaigns could otherwise be taken over by setting his password.
    private static bool Reaches(CallerScope scope, UserId user, IReadOnlyList<RoleGrant> grants) =>
        scope.All
        || (scope.Own && user == scope.UserId)
        || (grants.Count > 0 && grants.All(grant => grant.CampaignId is { } campaign && scope.Campaigns.Contains(campaign)));
}

/// <param name="Language">IETF tag: <c>es</c>, <c>en</c>.</param>
/// <param name="Zone">IANA zone.</param>
public sealed record InviteUserRequest(string UserName, string FullName, string? Email, string Language = "es", string Zone = "America/Bogota");

public sealed class InviteUserRequestValidator : AbstractValidator<InviteUserRequest>
{
    public InviteUserRequestValidator()
    {
        RuleFor(request => request.UserName).NotEmpty().MaximumLength(100).Matches("^[\\p{L}\\p{N}._@-]+$");
        RuleFor(request => request.FullName).NotEmpty().MaximumLength(200);
        RuleFor(request => request.Email).EmailAddress().MaximumLength(200);
        RuleFor(request => request.Language).Must(language => language is "es" or "en").WithMessage("es, en");
        RuleFor(request => request.Zone).Must(zone => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)).WithMessage("IANA");
    }
}

public sealed record SetPasswordRequest(string Password);

public sealed record ChangePasswordRequest(string OldPassword, string NewPassword);

/// <param name="Role">A role of <c>GET /api/identity/roles</c>.</param>
/// <param name="CampaignId">Where it holds; missing: in every campaign.</param>
public sealed record GrantRoleRequest(string Role, Guid? CampaignId, Guid? TeamId, DateTimeOffset? From, DateTimeOffset? Until);

public sealed record ReasonRequest(string Reason);

public sealed class ReasonRequestValidator : AbstractValidator<ReasonRequest>
{
    public ReasonRequestValidator() => RuleFor(request => request.Reason).NotEmpty().MaximumLength(500);
}

public sealed record GrantAnswer(Guid GrantId, string Role, Guid? CampaignId, Guid? TeamId, DateTimeOffset? From, DateTimeOffset? Until)
{
    internal static GrantAnswer Of(RoleGrant grant) =>
        new(grant.Id, grant.Role, grant.CampaignId?.Value, grant.TeamId?.Value, grant.From, grant.Until);
}

public sealed record UserAnswer(
    Guid Id, long Version, string UserName, string FullName, string Language, string Zone, UserStatus Status, IReadOnlyList<GrantAnswer> Roles)
{
    internal static UserAnswer Of(UserView user) =>
        new(user.Id, user.Version, user.UserName, user.FullName, user.Language, user.Zone, user.Status, [.. user.Grants.Select(GrantAnswer.Of)]);
}
