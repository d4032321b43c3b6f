using Crm.Api.Hosting;
using Crm.Api.Identity.Access;
using Crm.Domain.Identity.AddressRules;
using Crm.Domain.Identity.RoleDefinitions;
using Crm.Domain.Identity.SignInPolicies;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Identity;

/// <summary>What is in force on this host: the roles with what each may do, the terms of signing in, and from where people may come.</summary>
/// <remarks>Kept in memory, so that asking costs nothing; the <see cref="IdentityFeed"/> has it read again when an event changed it.</remarks>
public sealed class IdentityRules(Aggregates aggregates, NaturalKeys keys)
{
    private volatile RulesInForce? _current;

    /// <summary>What is in force; on a serving host it is read before the first request.</summary>
    public RulesInForce Current => _current ?? throw new InvalidOperationException("The rules of identity have not been read yet.");

    public Guid PolicyId { get; } = keys.Sole("sign-in-policy");
    public Guid RoleCatalogueId { get; } = keys.Sole("role-catalogue");
    public Guid AddressListId { get; } = keys.Sole("address-list");

    public Guid RoleId(string role) => keys.Derive("role", role);

    /// <summary>What is in force, read when it was not yet.</summary>
    public async ValueTask<RulesInForce> Get(CancellationToken ct) => _current ?? await Refresh(ct);

    /// <summary>Reads it anew.</summary>
    public async Task<RulesInForce> Refresh(CancellationToken ct)
    {
        var own = (await Load<RoleCatalogue>(RoleCatalogueId, ct))?.Roles ?? [];
        var definitions = new List<RoleDefinition>();
        foreach (var role in RoleMatrix.Default.Roles.Concat(own))
            if (await Load<RoleDefinition>(RoleId(role), ct) is { } definition) definitions.Add(definition);
        var terms = await Load<SignInTerms>(PolicyId, ct) ?? SignInTerms.Default;
        var list = await Load<AddressList>(AddressListId, ct) ?? AddressList.Open;
        return _current = new(RoleMatrix.Default.With(definitions), terms, new Networks(list));
    }

    private async Task<T?> Load<T>(Guid id, CancellationToken ct) where T : class, IAggregate<T> => (await aggregates.Load<T>(id, T.Evolve, fresh: true, ct)).State;
}

/// <summary>One state of the rules; it never changes.</summary>
public sealed record RulesInForce(RoleMatrix Roles, SignInTerms Terms, Networks Networks)
{
    public SignInPolicy Policy => Terms.Policy;

    public bool DemandsSecondFactor(IEnumerable<Domain.Identity.Users.RoleGrant> grants) => grants.Any(grant => Policy.SecondFactorRoles.Contains(grant.Role));
}

/// <summary>Has the rules before the first request.</summary>
public sealed class FirstRules(IdentityRules rules) : IStartupTask
{
    public int Order => 2;

    public Task Run(CancellationToken ct) => rules.Refresh(ct);
}
