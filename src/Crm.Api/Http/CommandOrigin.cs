using Crm.Domain.Kernel;
using Crm.EventStore.Streams;

namespace Crm.Api.Http;

/// <summary>Where a command comes from: it ends up in the metadata of every event it makes.</summary>
/// <param name="Command">The command's name: <c>BreakAgreement</c>.</param>
/// <param name="Actor">The person or program that gave it; <c>null</c>: the system itself (agenda, policy, import).</param>
/// <param name="CorrelationId">One for all that follows from a request.</param>
/// <param name="CausationId">The event or command that led to it.</param>
/// <param name="Address">Network address of the caller.</param>
/// <param name="Key">The caller's idempotency key, if he sent one.</param>
/// <param name="ExpectedVersion">The version of the addressed stream that the caller saw (<c>If-Match</c>); <c>null</c>: whichever.</param>
public sealed record CommandOrigin(
    string Command, UserId? Actor = null, string? CorrelationId = null, string? CausationId = null, string? Address = null,
    CallerKey? Key = null, long? ExpectedVersion = null)
{
    internal EventMetadata Metadata => new(Actor?.Value, CorrelationId, CausationId, Command, Address, Key?.Key);
}

/// <summary>An idempotency key, scoped to its caller.</summary>
/// <param name="Fingerprint">SHA-256 of the request's method, path and body; another request under the same key is an error.</param>
public sealed record CallerKey(string Caller, string Key, byte[] Fingerprint);
