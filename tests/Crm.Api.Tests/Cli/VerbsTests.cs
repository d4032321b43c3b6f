using System.Text.Json.Nodes;
using Crm.Api.Cli;
using Crm.Api.Queries;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Kit;
using Crm.EventStore.Projecting;
using Crm.Projections.TelecomSales.Commissions;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Cli;

/// <summary>Verbs on a database.</summary>
public sealed class VerbsTests(PostgresFixture database) : IClassFixture<PostgresFixture>
{
    private readonly PostgresFixture _database = database;
    private readonly string[] _settings =
    [
        $"--ConnectionStrings:Crm={database.ConnectionString}", $"--Crm:MasterKey={Convert.ToBase64String(PostgresFixture.MasterKey)}",
        $"--Crm:InstallationSecret={HostFactory.InstallationSecret}", $"--Crm:Folder={PostgresTestCluster.Folder("verbs")}",
    ];

    [Fact]
    public async Task A_user_is_made_and_listed_and_a_second_of_the_name_is_refused()
    {
        (await WithInput("a long passphrase\n", "users", "create", "first.one", "--role", "super-administrator", "--password-stdin")).Code.ShouldBe(ExitCodes.Success);
        (await WithInput("a long passphrase\n", "users", "create", "First.One", "--password-stdin")).Code.ShouldBe(ExitCodes.Failure);

        var (code, output, _) = await Run("users", "list", "--json");
        code.ShouldBe(ExitCodes.Success);
        JsonNode.Parse(output)!.AsArray().ShouldContain(user => user!["userName"]!.GetValue<string>() == "first.one");
    }

    [Fact]
    public async Task A_weak_password_makes_no_user()
    {
        var (code, _, error) = await WithInput("short\n", "users", "create", "weak.one", "--password-stdin");
        code.ShouldBe(ExitCodes.Failure);
        error.ShouldContain("identity.password-length");
        (await Run("users", "list", "--json")).Output.ShouldNotContain("weak.one");
    }

