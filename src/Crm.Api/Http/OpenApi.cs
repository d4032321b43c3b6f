using System.Text.Json;
using Crm.Api.Identity;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Crm.Api.Http;

/// <summary>The description of the API: permissions, headers, problems and an example of every request.</summary>
public static class OpenApi
{
    public const string Document = "v1";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.AddDocumentTransformer(Describe);
        options.AddOperationTransformer(Describe);
    });

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new()
        {
            Title = "Crm",
            Version = "v1",
            Description =
                """
                Commands are POST and answer `{id, version, position}`; `ETag` is the stream's version, and `Crm-Position` handed to a query makes it wait for what was written.
                Errors are `application/problem+json`; a refusal by the business is 409 with a stable `type` of the form `urn:crm:<room>.<reason>`.
                """,
        };
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The access token of POST /api/identity/sign-in.",
        };
        // Where it is served from is the reader's business: the same text from every host.
        document.Servers?.Clear();
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<RequestExample>().LastOrDefault() is { } example && operation.RequestBody?.Content is { } contents)
        {
            foreach (var content in contents.Values) content.Example = JsonSerializer.SerializeToNode(example.Body, ApiJson.Options);
        }

        operation.Responses ??= [];
        if (metadata.OfType<PermissionRequirement>().LastOrDefault() is { } requirement)
        {
            operation.Description = $"{operation.Description} Needs the permission `{requirement.Permission}`.".TrimStart();
            Respond(operation, "401", "Not signed in.");
            Respond(operation, "403", "The permission is lacking.");
        }

        if (metadata.OfType<Microsoft.AspNetCore.Authorization.IAllowAnonymous>().Any() is false)
            operation.Security = [new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];

        var takesCommand = metadata.OfType<System.Reflection.MethodInfo>().Any(method =>
            method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CommandContext)));
        if (takesCommand) DescribeCommand(operation, metadata);
        return Task.CompletedTask;
    }

    private static void DescribeCommand(OpenApiOperation operation, IList<object> metadata)
    {
        var needsMatch = metadata.OfType<IfMatchRequired>().Any();
        operation.Parameters ??= [];
        operation.Parameters.Add(Header("Idempotency-Key", required: false, "A key of yours; the same request under it is done once and answered alike."));
        operation.Parameters.Add(Header("If-Match", needsMatch, "The ETag you saw; otherwise 412 when it has changed."));
        Respond(operation, "400", "The request is malformed or invalid; see `errors`.");
        Respond(operation, "404", "Nothing there, or out of reach.");
        Respond(operation, "409", "The business says no; `type` tells why.");
        Respond(operation, "412", "Changed after it was read.");
        if (needsMatch) Respond(operation, "428", "If-Match is missing.");
    }

    private static OpenApiParameter Header(string name, bool required, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = required,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static void Respond(OpenApiOperation operation, string status, string description) =>
        operation.Responses!.TryAdd(status, new OpenApiResponse { Description = description });
}
