using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Identity;
using Crm.Domain.Identity.RoleDefinitions;
using Crm.Domain.Identity.SignInPolicies;
using FluentValidation;

namespace Crm.Api.Identity;

/// <summary>What each role may do, and the terms of signing in.</summary>
public static class RoleEndpoints
{
    public static void MapRoles(this IEndpointRouteBuilder routes)
    {
        var roles = routes.MapGroup("/api/identity/roles").WithTags("Identity").KeepsUpWithItself();

        roles.MapGet("/", (IdentityRules rules) => TypedResults.Ok(rules.Current.Roles.Roles.ToDictionary(role => role, rules.Current.Roles.Of)))
            .WithName("ListRoles")
            .WithSummary("Every role with its permissions and how far they reach")
            .RequirePermission(Permission.RolesRead);

        roles.MapGet("/{role}", Get)
            .WithName("GetRole")
            .WithSummary("A role with its permissions, and whether it differs from the product's")
            .Produces<RoleAnswer>()
            .RequirePermission(Permission.RolesRead);

        roles.MapPost("/", Define)
            .WithName("DefineRole")
            .WithSummary("Define a role of this installation's own")
            .WithExample(new DefineRoleRequest("night-lead", "Night shift lead", [new("accounts:read", Reach.Campaign)]))
            .Produces<CommandAnswer>(StatusCodes.Status201Created)
            .RequirePermission(Permission.RolesCreate);

        roles.MapPost("/{role}/change", Change)
            .WithName("ChangeRole")
            .WithSummary("Give and take permissions of a role; whoever holds it feels it at once")
            .WithExample(new ChangeRoleRequest([new("reports:read", Reach.Campaign)], ["accounts:delete"]))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.RolesUpdate);

        roles.MapPost("/{role}/retire", Retire)
            .WithName("RetireRole")
            .WithSummary("Retire a role of this installation's own that nobody holds")
            .WithExample(new ReasonRequest("The night shift ended"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.RolesDelete);

        var policy = routes.MapGroup("/api/identity/sign-in-policy").WithTags("Identity").KeepsUpWithItself();

        policy.MapGet("/", (IdentityRules rules) => TypedResults.Ok(rules.Current.Terms))
            .WithName("GetSignInPolicy")
            .WithSummary("The terms of signing in")
            .RequirePermission(Permission.SettingsRead);

        policy.MapPut("/", SetPolicy)
            .WithName("SetSignInPolicy")
            .WithSummary("Set the terms of signing in: who needs a second factor, how long sessions last, how long the access log is kept")
            .WithExample(new SignInPolicy([Roles.Administrator, Roles.SuperAdministrator], 12, 30, 90))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.SettingsUpdate);
    }

    internal static IResult Get(string role, IdentityRules rules, Problems problems) => rules.Current.Roles is var matrix && matrix.Roles.Contains(role)
        ? TypedResults.Ok(new RoleAnswer(role, matrix.LabelOf(role), Roles.All.Contains(role), matrix.Differs(role), matrix.Of(role)))
        : problems.NotFound();

    internal static Task<IResult> Define(
        DefineRoleRequest request, CommandContext context, Commands commands, IdentityRules rules, HttpContext http, CancellationToken ct)
    {
        var caller = Caller.Of(http)!;
        return commands.Begin(rules.RoleId(request.Role), context, RoleDecisions.Define(rules, request, context.Actor, permissions => RoleMatrix.CoversEverywhere(caller, permissions)), ct);
    }

    internal static Task<IResult> Change(
        string role, ChangeRoleRequest request, CommandContext context, Commands commands, IdentityRules rules, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (!rules.Current.Roles.Roles.Contains(role)) return Task.FromResult(problems.NotFound());

        var caller = Caller.Of(http)!;
        return commands.Begin(rules.RoleId(role), context, RoleDecisions.Change(rules, role, request, context.Actor, permissions => RoleMatrix.CoversEverywhere(caller, permissions)), ct);
    }

    internal static async Task<IResult> Retire(
        string role, ReasonRequest request, CommandContext context, Commands commands, IdentityRules rules, ViewReader views, HttpContext http, Problems problems,
        CancellationToken ct)
    {
        if (!rules.Current.Roles.Roles.Contains(role)) return problems.NotFound();
        if (Roles.All.Contains(role)) return problems.Refused(new("identity.role-of-the-product", "A role of the product is changed, not retired.", []));

        var caller = Caller.Of(http)!;
        var decide = await RoleDecisions.Retire(views, role, request.Reason, context.Actor, permissions => RoleMatrix.CoversEverywhere(caller, permissions), ct);
        return await commands.Handle<RoleDefinition>(rules.RoleId(role), context, decide, ct);
    }

    private static Task<IResult> SetPolicy(SignInPolicy request, CommandContext context, Commands commands, IdentityRules rules, CancellationToken ct) =>
        commands.Begin<SignInTerms>(rules.PolicyId, context, terms => SetSignInPolicyHandler.Handle(new(request, context.Actor, rules.Current.Roles.Roles), terms), ct);
}

/// <param name="Label">For a role of this installation's own.</param>
/// <param name="OfTheProduct">Whether it comes with the product.</param>
/// <param name="Differs">Whether anything was decided about it here.</param>
public sealed record RoleAnswer(string Role, string? Label, bool OfTheProduct, bool Differs, IReadOnlyDictionary<string, Reach> Permissions);

/// <param name="Role">What grants name it by: small letters and hyphens.</param>
public sealed record DefineRoleRequest(string Role, string Label, IReadOnlyList<RolePermission> Permissions);

public sealed class DefineRoleRequestValidator : AbstractValidator<DefineRoleRequest>
{
    public DefineRoleRequestValidator()
    {
        RuleFor(request => request.Role).NotEmpty().MaximumLength(50)
            .Must(role => role.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')).WithMessage("a-z, 0-9, -");
        RuleFor(request => request.Label).NotEmpty().MaximumLength(100);
        RuleFor(request => request.Permissions).Must(RoleCells.AreKnownOnce).WithMessage(RoleCells.Message);
    }
}

public sealed record ChangeRoleRequest(IReadOnlyList<RolePermission> Allowed, IReadOnlyList<string> Withdrawn);

public sealed class ChangeRoleRequestValidator : AbstractValidator<ChangeRoleRequest>
{
    public ChangeRoleRequestValidator()
    {
        RuleFor(request => request.Allowed).Must(RoleCells.AreKnownOnce).WithMessage(RoleCells.Message);
        RuleForEach(request => request.Withdrawn).Must(Permission.All.Contains).WithMessage(RoleCells.Message);
    }
}

internal static class RoleCells
{
    public const string Message = "Permissions of GET /api/identity/roles, each once.";

    public static bool AreKnownOnce(IReadOnlyList<RolePermission> cells) =>
        cells.All(cell => Permission.All.Contains(cell.Permission)) && cells.DistinctBy(cell => cell.Permission).Count() == cells.Count;
}
