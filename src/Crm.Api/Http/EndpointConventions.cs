namespace Crm.Api.Http;

/// <summary>What an endpoint declares beside its route and permission.</summary>
public static class EndpointConventions
{
    /// <summary>The command overwrites what somebody saw: <c>If-Match</c> is needed, otherwise 428.</summary>
    public static RouteHandlerBuilder RequireIfMatch(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(IfMatchRequired.Instance);

    /// <summary>An example of the request's body for OpenAPI; every endpoint that takes a body has one.</summary>
    /// <param name="example">An instance of the body's record, or an anonymous object of its shape.</param>
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder endpoint, object example) => endpoint.WithMetadata(new RequestExample(example));
}

/// <param name="Body">Serialised with the options of the API.</param>
public sealed record RequestExample(object Body);
