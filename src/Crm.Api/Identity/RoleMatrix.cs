using System.Collections.Frozen;
using Crm.Domain.Identity;
using Crm.Domain.Identity.RoleDefinitions;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;

namespace Crm.Api.Identity;

/// <summary>Which role holds which permission, and how far: the default is <c>docs/permissions.csv</c>.</summary>
/// <remarks>A matrix never changes: another one takes its place.</remarks>
public sealed class RoleMatrix
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, Reach>> _roles;
    private readonly IReadOnlyDictionary<string, RoleDefinition> _definitions;

    private RoleMatrix(FrozenDictionary<string, FrozenDictionary<string, Reach>> roles, IReadOnlyDictionary<string, RoleDefinition> definitions) =>
        (_roles, _definitions) = (roles, definitions);

    /// <summary>The matrix that comes with the product.</summary>
    public static RoleMatrix Default { get; } = Read(typeof(RoleMatrix).Assembly.GetManifestResourceStream("permissions.csv")!);

    public IReadOnlyDictionary<string, Reach> Of(string role) =>
        _roles.TryGetValue(role, out var permissions) ? permissions : FrozenDictionary<string, Reach>.Empty;

    public IReadOnlyCollection<string> Roles => _roles.Keys;

    /// <summary>The name of a role of this installation's own; <c>null</c> for one of the product.</summary>
    public string? LabelOf(string role) => _definitions.GetValueOrDefault(role)?.Label;

    /// <summary>Whether anything was decided about a role here.</summary>
    public bool Differs(string role) => _definitions.ContainsKey(role);

    /// <summary>This matrix with what was decided about roles; permissions that this build does not know count for nothing.</summary>
    public RoleMatrix With(IEnumerable<RoleDefinition> definitions)
    {
        var known = definitions.Where(definition => definition.Role != Domain.Identity.Roles.SuperAdministrator).ToDictionary(definition => definition.Role, StringComparer.Ordinal);
        var roles = new Dictionary<string, FrozenDictionary<string, Reach>>(_roles, StringComparer.Ordinal);
        foreach (var (role, definition) in known)
        {
            if (definition.Retired) roles.Remove(role);
            else roles[role] = definition.Over(Of(role)).Where(cell => Permission.All.Contains(cell.Key)).ToFrozenDictionary(StringComparer.Ordinal);
        }

        return new(roles.ToFrozenDictionary(StringComparer.Ordinal), known);
    }

    /// <summary>What grants come to: for each permission, the widest reach of all of them together.</summary>
    public IReadOnlyDictionary<string, CallerScope> Scopes(UserId user, IEnumerable<RoleGrant> grants)
    {
        var scopes = new Dictionary<string, CallerScope>(StringComparer.Ordinal);
        foreach (var grant in grants)
        {
            foreach (var (permission, reach) in Of(grant.Role))
            {
                var known = scopes.GetValueOrDefault(permission) ?? CallerScope.Nothing(user);
                scopes[permission] = Widen(known, grant, reach);
            }
        }

        return scopes;
    }

    /// <summary>Whether everything a grant would give is within what somebody holds.</summary>
    public bool Covers(Caller holder, string role, CampaignId? campaign) =>
        Of(role).All(permission => holder.ScopeOf(permission.Key) is var held
            && (held.All || (permission.Value is not Reach.All && campaign is { } within && held.Campaigns.Contains(within))));

    /// <summary>Whether somebody may give or take these permissions in a role: he holds each of them everywhere, because a role can be granted anywhere.</summary>
    public static bool CoversEverywhere(Caller holder, IEnumerable<string> permissions) => permissions.All(permission => holder.ScopeOf(permission).All);

    private static CallerScope Widen(CallerScope scope, RoleGrant grant, Reach reach) => (reach, grant) switch
    {
        (Reach.All, _) or (Reach.Campaign, { CampaignId: null }) => scope with { All = true },
        (Reach.Campaign, { CampaignId: { } campaign }) => scope with { Campaigns = [.. scope.Campaigns.Append(campaign).Distinct()] },
        (Reach.Team, { TeamId: { } team }) => scope with { Teams = [.. scope.Teams.Append(team).Distinct()], Own = true },
        _ => scope with { Own = true },
    };

    private static RoleMatrix Read(Stream csv)
    {
        using var reader = new StreamReader(csv);
        var roles = reader.ReadLine()!.Split(',')[1..];
        var cells = new Dictionary<string, Dictionary<string, Reach>>(StringComparer.Ordinal);
        foreach (var role in roles) cells[role] = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var row = line.Split(',');
            if (!Permission.All.Contains(row[0])) throw new InvalidDataException($"permissions.csv names '{row[0]}', which is no permission.");
            for (var i = 0; i < roles.Length; i++)
            {
                if (row[i + 1].Length > 0) cells[roles[i]].Add(row[0], Enum.Parse<Reach>(row[i + 1], ignoreCase: true));
            }
        }

        return new(cells.ToFrozenDictionary(role => role.Key, role => role.Value.ToFrozenDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
            new Dictionary<string, RoleDefinition>());
    }
}
