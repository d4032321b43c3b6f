using System.Net;
using System.Text.Json.Nodes;
using Crm.Api.Hosting;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Identity.Permissions;

/// <summary>Every endpoint the host has, times every role, called over HTTP and compared with the reviewed file.</summary>
[Collection(OneHost.Name)]
public sealed class PermissionMatrixTests(HostFixture host)
{
    [Fact]
    public void Every_endpoint_asks_for_a_permission_of_the_file()
    {
        var rows = Matrix.Reviewed.Permissions;
        Endpoint.All(host.Services).Where(endpoint => !rows.Contains(endpoint.Permission)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_role_is_let_through_and_turned_away_as_the_file_says()
    {
        var (endpoints, wrong) = (Endpoint.All(host.Services), new List<string>());
        endpoints.Count.ShouldBeGreaterThan(100);
        foreach (var role in Roles.All)
        {
            var client = await host.SignedIn(role, role is Roles.SuperAdministrator ? null : World.Other.Campaign);
            foreach (var endpoint in endpoints)
            {
                // Nothing of this exists: what is let through ends as not found or as not valid, and changes nothing.
                using var answer = await client.SendAsync(endpoint.Request(World.Nowhere, body: "{}"), HttpCompletionOption.ResponseHeadersRead);
                var denied = answer.StatusCode is HttpStatusCode.Forbidden && await Lacks(answer, endpoint.Permission);
                if (denied == Matrix.Reviewed.Holds(role, endpoint.Permission) || answer.StatusCode is HttpStatusCode.Unauthorized)
                    wrong.Add($"{role}: {endpoint} needs {endpoint.Permission} and answered {(int)answer.StatusCode}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_gets_anything_without_signing_in()
    {
        var wrong = new List<string>();
        foreach (var endpoint in Endpoint.All(host.Services))
        {
            using var answer = await host.Anonymous().SendAsync(endpoint.Request(World.Nowhere));
            if (answer.StatusCode is not HttpStatusCode.Unauthorized) wrong.Add($"{endpoint} answered {(int)answer.StatusCode}");
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void The_modules_of_the_product_have_their_four_actions()
    {
        string[] modules = ["users", "roles", "campaigns", "channels", "conversations", "messages", "customers", "tasks", "bot", "reports", "audit", "settings"];
        string[] actions = ["create", "read", "update", "delete"];
        modules.SelectMany(module => actions.Select(action => $"{module}:{action}")).Except(Matrix.Reviewed.Permissions).ShouldBeEmpty();
    }

    private static async Task<bool> Lacks(HttpResponseMessage answer, string permission) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())?["permission"]?.GetValue<string>() == permission;
}

/// <summary><c>docs/permissions.csv</c> as it was reviewed, read here and not by the program that is tested.</summary>
internal sealed class Matrix
{
    private readonly Dictionary<(string Role, string Permission), string> _cells = [];

    public static Matrix Reviewed { get; } = new(File.ReadAllLines(Path.Combine(Installation.RootFolder(AppContext.BaseDirectory), "docs", "permissions.csv")));

    private Matrix(string[] lines)
    {
        var roles = lines[0].Split(',')[1..];
        foreach (var row in lines[1..].Where(line => line.Length > 0).Select(line => line.Split(',')))
            for (var i = 0; i < roles.Length; i++) _cells.Add((roles[i], row[0]), row[i + 1]);
    }

    public IReadOnlySet<string> Permissions => _cells.Keys.Select(cell => cell.Permission).ToHashSet();

    public bool Holds(string role, string permission) => Reach(role, permission).Length > 0;

    public string Reach(string role, string permission) => _cells[(role, permission)];
}
