using System.Text.Json.Nodes;
using Crm.Api.Cli;
using Crm.Api.Tests.Kit;
using Crm.Testing;

namespace Crm.Api.Tests.Cli;

/// <summary>Verbs on a database. Configuration comes from the environment, so these run one after the other.</summary>
[Collection(nameof(VerbsTests))]
public sealed class VerbsTests : IClassFixture<PostgresFixture>, IDisposable
{
    private static readonly string[] Names = ["ConnectionStrings__Crm", "Crm__MasterKey", "Crm__InstallationSecret", "Crm__Folder"];

    public VerbsTests(PostgresFixture database)
    {
        Environment.SetEnvironmentVariable(Names[0], database.ConnectionString);
        Environment.SetEnvironmentVariable(Names[1], Convert.ToBase64String(PostgresFixture.MasterKey));
        Environment.SetEnvironmentVariable(Names[2], HostFactory.InstallationSecret);
        Environment.SetEnvironmentVariable(Names[3], Path.GetTempPath());
    }

    public void Dispose()
    {
        foreach (var name in Names) Environment.SetEnvironmentVariable(name, null);
    }

    [Fact]
    public async Task A_user_is_made_and_listed_and_a_second_of_the_name_is_refused()
    {
        (await WithInput("a long passphrase\n", "users", "create", "first.one", "--role", "super-administrator", "--password-stdin")).Code.ShouldBe(ExitCodes.Success);
        (await WithInput("a long passphrase\n", "users", "create", "First.One", "--password-stdin")).Code.ShouldBe(ExitCodes.Failure);

        var (code, output, _) = await CommandLineTests.Run("users", "list", "--json");
        code.ShouldBe(ExitCodes.Success);
        JsonNode.Parse(output)!.AsArray().ShouldContain(user => user!["userName"]!.GetValue<string>() == "first.one");
    }

    [Fact]
    public async Task A_weak_password_makes_no_user()
    {
        var (code, _, error) = await WithInput("short\n", "users", "create", "weak.one", "--password-stdin");
        code.ShouldBe(ExitCodes.Failure);
        error.ShouldContain("identity.password-length");
        (await CommandLineTests.Run("users", "list", "--json")).Output.ShouldNotContain("weak.one");
    }

    [Fact]
    public async Task An_unknown_projection_is_2_and_names_those_that_exist()
    {
        var (code, _, error) = await CommandLineTests.Run("projections", "rebuild", "nonsense");
        code.ShouldBe(ExitCodes.Usage);
        error.ShouldContain("accounts_tray");
    }

    [Fact]
    public async Task Rebuilding_all_ends_with_a_comparison_of_old_and_new()
    {
        await WithInput("a long passphrase\n", "users", "create", "rebuilt.one", "--password-stdin");
        (await CommandLineTests.Run("projections", "run", "--timeout", "60")).Code.ShouldBe(ExitCodes.Success);
        var (code, output, error) = await CommandLineTests.Run("projections", "rebuild", "--all", "--json");

        code.ShouldBe(ExitCodes.Success, error);
        JsonNode.Parse(output)!.AsArray().ShouldAllBe(row => row!["result"]!.GetValue<string>() == "equal");
    }

    [Fact]
    public async Task The_schema_is_asserted_and_nothing_is_left_to_apply()
    {
        (await CommandLineTests.Run("db", "assert")).Code.ShouldBe(ExitCodes.Success);
        (await CommandLineTests.Run("db", "patch")).Output.Trim().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_stands_still_is_counted_tried_again_and_released_by_name()
    {
        (await CommandLineTests.Run("projections", "pause", "accounts_tray")).Code.ShouldBe(ExitCodes.Success);
        var (code, output, _) = await CommandLineTests.Run("storage", "counts");
        code.ShouldBe(ExitCodes.Success);
        output.ShouldContain("missed deadlines\t0");
        output.ShouldContain("shards paused\t1");
        (await CommandLineTests.Run("projections", "resume", "accounts_tray")).Code.ShouldBe(ExitCodes.Success);

        (await CommandLineTests.Run("storage", "retry", "--all")).Code.ShouldBe(ExitCodes.Success);
        (await CommandLineTests.Run("storage", "retry")).Code.ShouldBe(ExitCodes.Usage);
        (await CommandLineTests.Run("storage", "release", "accounts_tray")).Output.ShouldContain("accounts_tray\t");
        var unknown = await CommandLineTests.Run("storage", "release", "nonsense");
        unknown.Code.ShouldBe(ExitCodes.Usage);
        unknown.Error.ShouldContain("accounts_tray");
    }

    [Fact]
    public async Task Clearing_where_nobody_can_be_asked_needs_yes() =>
        (await CommandLineTests.Run("resources", "clear")).Code.ShouldBe(ExitCodes.Usage);

    private static async Task<(int Code, string Output, string Error)> WithInput(string input, params string[] args)
    {
        var before = Console.In;
        Console.SetIn(new StringReader(input));
        try
        {
            return await CommandLineTests.Run(args);
        }
        finally
        {
            Console.SetIn(before);
        }
    }
}

[CollectionDefinition(nameof(VerbsTests), DisableParallelization = true)]
public sealed class VerbsAlone;
