using Crm.Api.Collections.Import;
using Crm.Api.Imports;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Leads;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;
using Crm.EventStore;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections;
using Crm.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Collections.Import;

/// <summary>A database with a campaign, and everything that imports need, on the real services.</summary>
public sealed class ImportBench : PostgresFixture
{
    public static readonly DateOnly CutOff = new(2026, 6, 30);

    private readonly string _uploads = Directory.CreateTempSubdirectory("crm-uploads-").FullName;
    private ServiceProvider _services = null!;
    private int _portfolios;

    public CampaignId Campaign { get; private set; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(new NaturalKeys(MasterKey))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<BusinessClock>()
            .AddSingleton<CommandRunner>()
            .AddCrmEventStore(new(ConnectionString, DomainEvents.Types(), CrmHost.StoredJson, MasterKey))
            .AddCrmProjections(ReadModels.All)
            .AddSingleton(new UploadStore(_uploads, 1 << 26))
            .AddSingleton(new ImportOptions(RowsPerChunk: 4, RowsPerAppend: 2))
            .AddPortfolioImports()
            .AddSingleton<ViewReader>()
            .AddLeads()
            .BuildServiceProvider();
        await Get<ProjectionEngine>().Start(CancellationToken.None);
        Campaign = Get<NaturalKeys>().Campaign("TEST");
        await Do<Campaign>(Campaign.Value, state => OpenCampaignHandler.Handle(
            new(Campaign, "TEST", "Prueba", "CO", Currency.Cop, "America/Bogota", "es-CO", null, null, null, null), state));
    }

    public override async Task DisposeAsync()
    {
        await Get<ProjectionEngine>().Stop();
        await _services.DisposeAsync();
        await base.DisposeAsync();
        Directory.Delete(_uploads, recursive: true);
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<CommandOutcome> Do<T>(Guid id, Func<T?, Decision> decide) where T : class, IAggregate<T>
    {
        var outcome = await Get<CommandRunner>().Run(id, new CommandOrigin("Test"), decide, CancellationToken.None);
        outcome.ShouldBeOfType<CommandOutcome.Done>();
        return outcome;
    }

    /// <summary>A portfolio of a creditor of its own, so that tests do not share references.</summary>
    public async Task<Client> NewClient()
    {
        var number = Interlocked.Increment(ref _portfolios);
        var creditor = $"Acreedor {number}";
        var id = Get<NaturalKeys>().Portfolio(Campaign, creditor, "P1");
        await Do<Portfolio>(id.Value, state => OpenPortfolioHandler.Handle(new(id, Campaign, "P1", "Portafolio", creditor, "CO", Currency.Cop, CutOff), state));
        return new(this, creditor, id, number);
    }

    /// <summary>An importer that is broken off where it is told to be.</summary>
    internal PortfolioImporter Importer(Func<ImportSeam, Task> at) => new(
        Get<EventLog>(), Get<Aggregates>(), Get<CommandRunner>(), Get<ImportRuns>(), Get<MissingAccounts>(), Get<NaturalKeys>(), Get<RefusalTexts>(),
        Get<BusinessClock>(), Get<ImportOptions>(), Microsoft.Extensions.Logging.Abstractions.NullLogger<PortfolioImporter>.Instance)
    { At = at };
}

/// <summary>A creditor whose files are imported.</summary>
/// <param name="Number">Its debtors are its own: another client's bear other documents.</param>
public sealed record Client(ImportBench Bench, string Creditor, PortfolioId Portfolio, int Number)
{
    public string Document(int number) => (70_000_000 + Number * 1_000 + number).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A good row but for the columns given.</summary>
    public (string Column, string Value)[] Row(int number, params (string, string)[] other) => [("REFERENCIA", $"R-{number}"), ("DOCUMENTO", Document(number)), .. other];

    public async Task<StartFile> Upload(string text, DateOnly? cutOff = null)
    {
        var upload = await Bench.Get<UploadStore>().Keep(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), CancellationToken.None);
        return new(Bench.Campaign, Portfolio, upload, "cartera.csv", cutOff ?? ImportBench.CutOff, FileReading.Unstated);
    }

    public async Task<(CommandOutcome Outcome, PortfolioImport Import)> Import(string text, DateOnly? cutOff = null)
    {
        var file = await Upload(text, cutOff);
        var outcome = await Start(file);
        return (outcome, (await Run(file, Bench.Get<PortfolioImporter>()))!);
    }

    public Task<CommandOutcome> Start(StartFile file) => Bench.Get<PortfolioImports>().Start(file, new CommandOrigin("Test"), CancellationToken.None);

    public Task<PortfolioImport?> Run(StartFile file, PortfolioImporter importer) => importer.Run(
        Id(file), Bench.Get<UploadStore>().Find(file.Upload.Hash)!, file.Reading, new CommandOrigin("Test"), null, CancellationToken.None);

    public ImportId Id(StartFile file) => Bench.Get<PortfolioImports>().IdOf(file.CampaignId, file.Upload);

    public AccountId AccountId(string reference) => Bench.Get<NaturalKeys>().Account(Creditor, reference);

    public DebtorId DebtorId(string document) => Bench.Get<NaturalKeys>().Debtor("CO", "CC", document);

    public async Task<DebtAccount?> Account(string reference) => await State<DebtAccount>(AccountId(reference).Value);

    public async Task<Debtor?> Debtor(string document) => await State<Debtor>(DebtorId(document).Value);

    public async Task<IReadOnlyList<string>> Events(Guid stream) =>
        [.. (await Bench.Get<EventLog>().ReadStream(stream, StreamRange.Whole, CancellationToken.None)).Select(recorded => recorded.EventType)];

    public Task<IReadOnlyList<ReportedProblem>> Problems(StartFile file) => Bench.Get<ImportReports>().Page(Id(file), null, 500, personal: true, CancellationToken.None);

    public Task<long> Head() => Bench.Get<EventLog>().Head(CancellationToken.None);

    private async Task<T?> State<T>(Guid id) where T : class, IAggregate<T> =>
        (await Bench.Get<Aggregates>().Load<T>(id, T.Evolve, fresh: true, CancellationToken.None)).State;
}
