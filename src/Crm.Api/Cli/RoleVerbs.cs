using System.CommandLine;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Identity;
using Crm.Domain.Identity.RoleDefinitions;
using Crm.EventStore.Projecting;

namespace Crm.Api.Cli;

/// <summary><c>roles</c>: what each role may do. Who holds one is <c>users grant</c>.</summary>
internal static class RoleVerbs
{
    private static readonly Argument<string> Role = new("role") { Description = "Name of the role, as 'roles list' shows it" };
    private static readonly Argument<string> NewRole = new("role") { Description = "What grants name it by: small letters, digits, hyphens" };
    private static readonly Option<string> Label = new("--label") { Description = "What people call it", Required = true };
    private static readonly Option<string[]> Allow = new("--allow") { Description = "A permission and how far it reaches, as often as needed: accounts:read=campaign", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Withdraw = new("--withdraw") { Description = "A permission that is taken", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why", Required = true };

    public static Command Make() => new Command("roles", "What each role may do").With(
        new Command("list", "Every role").Does(List),
        new Command("show", "A role with its permissions and how far they reach").With(Role).Does(Show),
        new Command("define", "Define a role of this installation's own").With(NewRole, Label, Allow).Does(Define),
        new Command("change", "Give and take permissions of a role; whoever holds it feels it at once").With(Role, Allow, Withdraw).Does(Change),
        new Command("retire", "Retire a role of this installation's own that nobody holds").With(Role, Reason).Does(Retire));

    private static async Task<int> List(VerbContext verb, CancellationToken ct)
    {
        var matrix = (await verb.Get<IdentityRules>().Get(ct)).Roles;
        verb.Output.Table(
            [.. matrix.Roles.Order(StringComparer.Ordinal).Select(role => new RoleAnswer(role, matrix.LabelOf(role), Roles.All.Contains(role), matrix.Differs(role), matrix.Of(role)))],
            ("role", role => role.Role), ("label", role => role.Label), ("of the product", role => role.OfTheProduct), ("differs", role => role.Differs), ("permissions", role => role.Permissions.Count));
        return ExitCodes.Success;
    }

    private static async Task<int> Show(VerbContext verb, CancellationToken ct)
    {
        var (role, matrix) = await Known(verb, ct);
        verb.Output.Table(
            [.. matrix.Of(role).OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => new RolePermission(cell.Key, cell.Value))],
            ("permission", cell => cell.Permission), ("reach", cell => cell.Reach.ToString().ToLowerInvariant()));
        return ExitCodes.Success;
    }

    private static async Task<int> Define(VerbContext verb, CancellationToken ct)
    {
        var request = new DefineRoleRequest(verb.Required(NewRole), verb.Value(Label)!, Cells(verb));
        if (await new DefineRoleRequestValidator().ValidateAsync(request, ct) is { IsValid: false } wrong) throw new UsageException(wrong.Errors[0].ErrorMessage);
        var rules = verb.Get<IdentityRules>();
        return await Run(verb, "DefineRole", rules.RoleId(request.Role), RoleDecisions.Define(rules, request, null, _ => true), $"{request.Role} is defined.", ct);
    }

    private static async Task<int> Change(VerbContext verb, CancellationToken ct)
    {
        var (role, _) = await Known(verb, ct);
        var request = new ChangeRoleRequest(Cells(verb), verb.Value(Withdraw) ?? []);
        if (request.Withdrawn.FirstOrDefault(permission => !Permission.All.Contains(permission)) is { } unknown) throw UsageException.Unknown("permission", unknown, Permission.All);
        if (request.Allowed.Count + request.Withdrawn.Count == 0) throw new UsageException("Say what is given or taken: --allow, --withdraw.");
        var rules = verb.Get<IdentityRules>();
        return await Run(verb, "ChangeRole", rules.RoleId(role), RoleDecisions.Change(rules, role, request, null, _ => true), $"{role} is changed.", ct);
    }

    private static async Task<int> Retire(VerbContext verb, CancellationToken ct)
    {
        var (role, _) = await Known(verb, ct);
        if (Roles.All.Contains(role)) return Commanding.Refused(verb, new("identity.role-of-the-product", "A role of the product is changed, not retired.", []));

        await verb.Get<ProjectionEngine>().Prepare(ct);
        var decide = await RoleDecisions.Retire(verb.Get<ViewReader>(), role, verb.Value(Reason)!, null, _ => true, ct);
        return await Run(verb, "RetireRole", verb.Get<IdentityRules>().RoleId(role), definition => decide(definition!), $"{role} is retired.", ct);
    }

    private static async Task<(string Role, RoleMatrix Matrix)> Known(VerbContext verb, CancellationToken ct)
    {
        var (role, matrix) = (verb.Required(Role), (await verb.Get<IdentityRules>().Get(ct)).Roles);
        return matrix.Roles.Contains(role) ? (role, matrix) : throw UsageException.Unknown("role", role, matrix.Roles);
    }

    private static IReadOnlyList<RolePermission> Cells(VerbContext verb) => [.. (verb.Value(Allow) ?? []).Select(text =>
    {
        var parts = text.Split('=', 2);
        if (!Permission.All.Contains(parts[0])) throw UsageException.Unknown("permission", parts[0], Permission.All);
        return parts.Length == 2 && Enum.TryParse<Reach>(parts[1], ignoreCase: true, out var reach) && Enum.IsDefined(reach)
            ? new RolePermission(parts[0], reach)
            : throw new UsageException($"'{text}' does not say how far it reaches, as {parts[0]}=campaign does: own, team, campaign or all.");
    })];

    private static async Task<int> Run(VerbContext verb, string command, Guid id, Func<RoleDefinition?, Domain.Kernel.Decision> decide, string done, CancellationToken ct)
    {
        if (await Commanding.Run(verb, command, async (unit, _) => UnitDecision.For<RoleDefinition>(id, decide(await unit.Load<RoleDefinition>(id))), ct) is not { } outcome) return ExitCodes.Failure;
        verb.Output.Result(new { id = outcome.Id, outcome.Appended }, outcome.Appended ? done : "It was so already.");
        return ExitCodes.Success;
    }
}
