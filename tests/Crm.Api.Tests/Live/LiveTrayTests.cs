using System.Net;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Kit;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Api.Tests.Collections.CollectionsHost;

namespace Crm.Api.Tests.Live;

/// <summary>What those who follow a tray hear, what they never hear, and when they stop hearing.</summary>
public sealed partial class LiveTrayTests(CollectionsHost host) : IClassFixture<CollectionsHost>
{
    private const string Accounts = "/api/collections/trays/accounts", Promises = "/api/collections/trays/promises";

    [Fact]
    public async Task A_row_that_changes_hands_is_gone_for_one_and_there_for_the_other_and_counts_follow()
    {
        var campaign = await host.Campaign();
        var (mine, me) = await host.Agent(campaign);
        var (hers, she) = await host.Agent(campaign);
        var seeded = await host.Account(campaign: campaign, agent: me);
        await using var first = await new LiveClient(mine, Accounts, "accountId").Follow();
        await using var second = await new LiveClient(hers, Accounts, "accountId").Follow();
        first.Rows.Keys.ShouldBe([seeded.Account.ToString()]);
        await first.Until(() => first.Total == 1, "one is counted");

        await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/charges", new { component = "fees", amount = Cop(12_000), reason = "Notice", chargeId = Guid.CreateVersion7() });
        var changed = await first.Hears(heard => heard.Name == "changed");
        changed.Data!["line"].Amount("balance").ShouldBe(1_012_000);

        await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/assign", new { agentId = she });
        (await first.Hears(heard => heard.Name == "gone")).Data.Text("id").ShouldBe(seeded.Account.ToString());
        (await second.Hears(heard => heard.Name == "changed")).Data.Text("line.ownerId").ShouldBe(she.ToString());
        await first.IsTheList();
        await second.IsTheList();
        first.Total.ShouldBe(0);

        // Withdrawn, the account stays in the view and is in nobody's list.
        await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/withdraw", new { reason = "Asked for" });
        await second.Hears(heard => heard.Name == "gone");
        await second.IsTheList();
    }

