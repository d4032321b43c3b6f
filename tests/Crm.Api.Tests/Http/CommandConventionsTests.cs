using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Crm.Api.Http;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Http;

public sealed class CommandConventionsTests(HostFixture host) : IClassFixture<HostFixture>
{
    private static int _names;

    [Fact]
    public async Task A_command_that_begins_a_stream_answers_201_with_tag_and_position()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var answer = await client.PostAsJsonAsync("/api/identity/users", Invitation());

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var body = (await answer.Content.ReadFromJsonAsync<CommandAnswer>())!;
        body.Version.ShouldBe(1);
        answer.Headers.ETag.ShouldBe(new EntityTagHeaderValue("\"1\""));
        answer.Headers.GetValues("Crm-Position").Single().ShouldBe(body.Position.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task What_holds_already_is_answered_like_success()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var user = await host.User(Roles.Agent);

        (await client.PostAsJsonAsync($"/api/identity/users/{user.Id}/reactivate", new { })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refusal_is_409_with_a_stable_code_in_the_callers_language()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var invitation = Invitation();
        await client.PostAsJsonAsync("/api/identity/users", invitation);

        var english = await (await client.PostAsJsonAsync("/api/identity/users", invitation)).ShouldBeProblem(409, "identity.user-name-taken");
        english["detail"]!.GetValue<string>().ShouldBe("Another user has this name.");
        english["fields"]!.AsArray().Select(field => field!.GetValue<string>()).ShouldBe(["userName"]);

        client.DefaultRequestHeaders.AcceptLanguage.Clear();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("es-CO");
        var spanish = await (await client.PostAsJsonAsync("/api/identity/users", invitation)).ShouldBeProblem(409, "identity.user-name-taken");
        spanish["detail"]!.GetValue<string>().ShouldBe("Otro usuario tiene ese nombre.");
    }

    [Fact]
    public async Task A_stream_that_does_not_exist_is_404() =>
        await (await (await host.SignedIn(Roles.SuperAdministrator)).PostAsJsonAsync($"/api/identity/users/{Guid.CreateVersion7()}/reactivate", new { }))
            .ShouldBeProblem(404, "not-found");

    [Fact]
    public async Task Without_the_permission_it_is_403_naming_it()
    {
        var problem = await (await (await host.SignedIn(Roles.Agent)).PostAsJsonAsync("/api/identity/users", Invitation())).ShouldBeProblem(403, "permission-lacking");
        problem["permission"]!.GetValue<string>().ShouldBe("users:create");
    }

    [Fact]
    public async Task Without_signing_in_it_is_401()
    {
        var answer = await host.Anonymous().PostAsJsonAsync("/api/identity/users", Invitation());
        await answer.ShouldBeProblem(401, "sign-in-required");
        answer.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Bearer");
    }

    [Fact]
    public async Task A_stale_version_is_412_and_writes_nothing()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var user = await host.User(Roles.Agent);
        var problem = await (await Suspend(client, user, "\"1\"")).ShouldBeProblem(412, "stale");
        var version = problem["version"]!.GetValue<long>();

        var seen = await client.GetAsync($"/api/identity/users/{user.Id}");
        seen.Headers.ETag!.Tag.ShouldBe($"\"{version}\"");
        (await seen.Content.ReadAsStringAsync()).ShouldContain("\"active\"");
        (await Suspend(client, user, $"\"{version}\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("W/\"3\"")]
    [InlineData("*")]
    [InlineData("\"seven\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("3")]
    public async Task A_weak_or_malformed_tag_is_400(string tag) =>
        await (await Suspend(await host.SignedIn(Roles.Administrator), await host.User(), tag)).ShouldBeProblem(400, "malformed-if-match");

    [Fact]
    public async Task The_same_request_under_a_key_is_done_once_and_answered_alike()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var (key, invitation) = (Guid.CreateVersion7().ToString(), Invitation());

        var first = await Keyed(client, "/api/identity/users", invitation, key);
        var second = await Keyed(client, "/api/identity/users", invitation, key);

        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await second.Content.ReadFromJsonAsync<CommandAnswer>()).ShouldBe(await first.Content.ReadFromJsonAsync<CommandAnswer>());
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_422()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var key = Guid.CreateVersion7().ToString();
        (await Keyed(client, "/api/identity/users", Invitation(), key)).EnsureSuccessStatusCode();

        await (await Keyed(client, "/api/identity/users", Invitation(), key)).ShouldBeProblem(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task Two_callers_may_use_the_same_key()
    {
        var key = Guid.CreateVersion7().ToString();
        (await Keyed(await host.SignedIn(Roles.Administrator), "/api/identity/users", Invitation(), key)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Keyed(await host.SignedIn(Roles.Administrator), "/api/identity/users", Invitation(), key)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_refusal_is_not_kept_under_a_key()
    {
        var client = await host.SignedIn(Roles.SuperAdministrator);
        var user = await host.User();
        var (key, weak) = (Guid.CreateVersion7().ToString(), new { password = "short" });
        await (await Keyed(client, $"/api/identity/users/{user.Id}/password", weak, key)).ShouldBeProblem(409, "identity.password-length");

        (await Keyed(client, $"/api/identity/users/{user.Id}/password", new { password = "another long phrase" }, key)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_key_is_looked_at_before_the_version()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var user = await host.User();
        var version = (await client.GetAsync($"/api/identity/users/{user.Id}")).Headers.ETag!.Tag;
        var key = Guid.CreateVersion7().ToString();
        (await Suspend(client, user, version, key)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Suspend(client, user, version, key)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_malformed_key_is_400() =>
        await (await Keyed(await host.SignedIn(Roles.Administrator), "/api/identity/users", Invitation(), new string('x', 200)))
            .ShouldBeProblem(400, "malformed-idempotency-key");

    [Fact]
    public async Task Commands_given_at_once_on_one_stream_all_succeed_or_say_why()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var user = await host.User();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            client.PostAsJsonAsync($"/api/identity/users/{user.Id}/suspend", new { reason = "Left" })));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        var versions = await Task.WhenAll(answers.Select(async answer => (await answer.Content.ReadFromJsonAsync<CommandAnswer>())!.Version));
        versions.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Guarantee_10_a_query_that_could_not_wait_for_its_position_says_so()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var position = await host.Scalar<long>("select max(seq_id) from mt_events");

        (await At(position)).Headers.Contains("Crm-Stale").ShouldBeFalse();
        (await At(position + 1_000)).Headers.GetValues("Crm-Stale").Single().ShouldBe("true");

        Task<HttpResponseMessage> At(long asked)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/api/collections/trays/accounts");
            request.Headers.Add("Crm-Position", asked.ToString(CultureInfo.InvariantCulture));
            return client.SendAsync(request);
        }
    }

    private static object Invitation() => new
    {
        userName = $"new.user{Interlocked.Increment(ref _names).ToString(CultureInfo.InvariantCulture)}",
        fullName = "New User",
        email = (string?)null,
        language = "es",
        zone = "America/Bogota",
    };

    private static Task<HttpResponseMessage> Suspend(HttpClient client, TestUser user, string tag, string? key = null) =>
        Send(client, $"/api/identity/users/{user.Id}/suspend", new { reason = "Left" }, ("If-Match", tag), ("Idempotency-Key", key));

    private static Task<HttpResponseMessage> Keyed(HttpClient client, string path, object body, string key) => Send(client, path, body, ("Idempotency-Key", key));

    private static Task<HttpResponseMessage> Send(HttpClient client, string path, object body, params (string Name, string? Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        foreach (var (name, value) in headers) if (value is not null) request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request);
    }
}
