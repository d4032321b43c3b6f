using Crm.Api.Identity;
using Crm.Api.Identity.Access;
using Crm.Api.Identity.ApiKeys;
using Microsoft.AspNetCore.Authentication;

namespace Crm.Api.Live;

/// <summary>Whether who opened a stream may still have it: with the same session or key, from the same address, and reaching as far as he did.</summary>
public sealed class LiveRights(Callers callers, KeyCallers keys, AddressGate gate) : IDisposable
{
    // A change of the rules makes everybody unknown at once; they must not all ask the database together.
    private readonly SemaphoreSlim _looking = new(8);

    /// <param name="permission">Of the tray.</param>
    internal Func<CancellationToken, ValueTask<bool>> Of(HttpContext http, string permission)
    {
        var opened = Caller.Of(http)!;
        var (known, token) = (opened, opened.ApiKeyId is null ? null : KeyTokens.Of(http.Request));
        return Still;

        ValueTask<bool> Still(CancellationToken ct)
        {
            if (!callers.Remembers(opened.ApiKeyId ?? opened.SessionId)) return new(Look(ct));
            var found = Find(ct);
            return found.IsCompletedSuccessfully ? new(Reaches(found.Result)) : new(Later(found));
        }

        ValueTask<Caller?> Find(CancellationToken ct) => token is null
            ? callers.Find(opened.SessionId, ct)
            : keys.Find(token, http.Connection.RemoteIpAddress, ct);

        async Task<bool> Look(CancellationToken ct)
        {
            await _looking.WaitAsync(ct);
            try
            {
                return Reaches(await Find(ct));
            }
            finally
            {
                _looking.Release();
            }
        }

        async Task<bool> Later(ValueTask<Caller?> found) => Reaches(await found);

        bool Reaches(Caller? now)
        {
            if (now is null || !gate.Lets(now, http)) return false;
            if (!ReferenceEquals(now, known) && !Same(now, opened, permission)) return false;
            known = now;
            return true;
        }
    }

    /// <summary>When a token or cookie ends by itself, by the system's clock; a key is asked about like a session.</summary>
    internal static DateTimeOffset? EndOf(HttpContext http) =>
        Caller.Of(http)?.ApiKeyId is null ? http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc : null;

    public void Dispose() => _looking.Dispose();

    private static bool Same(Caller now, Caller opened, string permission) =>
        now.Has(permission)
        && LiveAsk.Canonical(now.ScopeOf(permission)) == LiveAsk.Canonical(opened.ScopeOf(permission))
        && LiveAsk.Canonical(now.ScopeOf(Permission.CustomersSeePersonalData)) == LiveAsk.Canonical(opened.ScopeOf(Permission.CustomersSeePersonalData));
}
