using System.CommandLine;
using System.Globalization;
using Crm.Benchmarks.Faults.Kit;
using Crm.EventStore;
using Crm.EventStore.LocalPostgres;
using Npgsql;

namespace Crm.Benchmarks.Sales;

/// <summary>
/// What a page of a tray of sales and the counts of all trays cost over HTTP, with few and with many sales of which two in a hundred are open. One sale is made
/// through the API; the others are copies of its rows in the read models, made in the database, spread over the trays and over a hundred agents.
/// </summary>
internal static class SalesTrayBench
{
    private const double Allowed = 50;

    public static Command Verb()
    {
        var sales = new Option<int[]>("--sales")
        {
            Description = "How many sales there are, each in a round of its own.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [10_000, 100_000, 1_000_000],
        };
        var calls = new Option<int>("--calls") { Description = "Calls of each kind.", DefaultValueFactory = _ => 300 };
        var verb = new Command("sales-trays", "What a page of a tray of sales and the counts of all trays cost with few and with many sales.") { sales, calls };
        verb.SetAction((arguments, ct) => Run(arguments.GetValue(sales)!, arguments.GetValue(calls), Console.Out, ct));
        return verb;
    }

    private static async Task<int> Run(int[] sizes, int calls, TextWriter output, CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"crm-sales-{Environment.ProcessId}");
        await using var cluster = await PostgresCluster.Start(new(Path.Combine(folder, "pg")), ct);
        try
        {
            await cluster.EnsureDatabase("crm", ct);
            var settings = new HostSettings(cluster.ConnectionString("crm"), Path.Combine(folder, "host"));
            await using var host = HostProcess.Start(settings);
            await host.Ready(ct);
            await Office.MakeUser(settings, ct);
            using var office = new Office(host.Url);
            await office.SignIn(ct);
            var campaign = await Template(office, ct);
            await using var source = StoreDataSource.Open(cluster.ConnectionString("crm") + ";Command Timeout=0");
            await Until.True(async () => await Scalar(source, $"select count(*) from {SalesSql.Directory}", ct) == 1 && await Scalar(source, $"select count(*) from {SalesSql.Tray}", ct) == 1,
                "the sale is in its tray", TimeSpan.FromSeconds(60), ct);

            var (well, there) = (true, 1);
            foreach (var size in sizes.Order())
            {
                foreach (var statement in SalesSql.Grow(there, size)) await Execute(source, statement, ct);
                there = size;
                var open = await Scalar(source, $"select count(*) from {SalesSql.Tray}", ct);
                foreach (var (kind, path) in new[]
                {
                    ("page of a tray", $"/api/telecom-sales/trays/pending-review?campaign={campaign}&limit=50"),
                    ("page of an agent's", $"/api/telecom-sales/trays/returned?person={SalesSql.AgentOf(4)}&limit=50"),
                    ("counts of all trays", $"/api/telecom-sales/trays?campaign={campaign}"),
                })
                {
                    await Time(office, path, 50, ct);
                    var took = await Time(office, path, calls, ct);
                    well &= took.Percentile(0.95).TotalMilliseconds <= Allowed;
                    await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                        $"{size,9:N0} sales, {open,6:N0} open   {kind,-20} p50 {took.Percentile(0.50).TotalMilliseconds,6:N2} ms   p95 {took.Percentile(0.95).TotalMilliseconds,6:N2} ms of at most {Allowed:N0}   n {calls}"));
                }
            }

            return well ? 0 : 1;
        }
        finally
        {
            cluster.Stop(immediately: true);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Latencies> Time(Office office, string path, int calls, CancellationToken ct)
    {
        var (clock, took) = (TimeProvider.System, new List<TimeSpan>(calls));
        var start = clock.GetTimestamp();
        for (var call = 0; call < calls; call++)
        {
            var before = clock.GetTimestamp();
            using var answer = await office.Http.GetAsync(new Uri(path, UriKind.Relative), ct);
            var body = await answer.Content.ReadAsByteArrayAsync(ct);
            took.Add(clock.GetElapsedTime(before));
            if (!answer.IsSuccessStatusCode || body.Length < 100) throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode} with {body.Length} bytes.");
        }

        return new(clock.GetElapsedTime(start), [.. took.Order()]);
    }

    private static async Task<Guid> Template(Office office, CancellationToken ct)
    {
        var campaign = (await office.Command("/api/campaigns", new { code = "SALES", name = "Sales", country = "CO", currency = "COP", zone = "America/Bogota", language = "es-CO" }, ct)).Id;
        var plan = (await office.Command("/api/telecom-sales/plans", new
        {
            campaignId = campaign,
            code = "PRE-1",
            kind = "prepaidToPostpaid",
            name = "Pospago 20 GB",
            features = (string[])["20 GB"],
            vatRate = new { value = 19 },
            clawbackDays = 90,
            activeFrom = "2026-01-01",
            monthlyChargeWithVat = new { amount = 39_900, currency = "COP" },
        }, ct)).Id;
        await office.Command("/api/telecom-sales/sales", new
        {
            campaignId = campaign,
            planId = plan,
            kind = "prepaidToPostpaid",
            form = new { documentType = "CC", documentNumber = "1020304050", fullName = "María Ríos", legalizationPhone = "3001234567", documentIssuedOn = "2015-03-02" },
        }, ct);
        return campaign;
    }

    private static async Task<long> Scalar(NpgsqlDataSource source, string sql, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    private static async Task Execute(NpgsqlDataSource source, string sql, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }
}
