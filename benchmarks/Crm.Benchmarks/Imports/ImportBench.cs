using System.Diagnostics;
using System.Globalization;
using Crm.Api.Collections.Import;
using Crm.Api.Imports;
using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;
using Crm.EventStore;
using Crm.EventStore.Append;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using EventLog = Crm.EventStore.Streams.EventLog;

namespace Crm.Benchmarks.Imports;

/// <summary>Imports generated portfolios on the real path and on a durable database, with people's commands beside it.</summary>
internal static class ImportBench
{
    private static readonly CampaignId Campaign = new(Guid.CreateVersion7());
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static async Task<int> Run(int rows, ExportFormat format, int rowsPerAppend, int callers, TextWriter output, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct);
        var folder = Directory.CreateTempSubdirectory("crm-bench-import-");
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(new NaturalKeys(Secret))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<BusinessClock>()
            .AddSingleton<CommandRunner>()
            .AddCrmEventStore(new(database.ConnectionString, DomainEvents.Types(), CrmHost.StoredJson, Secret))
            .AddSingleton(new ImportOptions { RowsPerAppend = rowsPerAppend })
            .AddSingleton(new UploadStore(folder.FullName, long.MaxValue))
            .AddCrmProjections(ReadModels.All)
            .AddPortfolioImports()
            .BuildServiceProvider();
        // The views are kept beside it, as on a host.
        var hosted = services.GetServices<IHostedService>().ToList();
        try
        {
            foreach (var service in hosted) await service.StartAsync(ct);
            await Measure(services, folder.FullName, rows, format, rowsPerAppend, callers, output, ct);
            return 0;
        }
        finally
        {
            foreach (var service in hosted) await service.StopAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    private static async Task Measure(
        ServiceProvider services, string folder, int rows, ExportFormat format, int rowsPerAppend, int callers, TextWriter output, CancellationToken ct)
    {
        var path = Path.Combine(folder, "portfolio" + format.Extension());
        await PortfolioGenerator.Write(path, format, rows, ct);
        output.WriteLine(Text($"{rows:N0} rows, {format}, {new FileInfo(path).Length / 1048576.0:N1} MB, {rowsPerAppend} rows an append, {callers} callers beside it"));

        var portfolio = new PortfolioId(Guid.CreateVersion7());
        var runner = services.GetRequiredService<CommandRunner>();
        await runner.Run<Campaign>(Campaign.Value, new("Bench"), state => OpenCampaignHandler.Handle(
            new(Campaign, "BENCH", "Bench", "CO", Currency.Cop, "America/Bogota", "es-CO"), state), ct);
        await runner.Run<Portfolio>(portfolio.Value, new("Bench"), state => OpenPortfolioHandler.Handle(
            new(portfolio, Campaign, "P", "P", "Bench", "CO", Currency.Cop, new(2026, 7, 1)), state), ct);

        var log = services.GetRequiredService<EventLog>();
        var uploads = services.GetRequiredService<UploadStore>();
        Upload upload;
        await using (var content = File.OpenRead(path)) upload = await uploads.Keep(content, ct);
        File.Delete(path);
        var file = new StartFile(Campaign, portfolio, upload, "portfolio" + format.Extension(), new(2026, 6, 30), FileReading.Unstated);

        output.WriteLine($"commands alone       {await Latencies.Measure(callers, TimeSpan.FromSeconds(5), caller => Command(log, caller, ct))}");
        var head = await log.Head(ct);
        var imports = services.GetRequiredService<PortfolioImports>();
        if (await imports.Start(file, new("Bench"), ct) is not CommandOutcome.Done started) throw new InvalidOperationException("The import did not start.");

        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var memory = Peak(done.Token);
        var beside = callers == 0 ? Task.FromResult<Latencies?>(null) : Beside(log, callers, done.Token);
        var watch = Stopwatch.StartNew();
        var import = await services.GetRequiredService<PortfolioImporter>().Run(new(started.Id), uploads.Find(upload.Hash)!, file.Reading, new("Bench"), null, ct);
        watch.Stop();
        await done.CancelAsync();
        var latencies = await beside;
        var events = await log.Head(ct) - head - (latencies?.Sorted.Count ?? 0);
        if (latencies is not null) output.WriteLine($"commands beside it   {latencies}");
        output.WriteLine(Text($"import               {rows / watch.Elapsed.TotalSeconds,8:N0} rows/s   {events / watch.Elapsed.TotalSeconds,8:N0} events/s   {(double)events / rows:N2} events a row   {watch.Elapsed.TotalSeconds:N1} s"));
        output.WriteLine(Text($"                     {import!.Totals}"));
        var (workingSet, heap) = await memory;
        output.WriteLine(Text($"memory               peak {workingSet / 1048576.0:N0} MB of the process, {heap / 1048576.0:N0} MB of it managed"));

        watch.Restart();
        var repeated = await imports.Start(file, new("Bench"), ct);
        output.WriteLine(Text($"the same file again  {(repeated is CommandOutcome.Done { Appended: false } ? "nothing to do" : "NOT recognised")}, {watch.Elapsed.TotalMilliseconds:N0} ms"));
        watch.Restart();
        var dry = await imports.Try(file with { CutOffDate = new(2026, 7, 1) }, 10, null, ct);
        output.WriteLine(Text($"dry run over them    {rows / watch.Elapsed.TotalSeconds,8:N0} rows/s   {dry.Counts}"));
    }

    private static async Task<Latencies?> Beside(EventLog log, int callers, CancellationToken ct)
    {
        // Paced as people are: each caller gives a command, then pauses.
        var start = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var mine = new List<TimeSpan>();
            while (!ct.IsCancellationRequested)
            {
                var before = Stopwatch.GetTimestamp();
                await Command(log, caller, CancellationToken.None);
                mine.Add(Stopwatch.GetElapsedTime(before));
                await Task.Delay(10, CancellationToken.None);
            }

            return mine;
        })));
        return new(Stopwatch.GetElapsedTime(start), [.. all.SelectMany(each => each).Order()]);
    }

    private static async Task Command(EventLog log, int caller, CancellationToken ct)
    {
        var stream = new Guid(caller + 1, 0, 0, new byte[8]);
        await log.Append(new AppendUnit(EventMetadata.None, new StreamAppend(stream, "campaign", null, [new CampaignResumed(Campaign)])), ct);
    }

    private static async Task<(long WorkingSet, long Heap)> Peak(CancellationToken ct)
    {
        var (workingSet, heap) = (0L, 0L);
        using var process = Process.GetCurrentProcess();
        while (!ct.IsCancellationRequested)
        {
            process.Refresh();
            (workingSet, heap) = (Math.Max(workingSet, process.WorkingSet64), Math.Max(heap, GC.GetTotalMemory(forceFullCollection: false)));
            await Task.Delay(100, CancellationToken.None);
        }

        return (workingSet, heap);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
