using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Reports;
using Crm.Api.TelecomSales.Exports;
using Crm.EventStore;
using Crm.EventStore.Projecting;
using Crm.Projections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Benchmarks.Reports;

/// <summary>
/// Writes reports of many sales as a host does, from the documents to the last byte of the file. The documents are made in the database, set by
/// set, as the read model writes them; the events they would come of are left out, for no report reads them.
/// </summary>
internal static class ReportBench
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static Command Verb()
    {
        var sales = new Option<int[]>("--sales") { Description = "How many, once or several times.", DefaultValueFactory = _ => [100_000, 1_000_000], AllowMultipleArgumentsPerToken = true };
        var verb = new Command("report", "Write reports of sales as XLSX and CSV: rows/s, memory, size.") { sales };
        verb.SetAction((arguments, ct) => Run(arguments.GetValue(sales)!, Console.Out, ct));
        return verb;
    }

    private static async Task<int> Run(IReadOnlyList<int> sales, TextWriter output, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct);
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddSingleton(TimeProvider.System)
            .AddCrmEventStore(new(database.ConnectionString, DomainEvents.Types(), CrmHost.StoredJson, Secret))
            .AddCrmProjections(ReadModels.All)
            .AddSingleton<ViewReader>()
            .AddSingleton<BusinessClock>()
            .AddSingleton<SalesReportReader>()
            .BuildServiceProvider();
        await services.GetRequiredService<ProjectionEngine>().Prepare(ct);
        var made = 0;
        foreach (var count in sales.Order())
        {
            await Make(database, made, count, ct);
            made = count;
            // The first run of a process compiles; it is not what a report costs.
            if (count == sales.Min()) await Measure(services.GetRequiredService<SalesReportReader>(), ExportFormat.Csv, count, null, ct);
            foreach (var format in (ExportFormat[])[ExportFormat.Csv, ExportFormat.Xlsx])
                output.WriteLine(await Measure(services.GetRequiredService<SalesReportReader>(), format, count, database.Cluster.ProcessId, ct));
        }

        return 0;
    }

    private static async Task<string> Measure(SalesReportReader reader, ExportFormat format, int sales, int? server, CancellationToken ct)
    {
        var path = Path.Combine(Path.GetTempPath(), $"crm-bench-report-{Environment.ProcessId}{format.Extension()}");
        GC.Collect();
        try
        {
            using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var (memory, cpu, watch) = (Peak(done.Token), server is { } pid ? CpuTime.Now(pid) : default, Stopwatch.StartNew());
            var everything = CallerScope.Nothing(default) with { All = true };
            long rows, bytes;
            await using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
            {
                var columns = SalesReports.Sales(null);
                rows = await ReportStream.Write(file, "sales", columns, format, spanish: true, reader.Sales(new(everything, everything, Spanish: true), ct), ct);
                bytes = file.Length;
            }

            var seconds = watch.Elapsed.TotalSeconds;
            await done.CancelAsync();
            var (workingSet, heap) = await memory;
            if (rows != sales) throw new InvalidOperationException($"{rows} rows of {sales}.");
            var used = server is { } postmaster ? CpuTime.Now(postmaster) - cpu : default;
            return string.Create(CultureInfo.InvariantCulture,
                $"{sales,9:N0} sales x {SalesReports.Sales(null).Count} columns  {format,-4}  {rows / seconds,7:N0} rows/s  {seconds,6:N1} s  {bytes / 1048576.0,6:N0} MB  peak {workingSet / 1048576.0:N0} MB of the process, {heap / 1048576.0:N0} MB of it managed  cpu {used.Host.TotalSeconds:N1} s host, {used.Server.TotalSeconds:N1} s server");
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Documents as the read model writes them, a kind in four, 300 agents of 10 campaigns, names and notes of the usual length.
    private static Task Make(BenchDatabase database, int from, int to, CancellationToken ct) => database.Execute(
        $$"""
        insert into {{DocumentTable.Of<Crm.Projections.TelecomSales.Reports.SaleSheets>()}} (id, data, crm_position)
        select md5('sale/' || n)::uuid, jsonb_build_object(
            'saleId', md5('sale/' || n)::uuid, 'number', 'POR-2026-' || lpad(n::text, 7, '0'),
            'kind', (array['portability', 'prepaidToPostpaid', 'planUpgrade', 'homeService'])[1 + n % 4],
            'campaignId', md5('campaign/' || n % 10)::uuid, 'teamId', md5('team/' || n % 30)::uuid, 'agentId', md5('agent/' || n % 300)::uuid,
            'state', (array['pendingReview', 'approved', 'orderEntered', 'activated', 'activated', 'activated', 'returned', 'rejected'])[1 + n % 8],
            'documentType', 'CC', 'documentNumber', (1000000000 + n)::text, 'fullName', 'María Fernanda Rodríguez ' || n, 'legalizationPhone', '+573' || lpad((n % 1000000000)::text, 9, '0'),
            'planCode', 'PLAN-' || n % 40, 'planName', 'Plan Ilimitado ' || n % 40, 'monthlyCharge', jsonb_build_object('amount', 50000 + n % 40 * 1000, 'currency', 'COP'),
            'monthlyChargeWithVat', jsonb_build_object('amount', 59500 + n % 40 * 1190, 'currency', 'COP'),
            'createdAt', to_char(timestamp '2026-01-01' + n * interval '10 seconds', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), 'createdOn', to_char(timestamp '2025-12-31 19:00' + n * interval '10 seconds', 'YYYY-MM-DD'),
            'zone', 'America/Bogota', 'updatedAt', to_char(timestamp '2026-01-01' + n * interval '10 seconds' + interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
            'inBase', n % 3 = 0, 'leadId', null, 'numberToPort', '+573' || lpad((n % 999999937)::text, 9, '0'), 'portingPin', lpad((n % 100000)::text, 5, '0'), 'installationAddress', null,
            'note', 'El cliente pide que la entrega sea en la tarde', 'documentIssuedOn', '2010-05-04', 'leadSource', 'SMS', 'deliverOn', '2026-02-01', 'portingWindowOn', '2026-02-03',
            'installOn', null, 'previousCharge', null, 'reviewerId', md5('reviewer/' || n % 20)::uuid, 'orderNumber', 'ORD-' || n, 'confirmedOn', null, 'deliveredOn', null, 'activatedOn', null,
            'lastEscalatedOn', null, 'escalations', jsonb_build_array()), n
        from generate_series({{from + 1}}, {{to}}) n;
        analyze {{DocumentTable.Of<Crm.Projections.TelecomSales.Reports.SaleSheets>()}};
        """, ct);

    private static Task<(long WorkingSet, long Heap)> Peak(CancellationToken ct) => Task.Run(() =>
    {
        var (workingSet, heap) = (0L, 0L);
        using var process = Process.GetCurrentProcess();
        while (!ct.IsCancellationRequested)
        {
            process.Refresh();
            (workingSet, heap) = (Math.Max(workingSet, process.WorkingSet64), Math.Max(heap, GC.GetTotalMemory(forceFullCollection: false)));
            ct.WaitHandle.WaitOne(50);
        }

        return (workingSet, heap);
    }, CancellationToken.None);
}
