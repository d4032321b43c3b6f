using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;

namespace Crm.Api.Identity;

/// <summary>The signed-in user of a request with what his roles allow at this moment.</summary>
/// <param name="sessionId">Empty for a program with a key.</param>
/// <param name="language">IETF tag of the texts he is shown unless the request asks for another.</param>
public sealed class Caller(UserId userId, Guid sessionId, IReadOnlyDictionary<string, CallerScope> scopes, string language)
{
    public UserId UserId => userId;
    public Guid SessionId => sessionId;
    public string Language => language;

    /// <summary>The key of a program; <c>null</c>: a person with a session.</summary>
    public Guid? ApiKeyId { get; init; }

    internal string? KeyHash { get; init; }

    /// <summary>The roles that hold, for the rules that go by role and campaign.</summary>
    public IReadOnlyList<RoleGrant> Grants { get; init; } = [];

    /// <summary>The session was opened from an address on no list, on purpose.</summary>
    public bool PassedClosedList { get; init; }
    public bool HasSecondFactor { get; init; }

    /// <summary>The permissions held, in any scope.</summary>
    public IEnumerable<string> Permissions => scopes.Keys;

    public bool Has(string permission) => scopes.ContainsKey(permission);

    public CallerScope ScopeOf(string permission) => scopes.GetValueOrDefault(permission) ?? CallerScope.Nothing(userId);

    /// <summary>The caller of a request; <c>null</c> when nobody is signed in.</summary>
    public static Caller? Of(HttpContext http) => http.Features.Get<Caller>();
}