    [Fact]
    public async Task What_is_out_of_scope_or_was_not_asked_for_never_arrives_and_names_are_masked_as_in_the_list()
    {
        var (mine, theirs) = (await host.Campaign(), await host.Campaign());
        var (supervisor, _) = await host.Agent(mine, "supervisor");
        var (program, _) = await host.Agent(mine, "api-client");
        await using var all = await new LiveClient(supervisor, Promises, "row.promiseId").Follow();
        await using var masked = await new LiveClient(program, Promises, "row.promiseId").Follow();
        await using var nobodys = await new LiveClient(supervisor, $"{Promises}?person={Guid.CreateVersion7()}", "row.promiseId").Follow();

        var other = await Promise(theirs);
        var own = await Promise(mine);
        foreach (var client in (LiveClient[])[all, masked])
        {
            await client.Until(() => client.Rows.ContainsKey(own.ToString()), "the own row came");
            client.Heard.ShouldAllBe(heard => heard.Data == null || !heard.Data.ToJsonString(null).Contains(other.ToString()));
            await client.IsTheList();
        }

        all.Rows[own.ToString()].Text("debtor.name").ShouldBe("María Ríos");
        masked.Rows[own.ToString()].Text("debtor.name").ShouldBe("M. R.");
        await host.Administrator.Command($"/api/collections/promises/{own}/cancel", new { reason = "Took it back" });
        await all.Hears(heard => heard.Name == "gone");
        await nobodys.IsTheList();
        nobodys.Heard.ShouldAllBe(heard => heard.Name == "position" || heard.Name == "counts");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task What_is_heard_folded_over_the_list_is_the_list_whatever_happens_and_however_often_one_is_cut_off(int seed)
    {
        var random = new Random(seed);
        var campaign = await host.Campaign();
        var agents = new[] { await host.Agent(campaign), await host.Agent(campaign) };
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var accounts = new List<Guid>();
        for (var i = 0; i < 4; i++) accounts.Add((await host.Account(campaign: campaign)).Account);
        LiveClient[] clients =
        [
            new(agents[0].Client, Accounts, "accountId"), new(agents[1].Client, Accounts, "accountId"), new(supervisor, Accounts, "accountId"),
            new(supervisor, $"{Accounts}?person={agents[0].Id}&owner={agents[0].Id}", "accountId"),
        ];
        await using var second = await SecondHost();
        foreach (var client in clients) await client.Follow();

        for (var step = 0; step < 40; step++)
        {
            var account = accounts[random.Next(accounts.Count)];
            await (random.Next(10) switch
            {
                < 4 => host.Administrator.Send($"/api/collections/accounts/{account}/assign", new { agentId = agents[random.Next(2)].Id }),
                < 5 => host.Administrator.Send($"/api/collections/accounts/{account}/unassign", new { reason = "Load" }),
                < 8 => host.Administrator.Send($"/api/collections/accounts/{account}/charges", new { component = "fees", amount = Cop(1_000), reason = "Notice", chargeId = Guid.CreateVersion7() }),
                < 9 => host.Administrator.Send($"/api/collections/accounts/{account}/send-to-legal", new { reason = "No agreement" }),
                _ => host.Administrator.Send($"/api/collections/accounts/{account}/return-from-legal", new { reason = "Paid" }),
            });
            var cut = clients[random.Next(clients.Length)];
            if (random.Next(4) == 0) cut.Disconnect();
            else if (random.Next(3) == 0) await cut.Connect();
        }

        await host.CaughtUp();
        foreach (var client in clients)
        {
            await client.Connect();
            await client.IsTheList();
            client.Resets.ShouldBeEmpty();
        }

        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_goes_on_at_another_host_and_every_host_tells_what_any_of_them_did()
    {
        var campaign = await host.Campaign();
        var first = await host.Account(campaign: campaign);
        var user = await host.User("supervisor", campaign);
        await using var here = await new LiveClient(await Signed(host.Factory, user), Accounts, "accountId").Follow();
        here.Disconnect();
        var missed = await host.Account(campaign: campaign);

        await using var other = await SecondHost();
        var there = await Signed(other, user);
        await using var gone = await here.GoOnAt(there);
        await gone.Until(() => gone.Rows.ContainsKey(missed.Account.ToString()), "what was missed came");
        gone.Resets.ShouldBeEmpty();

        // Done at the first host, heard at the second.
        await host.Administrator.Command($"/api/collections/accounts/{first.Account}/withdraw", new { reason = "Asked for" });
        (await gone.Hears(heard => heard.Name == "gone")).Data.Text("id").ShouldBe(first.Account.ToString());
        await gone.IsTheList();

        // A host that stops ends its streams; whoever followed there goes on here.
        await other.DisposeAsync();
        await gone.Ended();
        var later = await host.Account(campaign: campaign);
        await using var back = await gone.GoOnAt(await Signed(host.Factory, user));
        await back.Until(() => back.Rows.ContainsKey(later.Account.ToString()), "what was missed came");
        await back.IsTheList();
        back.Resets.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_reads_slowly_is_told_to_read_anew_and_then_sees_the_same()
    {
        var campaign = await host.Campaign();
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var (portfolio, debtor) = (await host.Portfolio(campaign), await host.Debtor(campaign));
        await using var slow = await new LiveClient(supervisor, Accounts, "accountId").Follow();

        // Nobody reads the stream meanwhile: what does not fit into the connection waits, up to its bound.
        var today = await host.Today();
        await Parallel.ForAsync(0, 320, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await host.Administrator.Command("/api/collections/accounts", new
        {
            portfolioId = portfolio,
            debtorId = debtor,
            reference = $"SLOW-{i}-{campaign}",
            cutOffDate = today.AddDays(-1),
            cessionDate = today.AddDays(-40),
            originatorDaysPastDue = 0,
            balance = new { currency = "COP", principal = 100_000 + i, interest = 0, fees = 0, insurance = 0, technology = 0, other = 0 },
        }));
        await host.CaughtUp();
        await slow.Until(() => slow.Resets.Count > 0, "he is told to read anew");
        slow.Resets.ShouldAllBe(reason => reason == "slow");
        await slow.IsTheList();
        slow.Rows.Count.ShouldBe(320);
    }

    [Fact]
    public async Task A_stream_ends_with_the_right_to_it()
    {
        var campaign = await host.Campaign();
        var user = await host.User("supervisor", campaign);
        var client = await Signed(host.Factory, user);
        var another = await Signed(host.Factory, user);
        await using var signingOut = await new LiveClient(another, Accounts, "accountId").Follow();
        await using var losing = await new LiveClient(client, Accounts, "accountId").Follow();

        (await another.Send("/api/identity/sign-out")).IsSuccessStatusCode.ShouldBeTrue();
        await signingOut.Ended();

        var grants = (await host.Administrator.Read($"/api/identity/users/{user.Id}"))["roles"]!.AsArray();
        await host.Administrator.Command($"/api/identity/users/{user.Id}/roles/{grants.Single().Text("grantId")}/revoke", new { reason = "Left" });
        await losing.Ended();
        await losing.Connect();
        losing.Answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_role_that_reaches_further_begins_anew()
    {
        var (mine, theirs) = (await host.Campaign(), await host.Campaign());
        var user = await host.User("supervisor", mine);
        var client = await Signed(host.Factory, user);
        var seeded = await host.Account(campaign: theirs);
        await using var follower = await new LiveClient(client, Accounts, "accountId").Follow();
        follower.Rows.ShouldBeEmpty();

        await host.Administrator.Command($"/api/identity/users/{user.Id}/roles", new { role = "supervisor", campaignId = theirs, teamId = (Guid?)null, from = (DateTimeOffset?)null, until = (DateTimeOffset?)null });
        await follower.Ended();
        await follower.Connect();
        await follower.Until(() => follower.Resets.Count > 0, "he is told to read anew");
        follower.Rows.ShouldContainKey(seeded.Account.ToString());
        await follower.IsTheList();
    }

    [Fact]
    public async Task A_stream_ends_with_the_token_it_was_opened_with()
    {
        var user = await host.User("supervisor", await host.Campaign());
        await using var other = await SecondHost();
        await using var follower = await new LiveClient(await Signed(other, user), Accounts, "accountId").Follow();

        other.Clock.Advance(TimeSpan.FromMinutes(16));
        await follower.Ended();
        await follower.Connect();
        follower.Answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_comes_back_after_the_tombstones_went_or_the_view_was_rebuilt_reads_anew()
    {
        var campaign = await host.Campaign();
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        var seeded = await host.Account(campaign: campaign);
        await using var old = await new LiveClient(supervisor, Accounts, "accountId").Follow();
        old.Disconnect();
        await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/withdraw", new { reason = "Asked for" });
        await host.CaughtUp();
        await host.Execute("update crm_live_views set floor = (select max(seq_id) from mt_events); delete from crm_live_tombstones");
        await old.Connect();
        await old.Until(() => old.Resets.Count > 0, "he is told to read anew");
        old.Resets.ShouldBe(["too-old"]);
        await old.IsTheList();
        old.Rows.ShouldBeEmpty();

        await host.Services.GetRequiredService<ProjectionEngine>().Rebuilder.Rebuild("accounts_tray", new RebuildOptions(), null, default);
        await old.Until(() => old.Resets.Count > 1, "he is told to read anew");
        old.Resets[^1].ShouldBe("rebuilt");
        var next = await host.Account(campaign: campaign);
        await old.Until(() => old.Rows.ContainsKey(next.Account.ToString()), "it goes on");
        await old.IsTheList();
    }

    [Fact]
    public async Task Only_who_can_read_events_is_answered_with_them_and_only_so_many_at_a_time()
    {
        var campaign = await host.Campaign();
        var (supervisor, _) = await host.Agent(campaign, "supervisor");
        await (await supervisor.GetAsync(new Uri(Accounts + "/live", UriKind.Relative))).ShouldBeProblem(406, "event-stream-only");
        (await supervisor.SendAsync(new(HttpMethod.Head, Accounts + "/live"))).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        await (await supervisor.SendAsync(LiveClient.Request(Accounts + "?place=attic"), HttpCompletionOption.ResponseHeadersRead)).ShouldBeProblem(400, "invalid");
        await (await supervisor.SendAsync(LiveClient.Request(Accounts + "?campaign=x"), HttpCompletionOption.ResponseHeadersRead)).ShouldBeProblem(400, "invalid");

        var open = new List<LiveClient>();
        try
        {
            for (var i = 0; i < 12; i++)
            {
                open.Add(new(supervisor, Accounts, "accountId"));
                await open[^1].Connect();
                open[^1].Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            open[0].Answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            open[0].Answer.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
            open[0].Answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
            var refused = await supervisor.SendAsync(LiveClient.Request(Accounts), HttpCompletionOption.ResponseHeadersRead);
            refused.Headers.RetryAfter.ShouldNotBeNull();
            await refused.ShouldBeProblem(429, "too-many-streams");

            // Whoever closes one may open another, as soon as the host has noticed.
            open[0].Disconnect();
            await Eventually.True(async () =>
            {
                using var again = await supervisor.SendAsync(LiveClient.Request(Accounts), HttpCompletionOption.ResponseHeadersRead);
                return again.StatusCode is HttpStatusCode.OK;
            }, "a place is free");
        }
        finally
        {
            foreach (var client in open) await client.DisposeAsync();
        }

        using var garbled = await supervisor.SendAsync(LiveClient.Request(Accounts, "not-an-id"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await garbled.Content.ReadAsStreamAsync());
        string? line;
        while ((line = await reader.ReadLineAsync()) is not null && !line.StartsWith("event: ", StringComparison.Ordinal))
        {
            // Comments and the time to wait come first.
        }

        line.ShouldBe("event: reset");
    }

    [Fact]
    public async Task Whose_data_a_stream_showed_is_recorded()
    {
        var campaign = await host.Campaign();
        var (supervisor, id) = await host.Agent(campaign, "supervisor");
        await using (var follower = await new LiveClient(supervisor, Promises, "row.promiseId").Follow())
        {
            var promise = await Promise(campaign);
            await follower.Until(() => follower.Rows.ContainsKey(promise.ToString()), "it came");
        }

        await Eventually.True(async () => await host.Scalar<long>(
            $"select count(*) from crm_access_log l where l::text like '%{id}%' and l::text like '%FollowOpenPromises%'") == 1, "the stream's read is recorded");
    }

    private async Task<Guid> Promise(Guid campaign)
    {
        var seeded = await host.Account(campaign: campaign);
        return (await host.Administrator.Command("/api/collections/promises", new { accountId = seeded.Account, amount = Cop(100_000), dueOn = (await host.Today()).AddDays(3) })).Id;
    }

    private async Task<HostFactory> SecondHost()
    {
        var factory = new HostFactory(PostgresTestCluster.AsHost(host.ConnectionString), owner: host.ConnectionString);
        await factory.Ready();
        return factory;
    }

    private static async Task<HttpClient> Signed(HostFactory factory, TestUser user)
    {
        var client = factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await HostFixture.SignIn(client, user.UserName)).AccessToken);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        return client;
    }
}
