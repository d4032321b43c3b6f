using Crm.Api.Collections.Import;
using Crm.Domain.Collections.PortfolioImports;
using static Crm.Api.Tests.Collections.Import.PortfolioFiles;

namespace Crm.Api.Tests.Collections.Import;

public sealed class KilledImportTests(ImportBench bench) : IClassFixture<ImportBench>
{
    private static string FileOf(Client client) => Text(
        client.Row(1), client.Row(2, ("EMAIL", "malo")), client.Row(3, ("DOCUMENTO", "")), client.Row(4), client.Row(5), client.Row(1), client.Row(6, ("DOCUMENTO", client.Document(1))), client.Row(7),
        client.Row(8, ("PRINCIPAL", "x")), client.Row(8), client.Row(9), client.Row(10), client.Row(11));

    /// <summary>Three chunks of four rows and one of one; each is broken off at each of its four seams.</summary>
    public static TheoryData<int> Kills() => [.. Enumerable.Range(1, 16)];

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task A_killed_import_goes_on_to_what_an_unbroken_one_comes_to(int kill)
    {
        var (unbroken, broken) = (await bench.NewClient(), await bench.NewClient());
        var whole = await unbroken.Upload(FileOf(unbroken));
        await unbroken.Start(whole);
        var expected = (await unbroken.Run(whole, bench.Get<PortfolioImporter>()))!;
        var problems = await Shown(unbroken, whole);

        var file = await broken.Upload(FileOf(broken));
        await broken.Start(file);
        var seams = 0;
        await Should.ThrowAsync<OperationCanceledException>(() => broken.Run(file, bench.Importer(_ => ++seams == kill ? throw new OperationCanceledException() : Task.CompletedTask)));
        var resumed = (await broken.Run(file, bench.Get<PortfolioImporter>()))!;

        (resumed.Status, resumed.Totals, resumed.LastLine).ShouldBe((ImportStatus.Completed, expected.Totals, expected.LastLine));
        (await Shown(broken, file)).ShouldBe(problems);
        for (var i = 1; i <= 11; i++)
            (await broken.Events(broken.AccountId($"R-{i}").Value)).ShouldBe(await unbroken.Events(unbroken.AccountId($"R-{i}").Value), $"R-{i}");
        (await broken.Events(broken.DebtorId(broken.Document(1)).Value)).Count(name => name == "debtor_registered").ShouldBe(1);
    }

    private static async Task<List<(int, string?, string?, string)>> Shown(Client client, StartFile file) =>
        [.. (await client.Problems(file)).Select(problem => (problem.Line, problem.Column, problem.Value, problem.Code))];
}
