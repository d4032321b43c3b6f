using System.Net;
using Crm.Api.Http;
using Crm.Domain.Kernel;

namespace Crm.Api.Identity.Access;

/// <summary>Whether a request may come from where it comes, and the record of those that came.</summary>
public sealed class AddressGate(IdentityRules rules, Callers callers, VisitLog visits, TimeProvider clock)
{
    /// <summary>Before anything is known of who comes.</summary>
    public bool LetsAnybody(HttpContext http) => rules.Current.Networks.LetAnybody(AddressOf(http), clock.GetUtcNow());

    /// <summary>Whether a caller may go on from there.</summary>
    public bool Lets(Caller caller, HttpContext http) =>
        caller.PassedClosedList || rules.Current.Networks.Let(AddressOf(http), caller.Grants, clock.GetUtcNow());

    /// <summary>Whether a session may be refreshed from there; of one that does not count nothing is said.</summary>
    public async Task<bool> Lets(Guid sessionId, HttpContext http, CancellationToken ct)
    {
        var lets = await callers.Find(sessionId, ct) is { } caller ? Lets(caller, http) : LetsAnybody(http);
        if (!lets) Refused(http, AccessRefusal.Address);
        return lets;
    }

    public void Seen(Caller caller, HttpContext http) => visits.Seen(AddressOf(http), caller.UserId);

    public void Refused(HttpContext http, AccessRefusal why, UserId? user = null) => visits.Refused(AddressOf(http), why, user);

    private static IPAddress? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress is { } address ? Networks.Plain(address) : null;
}

/// <summary>Why somebody did not get in.</summary>
public enum AccessRefusal
{
    /// <summary>From there nobody may come.</summary>
    Address,

    /// <summary>From there others may come, not he.</summary>
    Role,

    /// <summary>Name, password or code were wrong, or the account is not open.</summary>
    Credentials,

    /// <summary>He came too often.</summary>
    TooMany,
}

/// <summary>Marks what looks at credentials: from an address on no list it is refused before it does.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class LooksAtCredentialsAttribute : Attribute;

/// <inheritdoc cref="LooksAtCredentialsAttribute"/>
public static class LooksAtCredentials
{
    public static readonly LooksAtCredentialsAttribute Instance = new();
}

/// <summary>Asks the gate for every request, after it is known who comes.</summary>
public sealed class AddressMiddleware(RequestDelegate next, AddressGate gate, Problems problems)
{
    public Task Invoke(HttpContext http)
    {
        var caller = Caller.Of(http);
        if (caller is not null && !gate.Lets(caller, http))
        {
            gate.Refused(http, AccessRefusal.Role, caller.UserId);
            return problems.Of(StatusCodes.Status403Forbidden, "address-refused").ExecuteAsync(http);
        }

        if (http.GetEndpoint()?.Metadata.GetMetadata<LooksAtCredentialsAttribute>() is not null && !gate.LetsAnybody(http))
        {
            gate.Refused(http, AccessRefusal.Address);
            return problems.Of(StatusCodes.Status403Forbidden, "address-refused").ExecuteAsync(http);
        }

        if (caller is not null) gate.Seen(caller, http);
        return next(http);
    }
}
