using System.Text.Json.Nodes;
using Crm.Api.Cli;
using Crm.Api.Tests.Kit;
using Crm.Testing;

namespace Crm.Api.Tests.Cli;

public sealed class AuditVerbsTests(PostgresFixture database) : IClassFixture<PostgresFixture>
{
    private readonly PostgresFixture _database = database;
    private readonly string _folder = Directory.CreateDirectory(PostgresTestCluster.Folder($"audit-{Guid.CreateVersion7():N}")).FullName;

    [Fact]
    public async Task An_auditors_round_from_the_key_to_the_altered_event()
    {
        (await Run("audit", "keys", "rotate")).Code.ShouldBe(ExitCodes.Success);
        var fingerprint = (await Run("audit", "keys", "show", "--json")).Json["fingerprint"]!.GetValue<string>();
        await _database.Log.Append(TestEvents.Unit(Guid.CreateVersion7(), 0, new JarOpened("rent"), new CoinDropped(1), new CoinDropped(2)), default);
        (await Run("audit", "seal", "--json")).Json["events"]!.GetValue<int>().ShouldBe(1);
        (await Run("audit", "heads", "--out", In("heads.ndjson"))).Code.ShouldBe(ExitCodes.Success);
        (await Run("audit", "export", "--out", In("bundle.zip"))).Code.ShouldBe(ExitCodes.Success);
        (await Run("audit", "prove", "2", "--out", In("proof.json"))).Code.ShouldBe(ExitCodes.Success);
        string[] outside = ["--head", In("heads.ndjson"), "--key-fingerprint", fingerprint.ToUpperInvariant()];

        (await Run(["audit", "verify", .. outside])).Output.ShouldContain("events: SOUND: 3 rows in 1 seals");
        await _database.Execute("update mt_events set data = '{}' where seq_id = 2");
        var touched = await Run(["audit", "verify", .. outside]);
        touched.Code.ShouldBe(ExitCodes.Failure);
        touched.Output.ShouldContain("NOT SOUND (Altered): The row at 2");
        (await Run("audit", "prove", "2")).Code.ShouldBe(ExitCodes.Failure);

        // The trail tells of both verifications, and of the key that took the first one's place when something was sealed with it.
        (await _database.Scalar<string>("select string_agg(data->>'sound', ' ' order by seq_id) from mt_events where type = 'sealed_history_verified'")).ShouldBe("true false");
        (await Run("audit", "keys", "rotate")).Code.ShouldBe(ExitCodes.Success);
        (await Run("audit", "seal")).Code.ShouldBe(ExitCodes.Success);
        (await _database.Scalar<string>("select string_agg(data->>'endorsedBy', ' ') from mt_events where type = 'seal_key_rotated'")).ShouldBe(fingerprint);

        // Without a database, a key or a setting that is right.
        string[] nowhere = ["--ConnectionStrings:Crm=Host=nowhere.invalid"];
        (await RunWith(nowhere, ["audit", "verify", "--bundle", In("bundle.zip"), .. outside])).Code.ShouldBe(ExitCodes.Success);
        (await RunWith(nowhere, ["audit", "verify", "--proof", In("proof.json"), .. outside])).Code.ShouldBe(ExitCodes.Success);
        await File.WriteAllTextAsync(In("proof.json"), (await File.ReadAllTextAsync(In("proof.json"))).Replace("coin_dropped", "jar_emptied", StringComparison.Ordinal));
        (await RunWith(nowhere, ["audit", "verify", "--proof", In("proof.json"), .. outside])).Code.ShouldBe(ExitCodes.Failure);
    }

    [Theory]
    [InlineData("audit", "verify", "--key-fingerprint", "abc")]
    [InlineData("audit", "verify", "--bundle", "/nowhere/bundle.zip")]
    [InlineData("audit", "verify", "--chain", "nonsense")]
    [InlineData("audit", "prove", "nonsense")]
    public async Task What_is_asked_wrongly_ends_with_2(params string[] args) => (await Run(args)).Code.ShouldBe(ExitCodes.Usage);

    private string In(string name) => Path.Combine(_folder, name);

    private Task<Answer> Run(params string[] args) => RunWith(
    [
        $"--ConnectionStrings:Crm={PostgresTestCluster.AsHost(_database.ConnectionString)}", $"--Crm:MasterKey={Convert.ToBase64String(PostgresFixture.MasterKey)}",
        $"--Crm:InstallationSecret={HostFactory.InstallationSecret}", $"--Crm:Folder={_folder}", $"--Crm:Sealing:KeyFolder={In("keys")}",
    ], args);

    private static async Task<Answer> RunWith(string[] settings, params string[] args)
    {
        var (code, output, error) = await CommandLineTests.RunWith(settings, "", args);
        return new(code, output + error);
    }

    private sealed record Answer(int Code, string Output)
    {
        public JsonObject Json => JsonNode.Parse(Output)!.AsObject();
    }
}
