using Crm.Domain.Kernel;

namespace Crm.Api.Identity;

/// <summary>The signed-in user of a request with what his roles allow at this moment.</summary>
public sealed class Caller(UserId userId, Guid sessionId, IReadOnlyDictionary<string, CallerScope> scopes)
{
    public UserId UserId => userId;
    public Guid SessionId => sessionId;

    /// <summary>The permissions held, in any scope.</summary>
    public IEnumerable<string> Permissions => scopes.Keys;

    public bool Has(string permission) => scopes.ContainsKey(permission);

    public CallerScope ScopeOf(string permission) => scopes.GetValueOrDefault(permission) ?? CallerScope.Nothing(userId);

    /// <summary>The caller of a request; <c>null</c> when nobody is signed in.</summary>
    public static Caller? Of(HttpContext http) => http.Features.Get<Caller>();
}
