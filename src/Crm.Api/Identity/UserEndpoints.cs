using Crm.Api.Audit;
using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Identity.Sessions;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.Projections.Identity;

namespace Crm.Api.Identity;

/// <summary>Users and the roles they hold.</summary>
public static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/identity/users").WithTags("Identity").KeepsUpWithItself();

        users.MapGet("/", List)
            .WithName("ListUsers")
            .WithSummary("Users by name; status, role and text filter them")
            .Produces<Page<UserAnswer>>()
            .Reads<UserDirectory>()
            .RequirePermission(Permission.UsersRead);

        users.MapGet("/export", Export)
            .WithName("ExportUsers")
            .WithSummary("Users to take away: ?format=csv|xlsx&status=&role=&text=")
            .Produces(StatusCodes.Status200OK, contentType: ExportFormat.Csv.ContentType())
            .RecordsReadsItself(AccessKind.UserExport)
            .RequirePermission(Permission.UsersExport);

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

        users.MapPost("/{id:guid}/close", Close)
            .WithName("CloseUser")
            .WithSummary("A user left for good: his sessions end, his name is free again")
            .WithExample(new ReasonRequest("Left the company"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersDelete);

        users.MapPut("/{id:guid}/profile", ChangeProfile)
            .WithName("ChangeUserProfile")
            .WithSummary("Change a user's name, e-mail, language and zone")
            .WithExample(new ProfileRequest("Ana María Agente", "ana@example.com", "es", "America/Bogota"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersUpdate)
            .RequireIfMatch();

        users.MapPut("/{id:guid}/skills", SetSkills)
            .WithName("SetUserSkills")
            .WithSummary("Set what work may be routed to a user by")
            .WithExample(new SkillsRequest(["english", "legal"]))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersUpdate);

        users.MapPut("/{id:guid}/capacity", SetCapacity)
            .WithName("SetUserCapacity")
            .WithSummary("Set how many conversations a user takes at a time")
            .WithExample(new CapacityRequest(5))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersUpdate);

        users.MapPost("/{id:guid}/password-reset", OfferReset)
            .WithName("OfferPasswordReset")
            .WithSummary("A token with which the user sets a new password, once; it is shown now and never again")
            .Produces<PasswordResetAnswer>()
            .RequirePermission(Permission.UsersUpdate);

        users.MapPost("/{id:guid}/second-factor/reset", ResetSecondFactor)
            .WithName("ResetSecondFactor")
            .WithSummary("A user lost his authenticator: it no longer counts, and his sessions end")
            .WithExample(new ReasonRequest("Lost his phone; identified by his manager"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersResetSecondFactor);

        users.MapGet("/{id:guid}/sessions", Sessions)
            .WithName("ListUserSessions")
            .WithSummary("A user's sessions that count")
            .Produces<IReadOnlyList<SessionAnswer>>()
            .Reads<SessionList>()
            .RequirePermission(Permission.UsersRead);

        users.MapPost("/{id:guid}/sessions/{sessionId:guid}/end", EndSession)
            .WithName("EndUserSession")
            .WithSummary("End one of a user's sessions")
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersEndSessions);

        users.MapPost("/{id:guid}/sessions/end", EndSessions)
            .WithName("EndUserSessions")
            .WithSummary("End all of a user's sessions")
            .WithExample(new ReasonRequest("A stranger was at his desk"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.UsersEndSessions);

        var anybody = routes.MapGroup("/api/identity").WithTags("Identity").KeepsUpWithItself();
        anybody.MapPost("/password-reset", UseReset)
            .WithName("UsePasswordReset")
            .WithSummary("Set a new password with the token of a link; it works once, and every session ends")
            .WithExample(new UsePasswordResetRequest("the token", "a long passphrase of mine"))
            .Produces(StatusCodes.Status204NoContent)
            .ForCredentials();

        anybody.MapPost("/me/password", ChangeOwn)
            .WithName("ChangeOwnPassword")
            .WithSummary("Change my own password; every session of mine ends")
            .WithExample(new ChangePasswordRequest("the password until now", "a long passphrase of mine"))
            .Produces<CommandAnswer>()
            .RequireSignIn();
    }

    internal static Task<IResult> Invite(InviteUserRequest request, CommandContext context, Commands commands, UserUnits units, CancellationToken ct) =>
        commands.Handle(
            context, units.Invite(new(Guid.CreateVersion7()), request.UserName, request.FullName, request.Email, request.Language, request.Zone), ct);

    internal static async Task<IResult> List(
        string? status, string? role, string? text, CallerScope scope, PageRequest page, ViewReader views, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (!EnumText.TryRead(status, out UserStatus? asked)) return problems.Invalid("status", EnumText.Names<UserStatus>());

        var users = await Within(scope, asked, role, text).Read<UserRow>(views, page, [SortKey.Text("user_name"), SortKey.Id], total: false, ct);
        return PageResults.Ok(http, new Page<UserAnswer>([.. users.Items.Select(UserAnswer.Of)], users.Next));
    }

    private static async Task<IResult> Export(
        string? format, string? status, string? role, string? text, CommandContext context, UserExport export, Problems problems, CancellationToken ct)
    {
        if (!EnumText.TryRead(status, out UserStatus? asked)) return problems.Invalid("status", EnumText.Names<UserStatus>());
        if (format is not (null or "csv" or "xlsx")) return problems.Invalid("format", "csv or xlsx.");

        // The text that was searched for may be a name, and is not put on record.
        return await export.Answer(
            Within(context.Scope, asked, role, text), format is "xlsx" ? ExportFormat.Xlsx : ExportFormat.Csv, new { format, status, role, searched = !string.IsNullOrWhiteSpace(text) }, context, ct);
    }

    private static ListQuery Within(CallerScope scope, UserStatus? asked, string? role, string? text)
    {
        var query = new ListQuery(DocumentTable.Of<UserDirectory>())
            .WhereAsked("status = {0}", Stored.Name(asked))
            .WhereAsked("exists (select from jsonb_array_elements(data -> 'grants') as g where g ->> 'role' = {0})", role);
        if (!string.IsNullOrWhiteSpace(text)) query.Where("strpos(search_text, {0}) > 0", text.Trim().ToLowerInvariant());
        if (!scope.All)
        {
            // As UserReach has it: those who hold roles in the campaigns and nowhere else.
            query.Where(
                """
                (({1} and id::text = {2}) or (jsonb_array_length(data -> 'grants') > 0 and not exists (
                    select from jsonb_array_elements(data -> 'grants') as g where g ->> 'campaignId' is null or not (g ->> 'campaignId' = any({0})))))
                """, scope.CampaignTexts, scope.Own, scope.UserText);
        }

        return query;
    }

    internal static async Task<IResult> Get(Guid id, CallerScope scope, UserReader users, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (await users.Find(new(id), ct) is not { } user || !UserReach.Reaches(scope, user)) return problems.NotFound();

        http.Response.Headers.ETag = new EntityTag(user.Version).ToString();
        return TypedResults.Ok(UserAnswer.Of(user));
    }

    internal static Task<IResult> SetPassword(
        Guid id, SetPasswordRequest request, CommandContext context, Commands commands, UserUnits units, IdentityRules rules, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(context, rules, id, units.SetPassword(new(id), request.Password, context.Actor)), ct);

    internal static async Task<IResult> ChangeOwn(
        ChangePasswordRequest request, CommandContext context, Commands commands, UserUnits units, SignIn signIn, Problems problems, CancellationToken ct) =>
        await signIn.IsPasswordOf(context.Actor, request.OldPassword, context.Address, ct)
            ? await commands.Handle(context, units.SetPassword(context.Actor, request.NewPassword, context.Actor), ct)
            : problems.Of(StatusCodes.Status401Unauthorized, "sign-in-refused");

    internal static Task<IResult> Close(Guid id, ReasonRequest request, CommandContext context, Commands commands, UserUnits units, IdentityRules rules, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(context, rules, id, units.Close(new(id), request.Reason, context.Actor)), ct);

    internal static Task<IResult> ChangeProfile(Guid id, ProfileRequest request, CommandContext context, Commands commands, UserUnits units, IdentityRules rules, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(
            context, rules, id, units.ChangeProfile(new(id), request.FullName, request.Email, request.Language, request.Zone, context.Actor)), ct);

    internal static Task<IResult> SetSkills(Guid id, SkillsRequest request, CommandContext context, Commands commands, UserUnits units, IdentityRules rules, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(context, rules, id, units.SetSkills(new(id), request.Skills, context.Actor)), ct);

    internal static Task<IResult> SetCapacity(Guid id, CapacityRequest request, CommandContext context, Commands commands, UserUnits units, IdentityRules rules, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(context, rules, id, units.SetCapacity(new(id), request.Capacity, context.Actor)), ct);

    internal static async Task<IResult> OfferReset(Guid id, CommandContext context, Commands commands, CommandRunner runner, UserUnits units, IdentityRules rules, CancellationToken ct)
    {
        // Not under the caller's key: the token of an answer that is repeated is not kept, so every request makes its own.
        var (token, expires, decide) = units.OfferReset(new(id), context.Actor);
        var outcome = await runner.Run(context.Origin(null) with { Key = null }, UserReach.Within(context, rules, id, decide), ct);
        return outcome is CommandOutcome.Done ? TypedResults.Ok(new PasswordResetAnswer(token, expires)) : commands.Answer(outcome);
    }

    internal static async Task<IResult> UseReset(
        UsePasswordResetRequest request, CommandContext context, CommandRunner runner, UserUnits units, UserReader users, SignInFailures failures, NaturalKeys keys,
        Commands commands, Problems problems, CancellationToken ct)
    {
        var outcome = await runner.Run(context.Origin(null) with { Key = null }, units.UseReset(request.Token, request.NewPassword), ct);
        if (outcome is not CommandOutcome.Done done)
        {
            return outcome is CommandOutcome.Refused { Refusal.Code: not "identity.reset-refused" }
                ? commands.Answer(outcome)
                : problems.Of(StatusCodes.Status401Unauthorized, "reset-refused");
        }

        if (await users.Find(new(done.Id), ct) is { } user) await failures.Unlock(keys.UserName(user.UserName), ct);
        return TypedResults.NoContent();
    }

    internal static Task<IResult> ResetSecondFactor(Guid id, ReasonRequest request, CommandContext context, Commands commands, UserUnits units, IdentityRules rules, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(context, rules, id, units.ResetSecondFactor(new(id), request.Reason, context.Actor)), ct);

    internal static async Task<IResult> Sessions(Guid id, CallerScope scope, UserReader users, SessionReader sessions, HttpContext http, Problems problems, CancellationToken ct) =>
        await users.Find(new(id), ct) is { } user && UserReach.Reaches(scope, user)
            ? TypedResults.Ok(await sessions.Of(new(id), Caller.Of(http)!.SessionId, ct))
            : problems.NotFound();

    internal static async Task<IResult> EndSession(
        Guid id, Guid sessionId, CommandContext context, UserReader users, IdentityRules rules, SignIn signIn, Commands commands, Problems problems, CancellationToken ct) =>
        await users.Find(new(id), ct) is { } user && UserReach.Reaches(context.Scope, user)
            ? UserReach.IsAbove(context.Holder, rules, user.Grants) ? problems.Refused(UserReach.Above) : commands.Answer(await signIn.End(sessionId, new(SessionEnd.EndedFromOutside, context.Actor), new UserId(id), context.Origin(null), ct))
            : problems.NotFound();

    internal static Task<IResult> EndSessions(Guid id, ReasonRequest request, CommandContext context, Commands commands, UserUnits units, IdentityRules rules, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(context, rules, id, units.EndSessions(new(id), request.Reason, context.Actor)), ct);

    internal static Task<IResult> Grant(
        Guid id, GrantRoleRequest request, CommandContext context, Commands commands, UserUnits units, IdentityRules rules, HttpContext http, CancellationToken ct)
    {
        CampaignId? campaign = request.CampaignId is { } campaignId ? new(campaignId) : null;
        TeamId? team = request.TeamId is { } teamId ? new(teamId) : null;
        return commands.Handle(
            context,
            units.Grant(
                new(id), Guid.CreateVersion7(), request.Role, campaign, team, request.From, request.Until, context.Actor,
                rules.Current.Roles.Covers(Caller.Of(http)!, request.Role, campaign)),
            ct);
    }

    internal static Task<IResult> Revoke(
        Guid id, Guid grantId, ReasonRequest request, CommandContext context, Commands commands, UserUnits units, IdentityRules rules, HttpContext http,
        CancellationToken ct) =>
        commands.Handle(
            context,
            units.Revoke(new(id), grantId, request.Reason, context.Actor, grant => rules.Current.Roles.Covers(Caller.Of(http)!, grant.Role, grant.CampaignId)),
            ct);

    internal static Task<IResult> Suspend(Guid id, ReasonRequest request, CommandContext context, Commands commands, UserUnits units, IdentityRules rules, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(context, rules, id, units.Suspend(new(id), request.Reason, context.Actor)), ct);

    internal static Task<IResult> Reactivate(Guid id, CommandContext context, Commands commands, UserUnits units, IdentityRules rules, CancellationToken ct) =>
        commands.Handle(context, UserReach.Within(context, rules, id, units.Reactivate(new(id), context.Actor)), ct);
}
