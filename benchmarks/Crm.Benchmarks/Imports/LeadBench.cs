using System.Diagnostics;
using System.Globalization;
using System.Text;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Leads;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.EventStore;
using Crm.EventStore.Projecting;
using Crm.Projections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Crm.Benchmarks.Imports;

/// <summary>Loads a generated base of customers on the real path and on a durable database, with all views kept beside it; then a newer file of it.</summary>
internal static class LeadBench
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static async Task<int> Run(int rows, TextWriter output, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct);
        var folder = Directory.CreateTempSubdirectory("crm-bench-leads-");
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(new NaturalKeys(Secret))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<BusinessClock>()
            .AddSingleton<CommandRunner>()
            .AddCrmEventStore(new(database.ConnectionString, DomainEvents.Types(), CrmHost.StoredJson, Secret))
            .AddSingleton(new UploadStore(folder.FullName, long.MaxValue))
            .AddSingleton<ViewReader>()
            .AddCrmProjections(ReadModels.All)
            .AddLeads()
            .BuildServiceProvider();
        var hosted = services.GetServices<IHostedService>().ToList();
        try
        {
            foreach (var service in hosted) await service.StartAsync(ct);
            var (keys, runner) = (services.GetRequiredService<NaturalKeys>(), services.GetRequiredService<CommandRunner>());
            var campaign = keys.Campaign("BENCH");
            var leadBase = keys.LeadBase(campaign, nameof(LeadKind.Upgrade), "Bench");
            await runner.Run<Campaign>(campaign.Value, new("Bench"), state => OpenCampaignHandler.Handle(
                new(campaign, "BENCH", "Bench", "CO", Currency.Cop, "America/Bogota", "es-CO"), state), ct);
            await runner.Run<LeadBase>(leadBase.Value, new("Bench"), state => OpenLeadBaseHandler.Handle(
                new(leadBase, campaign, LeadKind.Upgrade, "CO", "Bench", null, BusinessMoment.Of(TimeProvider.System.GetUtcNow(), "America/Bogota")), state), ct);

            await Load(services, leadBase, "a new base", File(0, rows), rows, output, ct);
            await Load(services, leadBase, "a tenth is new, a tenth gone", File(rows / 10, rows), rows, output, ct);
            return 0;
        }
        finally
        {
            foreach (var service in hosted) await service.StopAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    private static async Task Load(ServiceProvider services, LeadBaseId leadBase, string what, byte[] content, int rows, TextWriter output, CancellationToken ct)
    {
        var uploads = services.GetRequiredService<UploadStore>();
        var file = new LeadFileToStart(leadBase, await uploads.Keep(new MemoryStream(content), ct), "leads.csv", Complete: true, FileReading.Unstated);
        var (outcome, id) = await services.GetRequiredService<LeadFiles>().Start(file, new("Bench"), ct);
        if (outcome is not CommandOutcome.Done) throw new InvalidOperationException("The import did not start.");

        var watch = Stopwatch.StartNew();
        var import = await services.GetRequiredService<LeadImporter>().Run(id, uploads.Find(file.Upload.Hash)!, file.Reading, new("Bench"), null, ct);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what,-30} {rows / watch.Elapsed.TotalSeconds,8:N0} rows/s   {watch.Elapsed.TotalSeconds:N1} s   {import!.Totals}   working set {Environment.WorkingSet / 1048576.0:N0} MB"));
    }

    private static byte[] File(int from, int rows)
    {
        var text = new StringBuilder("ID_BASE;NRO_REGISTRO;CAMPANA;NOMBRE_CLIENTE;TIPO_DOCUMENTO;DOCUMENTO;DIRECCION;ESTRATO;BARRIO;CIUDAD;PRODUCTO;PROMEDIO_FACT;TEL_CONTACTO_1;CELULAR_CONTACTO\n");
        for (var i = from; i < from + rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"UPG;{70_000_000 + i};NOV;María Fernanda Rodríguez {i};CC;{1_000_000_000 + i};Calle {i % 200} # 4-21;{1 + i % 6};Chapinero;Bogotá;INTERNET;{50_000 + i % 90_000},50;601{5_550_000 + i % 10_000};3{100_000_000 + i}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
