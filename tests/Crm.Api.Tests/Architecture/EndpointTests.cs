using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Tests.Kit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Architecture;

[Collection(OneHost.Name)]
public sealed class EndpointTests(HostFixture host)
{
    private static readonly string[] ForAnybody =
    [
        "DownloadAttachment", "EnrolSecondFactorAtSignIn", "Live", "Metrics", "OfferSecondFactorAtSignIn", "PassClosedList", "Ready", "RefreshSession", "SignIn", "SignInWithSecondFactor",
        "UsePasswordReset", "/openapi/{documentName}.json",
    ];
    private static readonly string[] AboutOneself =
    [
        "ChangeOwnPassword", "EndOwnSession", "EnrolSecondFactor", "ListOwnSessions", "MakeRecoveryCodes", "Me", "OfferSecondFactor", "RemoveSecondFactor", "SignOut",
    ];

    [Fact]
    public void Every_endpoint_names_a_permission_but_for_a_short_list()
    {
        var open = Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<PermissionRequirement>() is null).ToList();

        open.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(NameOf).Except(Pages(open)).Order().ShouldBe(ForAnybody.Order());
        open.Where(endpoint => endpoint.Metadata.GetMetadata<SignInRequired>() is not null).Select(NameOf).Except(Pages(open)).Order().ShouldBe(AboutOneself.Order());
        open.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && endpoint.Metadata.GetMetadata<SignInRequired>() is null).ShouldBeEmpty();
    }

    [Fact]
    public void Every_request_with_a_JSON_body_has_an_example()
    {
        var without = from endpoint in Endpoints()
                      where endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") is true
                      where endpoint.Metadata.GetMetadata<RequestExample>() is null
                      select NameOf(endpoint);
        without.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_description_of_the_API_shows_the_examples()
    {
        var document = JsonNode.Parse(await host.Anonymous().GetStringAsync("/openapi/v1.json"))!;
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => operation.Value!)).ToList();

        operations.Count.ShouldBeGreaterThan(10);
        var bodies = operations.Select(operation => operation["requestBody"]?["content"]?["application/json"]).Where(body => body is not null).ToList();
        bodies.ShouldNotBeEmpty();
        bodies.ShouldAllBe(body => body!["example"] != null);
    }

    [Fact]
    public void Names_of_endpoints_are_commands_and_unique()
    {
        var names = Endpoints().Select(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName).Where(name => name is not null).ToList();
        names.Count.ShouldBe(names.Distinct().Count());
    }

    [Fact]
    public void Routes_and_permissions_are_approved()
    {
        var text = new StringBuilder();
        foreach (var endpoint in Endpoints().Where(endpoint => endpoint.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) is true)
                     .OrderBy(endpoint => endpoint.RoutePattern.RawText, StringComparer.Ordinal).ThenBy(Methods, StringComparer.Ordinal))
        {
            var who = endpoint.Metadata.GetMetadata<PermissionRequirement>()?.Permission
                ?? (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null ? "(signed in)" : "(anybody)");
            var match = endpoint.Metadata.GetMetadata<IfMatchRequired>() is null ? "" : "  If-Match";
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Methods(endpoint),-6} {endpoint.RoutePattern.RawText}  {NameOf(endpoint)}  {who}{match}\n");
        }

        text.ToString().ShouldMatchApproved(options => options.WithFileExtension("txt").SubFolder("Approved"));
    }

    private IEnumerable<RouteEndpoint> Endpoints() =>
        host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<MethodInfo>() is not null || endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null);

    private static string NameOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? endpoint.RoutePattern.RawText ?? "";

    private static string Methods(RouteEndpoint endpoint) =>
        string.Join(',', endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]);

    // The pages are forms for people; their own tests hold what each of them asks for.
    private static IEnumerable<string> Pages(IEnumerable<RouteEndpoint> endpoints) =>
        endpoints.Where(endpoint => endpoint.RoutePattern.RawText is { } route && !route.StartsWith("/api/", StringComparison.Ordinal) && endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is null
            && !route.StartsWith("/openapi", StringComparison.Ordinal)).Select(NameOf);
}
