using System.Diagnostics.CodeAnalysis;

namespace Crm.Api;

/// <summary>Endpoints whose code is made when they are first called.</summary>
/// <remarks>
/// The framework compiles the code that binds parameters and writes answers for every endpoint when a host starts: with
/// hundreds of endpoints most of what a start costs, for endpoints of which a host may see few calls. What is known of an
/// endpoint without compiling it (its metadata, and what the framework refuses at start) is still made at start.
/// In this namespace, these are found before the framework's methods of the same names everywhere in the host.
/// </remarks>
internal static class LateEndpoints
{
    public static RouteHandlerBuilder MapGet(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) => Map(routes, pattern, handler, HttpMethods.Get);

    public static RouteHandlerBuilder MapPost(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) => Map(routes, pattern, handler, HttpMethods.Post);

    public static RouteHandlerBuilder MapPut(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) => Map(routes, pattern, handler, HttpMethods.Put);

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder routes, string pattern, Delegate handler, string method) =>
        RouteHandlerServices.Map(routes, pattern, handler, [method], RequestDelegateFactory.InferMetadata, CreateLate, handler.Method);

    private static RequestDelegateResult CreateLate(Delegate handler, RequestDelegateFactoryOptions options, RequestDelegateMetadataResult? metadata)
    {
        var made = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(handler, options, metadata).RequestDelegate);
        return new(http => made.Value(http), []);
    }
}
