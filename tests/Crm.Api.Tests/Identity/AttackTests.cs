using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Crm.Api.Identity;
using Crm.Api.Identity.Access;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;
using Crm.Domain.Identity.Users;
using Microsoft.AspNetCore.Identity;

namespace Crm.Api.Tests.Identity;

/// <summary>What somebody would try who wants in, or further in than he may.</summary>
public sealed class AttackTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task An_expired_a_tampered_and_a_foreign_token_open_nothing()
    {
        var user = await host.User(Roles.Agent);
        var tokens = await HostFixture.SignIn(host.Anonymous(), user.UserName);
        (await Me(tokens.AccessToken)).ShouldBe(HttpStatusCode.OK);

        foreach (var at in new[] { 10, tokens.AccessToken.Length / 2, tokens.AccessToken.Length - 5 })
            (await Me(Changed(tokens.AccessToken, at))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Me(tokens.RefreshToken)).ShouldBe(HttpStatusCode.Unauthorized, "a refresh token is no access token");
        (await Me("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.")).ShouldBe(HttpStatusCode.Unauthorized);
        await (await host.Anonymous().Post("/api/identity/refresh", new { refreshToken = tokens.AccessToken })).ShouldBeProblem(401, "refresh-refused");
        await (await host.Anonymous().Post("/api/identity/refresh", new { refreshToken = Changed(tokens.RefreshToken, 40) })).ShouldBeProblem(401, "refresh-refused");

        host.Factory.Clock.Advance(TimeSpan.FromMinutes(15));
        (await Me(tokens.AccessToken)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_is_not_replayed_after_its_session_ended()
    {
        var client = await host.SignedIn(Roles.Agent);
        var token = client.DefaultRequestHeaders.Authorization!.Parameter!;
        (await client.Post("/api/identity/sign-out")).EnsureSuccessStatusCode();
        (await Me(token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"userName":"x.y","fullName":"X","email":null,"roles":["super-administrator"]}""")]
    [InlineData("""{"userName":"x.y","fullName":"X","email":null,"status":"active"}""")]
    [InlineData("""{"userName":"x.y","fullName":"X","email":null,"securityStamp":0,"passwordHash":"x"}""")]
    [InlineData("""{"userName":"x.y","fullName":"X","email":null,"userName":"other"}""")]
    public async Task What_a_request_may_not_set_is_not_taken(string body)
    {
        var administrator = await host.SignedIn(Roles.Administrator);
        await (await administrator.PostAsync("/api/identity/users", Json(body))).ShouldBeProblem(400, "invalid");
    }

    [Fact]
    public async Task A_grant_does_not_name_who_made_it()
    {
        var (administrator, user) = (await host.SignedIn(Roles.Administrator), await host.User());
        var body = $$"""{"role":"agent","campaignId":null,"teamId":null,"from":null,"until":null,"grantedBy":"{{user.Id}}","mayGrant":true}""";
        await (await administrator.PostAsync($"/api/identity/users/{user.Id}/roles", Json(body))).ShouldBeProblem(400, "invalid");
    }

    [Fact]
    public async Task Nobody_takes_over_who_stands_above_him()
    {
        var (administrator, super) = (await host.SignedIn(Roles.Administrator), await host.User(Roles.SuperAdministrator));
        var path = $"/api/identity/users/{super.Id}";
        await (await administrator.Post($"{path}/password", new { password = "taken over by me" })).ShouldBeProblem(409, "identity.user-above");
        await (await administrator.Post($"{path}/password-reset")).ShouldBeProblem(409, "identity.user-above");
        await (await administrator.Post($"{path}/second-factor/reset", new { reason = "Mine now" })).ShouldBeProblem(409, "identity.user-above");
        await (await administrator.Post($"{path}/suspend", new { reason = "Mine now" })).ShouldBeProblem(409, "identity.user-above");
        await (await administrator.Post($"{path}/close", new { reason = "Mine now" })).ShouldBeProblem(409, "identity.user-above");
        var key = new { userId = super.Id.Value, label = "Mine now", permissions = new[] { Permission.UsersRead }, campaignId = (Guid?)null, expiresAt = host.Factory.Clock.GetUtcNow().AddDays(1) };
        await (await administrator.Post("/api/identity/api-keys", key)).ShouldBeProblem(409, "identity.grant-beyond-own");
        (await host.Try(super.UserName)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_forwarded_address_from_anybody_means_nothing()
    {
        // Fifty failures from an address lock it, whatever the header says it is.
        for (var i = 0; i < SignInFailures.AddressLimit; i++)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/identity/sign-in") { Content = JsonContent.Create(new { userName = $"guess{i}", password = "wrong password" }) };
            request.Headers.Add(TestAddress.Header, "45.1.1.1");
            request.Headers.Add("X-Forwarded-For", $"10.0.0.{i}");
            request.Headers.Add("CF-Connecting-IP", $"10.0.1.{i}");
            request.Headers.Add("Forwarded", $"for=10.0.2.{i}");
            await host.Anonymous().SendAsync(request);
        }

        var user = await host.User();
        (await host.Try(user.UserName, from: "45.1.1.1")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.Try(user.UserName, from: "45.1.1.2")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_trusted_proxy_is_believed_and_nobody_behind_it_who_lies()
    {
        await using var behind = new HostFactory(host.ConnectionString, settings: new Dictionary<string, string> { ["Crm:TrustedProxies"] = "10.9.0.0/16" });
        await behind.Ready();
        var user = await host.User(Roles.Administrator);
        var tokens = await HostFixture.SignIn(behind.CreateClient(), user.UserName);
        (await Seen(behind, tokens.AccessToken, "10.9.0.1", "1.1.1.1, 45.2.2.2")).ShouldBe("45.2.2.2", "what the caller wrote himself stands before what the proxy added");
        (await Seen(behind, tokens.AccessToken, "45.3.3.3", "1.1.1.1")).ShouldBe("45.3.3.3", "he is no proxy of ours");
    }

    [Theory]
    [InlineData("agent\r\nSet-Cookie: crm-session=stolen")]
    [InlineData("agent\n2026-01-01 INF super administrator signed in")]
    [InlineData("agent\u001b[2J\u0007")]
    public async Task What_a_client_says_of_itself_is_kept_in_one_line(string agent)
    {
        var user = await host.User(Roles.Agent);
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/identity/sign-in") { Content = JsonContent.Create(new { user.UserName, password = HostFixture.Password }) };
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        var answer = await host.Anonymous().SendAsync(request);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        if (!answer.IsSuccessStatusCode) return;

        await host.CaughtUp();
        var client = host.Anonymous().With((await answer.Content.ReadFromJsonAsync<SessionTokens>())!.AccessToken);
        var device = (await client.GetFromJsonAsync<List<SessionAnswer>>("/api/identity/me/sessions", Crm.Api.Http.ApiJson.Options))!.Single().Device;
        (device ?? "").Any(char.IsControl).ShouldBeFalse();
    }

    [Fact]
    public async Task A_correlation_id_with_a_line_break_is_not_echoed()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/identity/me");
        request.Headers.TryAddWithoutValidation("X-Correlation-Id", "a\r\nX-Evil: 1");
        var answer = await host.Anonymous().SendAsync(request);
        answer.Headers.Contains("X-Evil").ShouldBeFalse();
        answer.Headers.GetValues("X-Correlation-Id").Single().ShouldNotContain("\n");
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_too_deep_is_turned_away()
    {
        var administrator = await host.SignedIn(Roles.Administrator);
        var large = new StringContent($$"""{"userName":"{{new string('a', 2_000_000)}}","fullName":"X","email":null}""", Encoding.UTF8, "application/json");
        ((int)(await administrator.PostAsync("/api/identity/users", large)).StatusCode).ShouldBe(413);

        var deep = string.Concat(Enumerable.Repeat("{\"allowed\":[", 500)) + string.Concat(Enumerable.Repeat("]}", 500));
        await (await administrator.PostAsync("/api/identity/roles/agent/change", Json(deep))).ShouldBeProblem(400, "invalid");
    }

    [Fact]
    public async Task Guesses_on_several_hosts_are_counted_together()
    {
        await using var second = new HostFactory(host.ConnectionString);
        await second.Ready();
        var user = await host.User();
        HttpClient[] hosts = [host.Anonymous(), second.CreateClient()];
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => hosts[i % 2].Post("/api/identity/sign-in", new { user.UserName, password = "wrong password" })));

        foreach (var client in hosts)
            (await client.Post("/api/identity/sign-in", new { user.UserName, password = HostFixture.Password })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Each_lock_lasts_twice_as_long_as_the_one_before()
    {
        var user = await host.User();
        for (var i = 0; i < SignInFailures.AccountLimit; i++) await host.Try(user.UserName, "wrong");
        host.Factory.Clock.Advance(SignInFailures.FirstLock);
        for (var i = 0; i < SignInFailures.AccountLimit; i++) await host.Try(user.UserName, "wrong");

        host.Factory.Clock.Advance(SignInFailures.FirstLock);
        (await host.Try(user.UserName)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "the second lock is of thirty minutes");
        host.Factory.Clock.Advance(SignInFailures.FirstLock);
        (await host.Try(user.UserName)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpStatusCode> Me(string token) => (await host.Anonymous().With(token).GetAsync("/api/identity/me")).StatusCode;

    private static async Task<string> Seen(HostFactory behind, string token, string from, string forwarded)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/identity/addresses/facts");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add(TestAddress.Header, from);
        request.Headers.Add("X-Forwarded-For", forwarded);
        var answer = await behind.CreateClient().SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<AddressInfo>(Crm.Api.Http.ApiJson.Options))!.Address;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static string Changed(string token, int at) => token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
}

/// <summary>Every pattern of the product on the inputs that make careless ones run for ever.</summary>
public sealed class PatternTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static TheoryData<string> Patterns =>
    [
        .. from assembly in (Assembly[])[typeof(Crm.Api.Hosting.CrmHost).Assembly, typeof(Crm.Domain.Kernel.IEvent).Assembly, typeof(Crm.Projections.ReadModels).Assembly, typeof(Crm.EventStore.SnakeCase).Assembly]
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
           let generated = method.GetCustomAttribute<GeneratedRegexAttribute>()
           where generated is not null
           select generated.Pattern,
        "^[\\p{L}\\p{N}._@-]+$",
    ];

    [Theory, MemberData(nameof(Patterns))]
    public void No_pattern_takes_long_on_any_input(string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.None, Limit);
        foreach (var input in Inputs()) Should.NotThrow(() => regex.Count(input), pattern);
    }

    [Fact]
    public void All_patterns_of_the_sources_are_tried()
    {
        var source = Path.Combine(Crm.Api.Hosting.Installation.RootFolder(AppContext.BaseDirectory), "src");
        var files = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"));
        var built = files.Where(file => Regex.IsMatch(File.ReadAllText(file), @"new Regex\(|Regex\.(IsMatch|Match|Matches|Replace|Split)\(")).Select(file => Path.GetFileName(file));
        built.ShouldBeEmpty("Patterns are generated, where this test finds them.");
    }

    private static IEnumerable<string> Inputs()
    {
        foreach (var seed in (string[])["a", "aA", "0", "1.", ".", "@", "a@", "-", "_", " ", "{a", "{", "}", "\t", "é", "a.b", "\"", ",", "+57 ", "x="])
        {
            var text = string.Concat(Enumerable.Repeat(seed, 20_000 / seed.Length));
            yield return text;
            yield return text + "!";
            yield return "!" + text + "\n";
        }
    }
}

/// <summary>What a sign-in costs, counted and not timed: the same for everybody.</summary>
public sealed class SameWorkTests : IClassFixture<HostFixture>
{
    private readonly HostFixture _host;

    public SameWorkTests(HostFixture host) => _host = host;

    [Fact]
    public async Task Known_unknown_suspended_and_locked_out_users_cost_the_same()
    {
        var hasher = new CountingHasher();
        await using var counted = new HostFactory(_host.ConnectionString, hasher: hasher);
        await counted.Ready();
        var (known, suspended, locked) = (await _host.User(), await _host.User(), await _host.User());
        var administrator = await _host.SignedIn(Roles.Administrator);
        (await administrator.Post($"/api/identity/users/{suspended.Id}/suspend", new { reason = "Away" })).EnsureSuccessStatusCode();
        for (var i = 0; i < SignInFailures.AccountLimit; i++) await _host.Try(locked.UserName, "wrong");

        var client = counted.CreateClient();
        // The first sign-in of a host makes the hash that unknown users are checked against.
        await client.Post("/api/identity/sign-in", new { userName = "somebody.else", password = "not the password" });
        foreach (var name in new[] { known.UserName, suspended.UserName, locked.UserName, "nobody.at.all" })
        {
            hasher.Reset();
            (await client.Post("/api/identity/sign-in", new { userName = name, password = "not the password" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (hasher.Verified, hasher.Hashed).ShouldBe((1, 0), name);
        }
    }

    /// <summary>Counts the slow work that a password takes.</summary>
    internal sealed class CountingHasher : IPasswordHasher<User>
    {
        private readonly PasswordHasher<User> _inner = new();
        private int _verified, _hashed;

        public int Verified => _verified;
        public int Hashed => _hashed;

        public void Reset() => (_verified, _hashed) = (0, 0);

        public string HashPassword(User user, string password)
        {
            Interlocked.Increment(ref _hashed);
            return _inner.HashPassword(user, password);
        }

        public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref _verified);
            return _inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}

public sealed class LimitTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_person_an_address_and_a_sign_in_are_limited_each_for_itself()
    {
        await using var small = new HostFactory(host.ConnectionString, settings: new Dictionary<string, string>
        {
            ["Crm:RequestsPerMinute:User"] = "5",
            ["Crm:RequestsPerMinute:Address"] = "60",
            ["Crm:SignInsPerMinute"] = "4",
        });
        await small.Ready();
        var (one, two) = (await host.User(Roles.Agent), await host.User(Roles.Agent));
        var first = small.CreateClient().With((await HostFixture.SignIn(small.CreateClient(), one.UserName)).AccessToken);
        var second = small.CreateClient().With((await HostFixture.SignIn(small.CreateClient(), two.UserName)).AccessToken);

        HttpResponseMessage? limited = null;
        for (var i = 0; i < 20 && limited is null; i++)
            if (await first.GetAsync("/api/identity/me") is { StatusCode: HttpStatusCode.TooManyRequests } answer) limited = answer;
        limited.ShouldNotBeNull();
        await limited.ShouldBeProblem(429, "too-many-requests");
        limited.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await second.GetAsync("/api/identity/me")).StatusCode.ShouldBe(HttpStatusCode.OK, "the limit of one is not that of another");

        for (var i = 0; i < 2; i++) await small.CreateClient().Post("/api/identity/sign-in", new { userName = "nobody", password = "wrong password" });
        await (await small.CreateClient().Post("/api/identity/sign-in", new { userName = "nobody", password = "wrong password" })).ShouldBeProblem(429, "too-many-requests");

        limited = null;
        for (var i = 0; i < 120 && limited is null; i++)
            if (await small.CreateClient().Get("/api/identity/me", "45.8.8.8") is { StatusCode: HttpStatusCode.TooManyRequests } answer) limited = answer;
        limited.ShouldNotBeNull();
        (await small.CreateClient().Get("/api/identity/me", "45.8.8.9")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Knowing_the_caller_asks_nothing_of_the_database()
    {
        var client = await host.SignedIn(Roles.Administrator);
        (await client.GetAsync("/api/identity/roles")).EnsureSuccessStatusCode();

        var trace = ActivityTraceId.CreateRandom();
        var statements = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql" && activity.TraceId == trace) Interlocked.Increment(ref statements);
            },
        };
        ActivitySource.AddActivityListener(listener);
        for (var i = 0; i < 20; i++) (await Traced(client, "/api/identity/roles", trace)).EnsureSuccessStatusCode();
        statements.ShouldBe(0);

        // The counting works: this one reads.
        (await Traced(client, "/api/identity/users", trace)).EnsureSuccessStatusCode();
        statements.ShouldBeGreaterThan(0);
    }

    private static Task<HttpResponseMessage> Traced(HttpClient client, string path, ActivityTraceId trace)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        return client.SendAsync(request);
    }
}
