using Crm.Api.Collections.Import;
using Crm.Api.Imports;
using Crm.Api.Hosting;
using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Kernel;
using Crm.EventStore.Streams;
using Crm.Testing;
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

        await Work(async () => !await IsOpen(client.Id(file)) && Stored(file) is null, "the import is at its end and its file forgotten");

        var import = (await bench.Get<Aggregates>().Load<PortfolioImport>(client.Id(file).Value, PortfolioImport.Evolve, fresh: true, CancellationToken.None)).State!;
        (import.Status, import.Totals).ShouldBe((ImportStatus.Completed, new ImportCounts(10, 10, 0, 0, 0)));
        (await bench.Get<PortfolioImports>().Completed(bench.Campaign, file.Upload.Hash, CancellationToken.None)).ShouldNotBeNull().Id.ShouldBe(client.Id(file));
    }

    [Fact]
    public async Task A_note_of_an_import_that_was_not_started_in_time_is_closed_and_a_young_one_is_left()
    {
        var client = await bench.NewClient();
        var file = await client.Upload(Text(client.Row(1)));
        await bench.Get<ImportJobs>().Note(new(client.Id(file), "portfolio", file.Upload.Hash, file.Reading, null, null), CancellationToken.None);
        var young = await client.Upload(Text(client.Row(2)));
        await bench.Get<ImportJobs>().Note(new(client.Id(young), "portfolio", young.Upload.Hash, young.Reading, null, null), CancellationToken.None);
        await using (var noted = bench.Source.CreateCommand("update crm_import_jobs set started_at = now() - interval '2 minutes' where import_id = $1"))
        {
            noted.Parameters.AddWithValue(client.Id(file).Value);
            await noted.ExecuteNonQueryAsync();
        }

        await Work(async () => !await IsOpen(client.Id(file)), "the note is closed");

        (await client.Account("R-1")).ShouldBeNull();
        (await IsOpen(client.Id(young))).ShouldBeTrue("its start may be under way");
        await bench.Get<ImportJobs>().Finish(client.Id(young), CancellationToken.None);
    }

    [Fact]
    public async Task Bug_the_file_of_an_import_whose_host_was_stopped_right_after_its_end_was_kept_for_ever()
    {
        var client = await bench.NewClient();
        var file = await client.Upload(Text(client.Row(1)));
        await client.Start(file);
        await client.Run(file, bench.Get<PortfolioImporter>());
        await bench.Get<ImportJobs>().Finish(client.Id(file), CancellationToken.None);
        Stored(file).ShouldNotBeNull();

        await Work(() => Task.FromResult(Stored(file) is null), "the file is forgotten");
    }

    [Fact]
    public async Task A_file_that_nobody_imports_is_kept_for_a_day_and_one_that_is_needed_for_as_long_as_it_takes()
    {
        var client = await bench.NewClient();
        var (unused, fresh, needed) = (await client.Upload(Text(client.Row(1))), await client.Upload(Text(client.Row(2))), await client.Upload(Text(client.Row(3))));
        // Another host imports it: this one cannot have its lock.
        await using var elsewhere = (await bench.Get<WorkLocks>().Take(client.Id(needed).Value, CancellationToken.None)).ShouldNotBeNull();
        await client.Start(needed);
        foreach (var old in new[] { unused, needed }) File.SetLastWriteTimeUtc(Stored(old)!, (TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(25)).UtcDateTime);

        await Work(() => Task.FromResult(Stored(unused) is null), "the unused file is forgotten");

        Stored(fresh).ShouldNotBeNull();
        Stored(needed).ShouldNotBeNull();
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

    private string? Stored(StartFile file) => bench.Get<UploadStore>().Find(file.Upload.Hash);

    private async Task<bool> IsOpen(ImportId import) => (await bench.Get<ImportJobs>().Open(CancellationToken.None)).Any(job => job.ImportId == import);

    /// <summary>Runs a host's worker until something is so.</summary>
    private async Task Work(Func<Task<bool>> isSo, string what)
    {
        var gate = new DatabaseGate();
        gate.Open();
        using var worker = new ImportWorker(
            bench.Get<ImportJobs>(), [bench.Get<PortfolioImporter>()], bench.Get<UploadStore>(), gate, bench.Get<ImportOptions>(), NullLogger<ImportWorker>.Instance);
        await worker.StartAsync(CancellationToken.None);
        await Eventually.True(isSo, what);
        await worker.StopAsync(CancellationToken.None).WaitAsync(Eventually.Patience);
    }
}
