using System.Reflection;
using Crm.Api.Identity;
using Crm.Domain.Kernel;

namespace Crm.Api.Http;

/// <summary>What a request says about the command it gives: who, from where, on which version, under which key. A parameter of every command's endpoint.</summary>
public sealed class CommandContext
{
    private readonly Caller? _caller;

    private CommandContext(HttpContext http, string? command = null, string? permission = null, string? ifMatch = null)
    {
        var endpoint = http.GetEndpoint();
        _caller = Caller.Of(http);
        Command = command ?? endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? http.Request.Path.Value ?? "Unnamed";
        CorrelationId = Http.CorrelationId.Of(http);
        Address = http.Connection.RemoteIpAddress?.ToString();
        Fingerprint = http.Features.Get<RequestFingerprint>();
        IfMatch = ifMatch ?? (http.Request.Headers.IfMatch is { Count: > 0 } header ? header.ToString() : null);
        IfMatchRequired = endpoint?.Metadata.GetMetadata<IfMatchRequired>() is not null;
        Permission = permission ?? endpoint?.Metadata.GetMetadata<PermissionRequirement>()?.Permission;
    }

    /// <summary>The endpoint's name, which is the command's.</summary>
    public string Command { get; }
    public string CorrelationId { get; }
    public string? Address { get; }

    /// <summary>The permission the endpoint asks for; its scope is <see cref="Scope"/>.</summary>
    public string? Permission { get; }

    /// <summary>The signed-in caller. Throws on endpoints that allow anonymous callers.</summary>
    public UserId Actor => Caller.UserId;

    /// <summary>How far the endpoint's permission reaches for this caller.</summary>
    public CallerScope Scope => ScopeOf(Permission ?? throw new InvalidOperationException("The endpoint names no permission."));

    /// <summary>The signed-in caller with all he may do.</summary>
    internal Caller Holder => Caller;

    internal string? IfMatch { get; }
    internal bool IfMatchRequired { get; }
    internal RequestFingerprint? Fingerprint { get; }

    private Caller Caller => _caller ?? throw new InvalidOperationException("The endpoint allows anonymous callers; there is no actor.");

    /// <summary>Whether the caller holds a permission in any scope.</summary>
    public bool Has(string permission) => Caller.Has(permission);

    /// <summary>How far a permission reaches for this caller; nowhere when he does not hold it.</summary>
    public CallerScope ScopeOf(string permission) => Caller.ScopeOf(permission);

    /// <summary>The origin of a command that this request gives.</summary>
    /// <param name="expectedVersion">What <c>If-Match</c> named.</param>
    internal CommandOrigin Origin(long? expectedVersion) => new(
        Command, _caller?.UserId, CorrelationId, CausationId: null, Address,
        Fingerprint is { } request ? new(_caller?.UserId.ToString() ?? "anonymous", request.Key, request.Hash) : null,
        expectedVersion);

    /// <summary>The context of a command that a page gives; a page has several, so it says which and under what permission.</summary>
    /// <param name="ifMatch">The version that somebody saw when he began to overwrite it.</param>
    public static CommandContext For(HttpContext http, string command, string? permission = null, string? ifMatch = null) => new(http, command, permission, ifMatch);

    public static ValueTask<CommandContext?> BindAsync(HttpContext http, ParameterInfo parameter) => new(new CommandContext(http));
}

/// <summary>Marks an endpoint whose command overwrites what somebody saw: without <c>If-Match</c> it answers 428.</summary>
public sealed class IfMatchRequired
{
    public static readonly IfMatchRequired Instance = new();
}

/// <summary>The request's idempotency key with the hash of its method, path and body.</summary>
public sealed record RequestFingerprint(string Key, byte[] Hash);
