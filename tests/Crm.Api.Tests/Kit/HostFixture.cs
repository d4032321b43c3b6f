using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Kit;

/// <summary>The whole host on a fresh database: <c>IClassFixture&lt;HostFixture&gt;</c>, where a class moves the clock, changes what all share or counts all there is.</summary>
public class HostFixture : PostgresFixture
{
    public const string Password = "correct horse battery";
    private int _users;

    public HostFactory Factory { get; private set; } = null!;

    public IServiceProvider Services => Factory.Services;

    /// <summary>Settings of this host beside those of every test's.</summary>
    protected virtual IReadOnlyDictionary<string, string>? Settings => null;

    protected override Task<string> CreateDatabase() => HostTemplate.Copy();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Factory = new(PostgresTestCluster.AsHost(ConnectionString), settings: Settings, owner: ConnectionString);
        await Factory.Ready();
    }

    public override async Task DisposeAsync()
    {
        await Factory.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>A client of nobody.</summary>
    public HttpClient Anonymous() => Factory.CreateClient();

    /// <summary>A new user with a role, everywhere or in a campaign.</summary>
    public async Task<TestUser> User(string? role = null, Guid? campaign = null)
    {
        var user = new TestUser(new(Guid.CreateVersion7()), $"person{Interlocked.Increment(ref _users).ToString(CultureInfo.InvariantCulture)}");
        var units = Services.GetRequiredService<UserUnits>();
        await Do(units.Invite(user.Id, user.UserName, "Somebody Else", null, "en", "America/Bogota"));
        await Do(units.SetPassword(user.Id, Password, null));
        if (role is not null)
        {
            CampaignId? where = campaign is { } id ? new(id) : null;
            await Do(units.Grant(user.Id, Guid.CreateVersion7(), role, where, null, null, null, null, mayGrant: true));
        }

        return user;
    }

    /// <summary>A client signed in as a new user with a role.</summary>
    public async Task<HttpClient> SignedIn(string? role = null, Guid? campaign = null)
    {
        var client = Anonymous();
        var user = await User(role, campaign);
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await SignIn(client, user.UserName)).AccessToken);
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        return client;
    }

    /// <summary>Waits until the read models have seen all there is.</summary>
    public async Task CaughtUp() =>
        await Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(await Scalar<long>("select coalesce(max(seq_id), 0) from mt_events"));

    public static async Task<SessionTokens> SignIn(HttpClient client, string userName, string password = Password)
    {
        var answer = await client.PostAsJsonAsync("/api/identity/sign-in", new { userName, password });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<SessionTokens>())!;
    }

    private async Task Do(Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide) =>
        (await Services.GetRequiredService<CommandRunner>().Run(new CommandOrigin("Test"), decide, CancellationToken.None)).ShouldBeOfType<CommandOutcome.Done>();
}

/// <summary>The tests that only add to a host share one: a start is dear.</summary>
[CollectionDefinition(Name)]
public sealed class OneHost : ICollectionFixture<HostFixture>
{
    public const string Name = "One host";
}

public sealed record TestUser(UserId Id, string UserName);

/// <summary>A host of its own in this process, on a database that may or may not be there yet.</summary>
public sealed class HostFactory(string connectionString, string environment = "Development", IReadOnlyDictionary<string, string>? settings = null, IPasswordHasher<User>? hasher = null, string? owner = null) : WebApplicationFactory<Program>
{
    public static string InstallationSecret { get; } = Convert.ToBase64String([.. Enumerable.Range(101, 32).Select(i => (byte)i)]);

    /// <summary>Largest file that these hosts take.</summary>
    public const int MaxUploadBytes = 200_000;

    private readonly string _uploads = PostgresTestCluster.Folder($"uploads-{Guid.CreateVersion7():N}");

    /// <summary>Where this host keeps the contents of attached files.</summary>
    public string FilesFolder { get; } = PostgresTestCluster.Folder($"files-{Guid.CreateVersion7():N}");

    private static readonly string SealKeys = Directory.CreateDirectory(PostgresTestCluster.Folder("keys")).FullName;

    /// <summary>The system's clock as this host sees it; it stands still until it is moved.</summary>
    public MovableClock Clock { get; } = new();

    /// <summary>Starts the host and waits for its database.</summary>
    public async Task Ready()
    {
        await Started();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Services.GetRequiredService<DatabaseGate>().Opened(limit.Token);
    }

    /// <summary>Starts the host away from the test runner's few threads: starting blocks, and what it waits for must not need one of them.</summary>
    public Task Started() => Task.Run(() => _ = Services);

    /// <summary>Stopping blocks just so.</summary>
    public override async ValueTask DisposeAsync()
    {
        await Task.Run(async () => await base.DisposeAsync());
        foreach (var folder in (string[])[_uploads, FilesFolder])
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(environment);
        builder.UseSetting("ConnectionStrings:Crm", connectionString);
        builder.UseSetting("ConnectionStrings:CrmOwner", owner);
        builder.UseSetting("Crm:Sealing:KeyFolder", SealKeys);
        builder.UseSetting("Crm:MasterKey", Convert.ToBase64String(PostgresFixture.MasterKey));
        builder.UseSetting("Crm:InstallationSecret", InstallationSecret);
        builder.UseSetting("Crm:Imports:Folder", _uploads);
        builder.UseSetting("Crm:Files:Folder", FilesFolder);
        builder.UseSetting("Crm:Imports:MaxUploadBytes", MaxUploadBytes.ToString(CultureInfo.InvariantCulture));
        builder.UseSetting("Crm:Demo", "false");
        builder.UseSetting("Crm:Greeting", "false");
        builder.UseSetting("Crm:SignInsPerMinute", "10000");
        builder.UseSetting("Crm:RequestsPerMinute:Address", "1000000");
        builder.UseSetting("Crm:RequestsPerMinute:User", "1000000");
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) builder.UseSetting(name, value);
        builder.UseSetting("Serilog:MinimumLevel", "Fatal");
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            services.AddSingleton<IStartupFilter, TestAddress>();
            // The hash is slow on purpose; tests need not wait for that.
            if (hasher is not null) services.AddSingleton(hasher);
            services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000);
        });
    }
}

/// <summary>Lets a test say from which address its connection comes; there is no socket that would.</summary>
public sealed class TestAddress : IStartupFilter
{
    public const string Header = "X-Test-Address";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            if (http.Request.Headers[Header] is { Count: > 0 } address) http.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(address.ToString());
            http.Request.Headers.Remove(Header);
            return rest(http);
        });
        next(app);
    };
}

/// <summary>The system's clock with an offset: time goes on, and can be made to go on faster.</summary>
public sealed class MovableClock : TimeProvider
{
    private long _ticks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _ticks));
}

/// <summary>Problems as programs read them.</summary>
public static class ProblemAnswers
{
    public static async Task<JsonObject> ShouldBeProblem(this HttpResponseMessage answer, int status, string type)
    {
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(text)!.AsObject();
        problem["type"]!.GetValue<string>().ShouldBe("urn:crm:" + type);
        problem["status"]!.GetValue<int>().ShouldBe(status);
        problem["title"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
        problem["correlationId"]!.GetValue<string>().ShouldBe(answer.Headers.GetValues("X-Correlation-Id").Single());
        text.ShouldNotContain("   at ");
        return problem;
    }

    public static IEnumerable<string> FieldsInError(this JsonObject problem) => problem["errors"]!.AsObject().Select(error => error.Key);
}
