using Crm.Api.Hosting;
using Crm.Domain.Identity.UserNames;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Identity;

/// <summary>Reads single users from their streams: an answer about who may do what must not be a moment old.</summary>
public sealed class UserReader(Aggregates aggregates, NaturalKeys keys)
{
    /// <summary>Whose name it is now; <c>null</c>: nobody's.</summary>
    public async Task<UserId?> IdOf(string userName, CancellationToken ct) =>
        (await aggregates.Load<UserName>(keys.UserName(userName), UserName.Evolve, fresh: true, ct)).State?.HeldBy;

    public async Task<UserView?> Find(UserId id, CancellationToken ct)
    {
        var loaded = await aggregates.Load<User>(id.Value, User.Evolve, fresh: true, ct);
        return loaded.State is { } user
            ? new(user.Id.Value, loaded.Version, user.UserName, user.FullName, user.Language, user.Zone, user.Status, user.Grants)
            {
                Email = user.Email,
                Skills = user.Skills,
                Capacity = user.Capacity,
                HasSecondFactor = user.HasSecondFactor,
                RecoveryCodesLeft = user.SecondFactor?.RecoveryHashes.Count ?? 0,
                SecurityStamp = user.SecurityStamp,
            }
            : null;
    }

    /// <summary>Full names for lists; a moment old is good enough for a label. Who is not a user is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> Names(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var names = new Dictionary<Guid, string>();
        foreach (var id in ids)
            if ((await aggregates.Load<User>(id, User.Evolve, fresh: false, ct)).State is { } user) names[id] = user.FullName;
        return names;
    }
}

/// <summary>A user as others may see him.</summary>
public sealed record UserView(
    Guid Id, long Version, string UserName, string FullName, string Language, string Zone, UserStatus Status, IReadOnlyList<RoleGrant> Grants)
{
    public string? Email { get; init; }
    public IReadOnlyList<string> Skills { get; init; } = [];
    public int Capacity { get; init; }
    public bool HasSecondFactor { get; init; }
    public int RecoveryCodesLeft { get; init; }
    internal int SecurityStamp { get; init; }
}
