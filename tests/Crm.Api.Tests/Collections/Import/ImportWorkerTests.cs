using Crm.Api.Collections.Import;
using Crm.Api.Hosting;
using Crm.Domain.Collections.PortfolioImports;
using Crm.EventStore.Streams;
using Microsoft.Extensions.Logging.Abstractions;
using static Crm.Api.Tests.Collections.Import.PortfolioFiles;

namespace Crm.Api.Tests.Collections.Import;

public sealed class ImportWorkerTests(ImportBench bench) : IClassFixture<ImportBench>
{
    [Fact]
    public async Task A_host_takes_up_what_a_killed_one_left_and_forgets_the_file_at_the_end()
    {
        var client = await bench.NewClient();
        var file = await client.Upload(Text([.. Enumerable.Range(1, 10).Select(i => client.Row(i))]));
        await client.Start(file);
        await Should.ThrowAsync<OperationCanceledException>(() => client.Run(file, bench.Importer(seam => seam is ImportSeam.RowsWritten ? throw new OperationCanceledException() : Task.CompletedTask)));

        await Work(async () => (await bench.Get<ImportJobs>().Open(CancellationToken.None)).Count == 0);

        var import = (await bench.Get<Aggregates>().Load<PortfolioImport>(client.Id(file).Value, PortfolioImport.Evolve, fresh: true, CancellationToken.None)).State!;
        (import.Status, import.Totals).ShouldBe((ImportStatus.Completed, new ImportCounts(10, 10, 0, 0, 0)));
        await Work(() => Task.FromResult(bench.Get<UploadStore>().Find(file.Upload.Hash) is null));
        (await bench.Get<PortfolioImports>().Completed(bench.Campaign, file.Upload.Hash, CancellationToken.None)).ShouldNotBeNull().Id.ShouldBe(client.Id(file));
    }

    [Fact]
    public async Task A_note_of_an_import_that_was_never_started_is_closed()
    {
        var client = await bench.NewClient();
        var file = await client.Upload(Text(client.Row(1)));
        await bench.Get<ImportJobs>().Note(new(client.Id(file), file.Upload.Hash, file.Reading, null, null), CancellationToken.None);
        await Work(async () => (await bench.Get<ImportJobs>().Open(CancellationToken.None)).Count == 0);
        (await client.Account("R-1")).ShouldBeNull();
    }

    [Fact]
    public async Task An_upload_is_kept_once_and_its_name_never_becomes_a_path()
    {
        var uploads = bench.Get<UploadStore>();
        var first = await uploads.Keep(new MemoryStream("A,B\n"u8.ToArray()), CancellationToken.None);
        (await uploads.Keep(new MemoryStream("A,B\n"u8.ToArray()), CancellationToken.None)).ShouldBe(first);
        uploads.Find(first.Hash).ShouldNotBeNull();
        uploads.Find("../../etc/passwd").ShouldBeNull();
        uploads.Find(first.Hash.ToUpperInvariant()).ShouldBeNull();
        (await Should.ThrowAsync<Crm.Api.Files.UnreadableFileException>(() => uploads.Keep(new MemoryStream(), CancellationToken.None))).Code.ShouldBe("file.empty");
        (await Should.ThrowAsync<Crm.Api.Files.UnreadableFileException>(() => new UploadStore(Path.GetTempPath(), 3).Keep(new MemoryStream("A,B\n"u8.ToArray()), CancellationToken.None)))
            .Code.ShouldBe("file.too-large");
    }

    /// <summary>Runs a host's worker until something is so.</summary>
    private async Task Work(Func<Task<bool>> isSo)
    {
        var gate = new DatabaseGate();
        gate.Open();
        using var worker = new ImportWorker(bench.Get<ImportJobs>(), bench.Get<PortfolioImporter>(), bench.Get<UploadStore>(), gate, NullLogger<ImportWorker>.Instance);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await worker.StartAsync(deadline.Token);
        while (!await isSo()) await Task.Delay(20, deadline.Token);
        await worker.StopAsync(CancellationToken.None);
    }
}