    [Fact]
    public async Task Roles_are_defined_shown_changed_and_retired()
    {
        (await Run("roles", "define", "night-lead", "--label", "Night lead", "--allow", "accounts:read=campaign", "reports:read=team")).Code.ShouldBe(ExitCodes.Success);
        (await Run("roles", "show", "night-lead")).Output.ReplaceLineEndings("\n").ShouldBe("permission\treach\naccounts:read\tcampaign\nreports:read\tteam\n");
        (await Run("roles", "change", "night-lead", "--allow", "tasks:read=own", "--withdraw", "reports:read")).Code.ShouldBe(ExitCodes.Success);
        (await Run("roles", "show", "night-lead")).Output.ReplaceLineEndings("\n").ShouldBe("permission\treach\naccounts:read\tcampaign\ntasks:read\town\n");
        (await Run("roles", "list", "--json")).Output.ShouldContain("Night lead");

        await WithInput("a long passphrase\n", "users", "create", "night.one", "--role", "night-lead", "--password-stdin");
        (await Run("projections", "run", "--timeout", "60")).Code.ShouldBe(ExitCodes.Success);
        (await Run("roles", "retire", "night-lead", "--reason", "Over")).Code.ShouldBe(ExitCodes.Failure);
        (await Run("users", "close", "night.one", "--reason", "Left")).Code.ShouldBe(ExitCodes.Success);
        (await Run("projections", "run", "--timeout", "60")).Code.ShouldBe(ExitCodes.Success);
        (await Run("roles", "retire", "night-lead", "--reason", "Over")).Code.ShouldBe(ExitCodes.Success);
        (await Run("roles", "retire", "agent", "--reason", "Over")).Code.ShouldBe(ExitCodes.Failure);
        (await Run("roles", "change", "agent", "--allow", "accounts:read")).Code.ShouldBe(ExitCodes.Usage);
        (await Run("roles", "show", "night-lead")).Code.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task The_terms_are_set_one_by_one_and_within_bounds()
    {
        (await Run("policy", "set", "--idle-minutes", "20", "--second-factor", "administrator", "auditor")).Code.ShouldBe(ExitCodes.Success);
        var terms = JsonNode.Parse((await Run("policy", "show", "--json")).Output)!["policy"]!;
        (terms["idleMinutes"]!.GetValue<int>(), terms["sessionHours"]!.GetValue<int>(), terms["secondFactorRoles"]!.AsArray().Count).ShouldBe((20, 12, 2));
        var (code, _, error) = await Run("policy", "set", "--read-log-days", "5");
        code.ShouldBe(ExitCodes.Failure);
        error.ShouldContain("identity.policy-out-of-range");
        (await Run("policy", "set", "--second-factor", "none")).Output.ShouldContain("demanded of nobody");
    }

    [Fact]
    public async Task Agents_and_sessions_are_listed_and_what_does_not_exist_is_told_so()
    {
        await WithInput("a long passphrase\n", "users", "create", "agent.one", "--role", "agent", "--password-stdin");
        (await Run("agents", "list")).Output.ShouldStartWith("agent\tstate");
        var (code, _, error) = await Run("agents", "clock-in", "agent.one");
        code.ShouldBe(ExitCodes.Failure);
        error.ShouldContain("identity.campaign-not-his");
        (await Run("agents", "pause", "agent.one")).Error.ShouldContain("identity.not-clocked-in");
        (await Run("agents", "clock-out", "nobody")).Code.ShouldBe(ExitCodes.Usage);
        (await Run("sessions", "list", "agent.one")).Output.ShouldStartWith("session\topened");
        (await Run("sessions", "end", Guid.CreateVersion7().ToString())).Code.ShouldBe(ExitCodes.Failure);
    }

    [Fact]
    public async Task A_demo_day_fills_the_trays_of_every_room_and_lived_again_changes_nothing()
    {
        string[] day = ["demo", "--events", "720", "--seed", "3", "--yes", "--json"];
        var (code, output, error) = await Run(day);
        code.ShouldBe(ExitCodes.Success, error + output);
        var lived = JsonNode.Parse(output)!;
        var filled = lived["trays"]!.AsArray().Where(tray => tray!["rows"]!.GetValue<long>() > 0).Select(tray => tray!["tray"]!.GetValue<string>()).ToList();
        string[] full =
        [
            "accounts to work", "unassigned accounts", "open promises", "sales to review", "verification calls", "orders to enter", "orders to track", "returned sales", "escalated sales",
            "operator rejections", "claimed sales", "calls to make", "unassigned tickets", "tickets in hand", "waiting tickets", "resolved tickets",
        ];
        full.Except(filled).ShouldBeEmpty();

        const string Ended = "select count(distinct type) from mt_events where type in ('sale_activated', 'sale_charged_back', 'sale_rejected', 'sale_cancelled', 'ticket_closed', 'ticket_reopened', 'callback_declined')";
        (await _database.Scalar<long>(Ended)).ShouldBe(7);
        var streams = await _database.Scalar<long>(Streams);
        var again = JsonNode.Parse((await Run([.. day, "--no-compare"])).Output)!;
        again["speed"]!["events"]!.GetValue<int>().ShouldBe(0);
        (await _database.Scalar<long>(Streams)).ShouldBe(streams);
    }

    // What the day itself begins; reactions come behind it in their own time.
    private const string Streams = "select count(*) from mt_streams where type in ('sale', 'plan', 'callback', 'ticket', 'queue', 'debtor', 'debt_account', 'commission_scheme', 'customer', 'requester')";

    [Fact]
    public async Task Commissions_are_listed_shown_and_reckoned_again_and_a_month_is_closed_while_a_host_serves()
    {
        await WithInput("a long passphrase\n", "users", "create", "chief.one", "--role", "super-administrator", "--password-stdin");
        await using var host = new HostFactory(PostgresTestCluster.AsHost(_database.ConnectionString), owner: _database.ConnectionString);
        await host.Ready();
        using var chief = host.CreateClient();
        chief.DefaultRequestHeaders.Authorization = new("Bearer", (await HostFixture.SignIn(chief, "chief.one", "a long passphrase")).AccessToken);
        var campaign = (await chief.Command("/api/campaigns", new { code = "CLI-COM", name = "Verbs", country = "CO", currency = "COP", zone = "America/Bogota", language = "es-CO" })).Id;
        var agent = Guid.CreateVersion7();
        var position = 0L;
        foreach (var (amount, reason) in new[] { (1_000.25m, "Forgotten in March"), (-200m, "Paid twice") })
            position = (await chief.Command("/api/telecom-sales/commissions/adjustments", new { campaignId = campaign, agentId = agent, period = "2021-03", amount = CollectionsHost.Cop(amount), reason })).Position;
        await host.Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(position);

        string[] march = ["--campaign", "cli-com", "--period", "2021-03"];
        var (code, listed, error) = await Run(["commissions", "statements", .. march, "--json"]);
        code.ShouldBe(ExitCodes.Success, error);
        var row = JsonNode.Parse(listed)!.AsArray().ShouldHaveSingleItem()!;
        (row["agentId"]!.GetValue<string>(), row["isSettled"]!.GetValue<bool>()).ShouldBe((agent.ToString(), false));
        var statement = row["statementId"]!.GetValue<string>();
        (await Run(["commissions", "statements", "--campaign", "CLI-COM", "--period", "2021-02"])).Output.Trim().Split('\n').Length.ShouldBe(1, "the header");

        var shown = (await Run("commissions", "statement", statement)).Output;
        shown.ShouldContain("Forgotten in March");
        shown.ShouldContain("-200.00 COP");
        shown.ShouldContain("2021-03, 0 sales, 2 entries: 800.25 COP");

        (await Run(["commissions", "verify", .. march])).Code.ShouldBe(ExitCodes.Success);
        var entries = DocumentTable.Of<CommissionEntries>();
        await _database.Scalar<long>($"with changed as (update {entries} set data = jsonb_set(data, '{{amount,amount}}', '-199') where statement_id = '{statement}' and amount < 0 returning 1) select count(*) from changed");
        var tampered = await Run(["commissions", "verify", .. march]);
        tampered.Code.ShouldBe(ExitCodes.Failure);
        tampered.Output.ShouldContain("differs from its events");
        await _database.Scalar<long>($"with changed as (update {entries} set data = jsonb_set(data, '{{amount,amount}}', '-200') where statement_id = '{statement}' and amount < 0 returning 1) select count(*) from changed");

        var settled = await Run(["commissions", "settle", .. march]);
        settled.Code.ShouldBe(ExitCodes.Success, settled.Error);
        settled.Output.ShouldContain("2021-03 is settled: 1 statements, 0 sales, 800.25 COP");
        (await Run(["commissions", "settle", .. march])).Output.ShouldContain("2021-03 is settled");
        (await _database.Scalar<long>($"select count(*) from mt_events where type = 'commission_statement_settled' and stream_id = '{statement}'")).ShouldBe(1);

        var early = await Run("commissions", "settle", "--campaign", "CLI-COM", "--period", "2099-01");
        early.Code.ShouldBe(ExitCodes.Failure);
        early.Error.ShouldContain("telecom-sales.commission-month-not-over");
        (await Run("commissions", "settle", "--campaign", "NONE", "--period", "2021-03")).Code.ShouldBe(ExitCodes.Usage);
        (await Run("commissions", "statements", "--campaign", "CLI-COM", "--period", "March")).Code.ShouldBe(ExitCodes.Usage);
        (await Run("commissions", "statement", Guid.CreateVersion7().ToString())).Code.ShouldBe(ExitCodes.Usage);

        // A file of plans, by the same verbs as every other file: tried, done, done again.
        var file = Path.Combine(Path.GetTempPath(), $"plans-{Guid.CreateVersion7():N}.csv");
        await File.WriteAllTextAsync(file, "CODIGO,NOMBRE_PLAN,CFM,IVA,TIPO_PLAN,DIAS_REVERSION\nCLI-1,Plan,59900,19,portabilidad,90\nCLI-2,Plan,,19,portabilidad,90\n");
        string[] plans = ["import", "plans", file, "--campaign", "CLI-COM"];
        (await Run([.. plans, "--dry-run"])).Output.ShouldContain("Nothing was written. The import would come to:");
        var imported = await Run(plans);
        imported.Code.ShouldBe(ExitCodes.Rejected);
        imported.Output.ShouldContain("2 rows: 1 added, 0 changed, 0 unchanged, 1 rejected.");
        imported.Output.ShouldContain("line 3, CFM: The value is missing. (import.value-missing)");
        (await Run(plans)).Output.ShouldContain("2 rows: 0 added, 0 changed, 1 unchanged, 1 rejected.");
        (await _database.Scalar<long>($"select count(*) from mt_events where type = 'plan_published' and data ->> 'campaignId' = '{campaign}'")).ShouldBe(1);
        File.Delete(file);
    }

    [Fact]
    public async Task Users_are_exported_and_it_is_on_record()
    {
        await WithInput("a long passphrase\n", "users", "create", "exported.one", "--full-name", "=HYPERLINK(1)", "--password-stdin");
        (await Run("projections", "run", "--timeout", "60")).Code.ShouldBe(ExitCodes.Success);
        var file = Path.Combine(Path.GetTempPath(), $"users-{Guid.CreateVersion7():N}.csv");
        (await Run("users", "export", "--out", file, "--headers", "en")).Code.ShouldBe(ExitCodes.Success);
        var text = await File.ReadAllTextAsync(file);
        File.Delete(file);
        text.ShouldContain("User name");
        text.Split('\n').Single(line => line.Contains("exported.one", StringComparison.Ordinal)).ShouldContain("'=HYPERLINK");
        (await _database.Scalar<long>("select count(*) from crm_access_log where kind = 'user-export'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_person_is_held_released_erased_and_exported_for_real()
    {
        await WithInput("a long passphrase\n", "users", "create", "private.one", "--full-name", "Melquiades Tormenta", "--password-stdin");
        var id = JsonNode.Parse((await Run("users", "list", "--json")).Output)!.AsArray().Single(user => user!["userName"]!.GetValue<string>() == "private.one")!["id"]!.GetValue<string>();
        (await Run("projections", "run", "--timeout", "60")).Code.ShouldBe(ExitCodes.Success);

        (await Run("privacy", "retention", "--staff", "0")).Output.ShouldContain("Staff: 0 years");
        var hold = JsonNode.Parse((await Run("privacy", "hold", id, "--reason", "Lawsuit", "--json")).Output)!["hold"]!.GetValue<string>();
        (await Run("privacy", "show", id)).Output.ShouldContain($"Legal hold {hold}: Lawsuit");
        (await Run("users", "close", "private.one", "--reason", "Left")).Code.ShouldBe(ExitCodes.Success);
        (await Run("privacy", "erase", id, "--reason", "Asked for it")).Error.ShouldContain("privacy.legal-hold");
        (await Run("privacy", "release", id, hold, "--reason", "Settled")).Output.ShouldContain("Released.");
        (await Run("privacy", "export", id)).Output.ShouldContain("Melquiades Tormenta");

        (await Run("privacy", "erase", id, "--reason", "Asked for it")).Output.ShouldContain("the key is destroyed");
        (await Run("privacy", "show", id)).Output.ShouldContain("Erased.");
        (await Run("privacy", "export", id)).Output.ShouldNotContain("Melquiades");
        (await Run("privacy", "erasable")).Code.ShouldBe(ExitCodes.Success);
        (await Run("privacy", "show", Guid.CreateVersion7().ToString())).Code.ShouldBe(ExitCodes.Usage);
        (await _database.Scalar<bool>($"select wrapped_key is null from crm_subject_keys where subject_id = '{id}'")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_unknown_projection_is_2_and_names_those_that_exist()
    {
        var (code, _, error) = await Run("projections", "rebuild", "nonsense");
        code.ShouldBe(ExitCodes.Usage);
        error.ShouldContain("accounts_tray");
    }

    [Fact]
    public async Task Files_are_listed_verified_and_swept()
    {
        (await Run("files", "list", "--json")).Output.Trim().ShouldBe("[]");
        (await Run("files", "verify")).Output.ShouldContain("Every content is there");
        (await Run("files", "list", "--limit", "0")).Code.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task Rebuilding_all_ends_with_a_comparison_of_old_and_new()
    {
        await WithInput("a long passphrase\n", "users", "create", "rebuilt.one", "--password-stdin");
        (await Run("projections", "run", "--timeout", "60")).Code.ShouldBe(ExitCodes.Success);
        var (code, output, error) = await Run("projections", "rebuild", "--all", "--json");

        code.ShouldBe(ExitCodes.Success, error);
        JsonNode.Parse(output)!.AsArray().ShouldAllBe(row => row!["result"]!.GetValue<string>() == "equal");
    }

    [Fact]
    public async Task The_schema_is_asserted_and_nothing_is_left_to_apply()
    {
        (await Run("db", "assert")).Code.ShouldBe(ExitCodes.Success);
        (await Run("db", "patch")).Output.Trim().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_stands_still_is_counted_tried_again_and_released_by_name()
    {
        (await Run("projections", "pause", "accounts_tray")).Code.ShouldBe(ExitCodes.Success);
        var (code, output, _) = await Run("storage", "counts");
        code.ShouldBe(ExitCodes.Success);
        output.ShouldContain("missed deadlines\t0");
        output.ShouldContain("shards paused\t1");
        (await Run("projections", "resume", "accounts_tray")).Code.ShouldBe(ExitCodes.Success);

        (await Run("storage", "retry", "--all")).Code.ShouldBe(ExitCodes.Success);
        (await Run("storage", "retry")).Code.ShouldBe(ExitCodes.Usage);
        (await Run("storage", "release", "accounts_tray")).Output.ShouldContain("accounts_tray\t");
        var unknown = await Run("storage", "release", "nonsense");
        unknown.Code.ShouldBe(ExitCodes.Usage);
        unknown.Error.ShouldContain("accounts_tray");
    }

    [Fact]
    public async Task Clearing_where_nobody_can_be_asked_needs_yes() =>
        (await Run("resources", "clear")).Code.ShouldBe(ExitCodes.Usage);

    private Task<(int Code, string Output, string Error)> Run(params string[] args) => WithInput("", args);

    private Task<(int Code, string Output, string Error)> WithInput(string input, params string[] args) => CommandLineTests.RunWith(_settings, input, args);
}
