using System.Diagnostics.Metrics;
using System.Reflection;
using Crm.Api.Audit;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Identity.Permissions;
using Crm.Api.Tests.Kit;
using Crm.Testing;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Privacy;

/// <summary>Whoever is shown personal data is on record: every endpoint that shows any, one row for each answer.</summary>
public sealed class ReadsThatMatterTests(CollectionsHost host) : IClassFixture<CollectionsHost>
{
    private static readonly string[] Words = ["fullname", "username", "document", "phone", "email", "mail", "address", "notes", "debtor"];

    /// <summary>Answers whose members sound personal and whose reading is not recorded, each for a reason.</summary>
    private static readonly Dictionary<string, string> Cleared = new()
    {
        ["Me"] = "about oneself",
        ["ListOwnSessions"] = "about oneself",
        ["ListUsers"] = "colleagues, at work",
        ["GetUser"] = "a colleague, at work",
        ["ListUserSessions"] = "a colleague, at work; administrators only",
        ["ListAgents"] = "colleagues, at work",
        ["ListWorkDays"] = "colleagues, at work",
        ["ListVisits"] = "the log of visits itself; administrators and auditors",
        ["GetAddressFacts"] = "an address that the caller names himself",
    };

    [Fact]
    public void Every_endpoint_that_shows_personal_data_is_recorded()
    {
        var silent = Routes().Where(route => route.Metadata.GetMetadata<RecordedAnswer>() is null && Shown(route) is not null && !Cleared.ContainsKey(NameOf(route)))
            .Select(route => $"{NameOf(route)}: {Shown(route)}");
        silent.ShouldBeEmpty("Mark it with RecordsReads, or clear it here with a reason.");
        Routes().Count(route => route.Metadata.GetMetadata<RecordedAnswer>() is not null).ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Every_answer_of_them_is_a_row_that_names_who_was_shown()
    {
        var world = await Worlds.Make(host);
        var recorded = Routes().Where(route => route.Metadata.GetMetadata<RecordedAnswer>() is not null).ToDictionary(NameOf);
        List<string> wrong = [];
        var answered = 0;
        foreach (var endpoint in Endpoint.All(host.Services).Where(endpoint => endpoint.Method == "GET" && recorded.ContainsKey(endpoint.Name)))
        {
            using var request = endpoint.Request(world);
            if (endpoint.Name is "SearchDebtors") request.RequestUri = new("/api/collections/debtors?q=Maria", UriKind.Relative);
            using var answer = await host.Administrator.SendAsync(request);
            if (!answer.IsSuccessStatusCode) continue;

            answered++;
            await answer.Content.ReadAsStringAsync();
            var (kind, correlation) = (AccessLog.NameOf(recorded[endpoint.Name].Metadata.GetMetadata<RecordedAnswer>()!.Kind), answer.Headers.GetValues("X-Correlation-Id").Single());
            try
            {
                await Eventually.True(
                    async () => await host.Scalar<long>($"select count(*) from crm_access_log where correlation_id = '{correlation}' and kind = '{kind}'") > 0, endpoint.Name, TimeSpan.FromSeconds(10));
            }
            catch (TimeoutException)
            {
                wrong.Add(endpoint.Name);
            }
        }

        wrong.ShouldBeEmpty();
        answered.ShouldBeGreaterThan(12);
        (await host.Scalar<long>($"select count(*) from crm_access_log where kind = 'debtor-file' and subject = '{world.Debtor}'")).ShouldBe(1);
        (await host.Scalar<long>($"select count(*) from crm_access_log where kind = 'debtor-search' and asked->'records' @> '\"{world.Debtor}\"'")).ShouldBe(1);
        (await host.Scalar<long>($"select count(*) from crm_access_log where kind = 'tray' and asked->'records' @> '\"{world.Debtor}\"'")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_waits_is_written_before_the_host_stops()
    {
        var debtor = await host.Debtor(await host.Campaign());
        await using (var other = new HostFactory(host.ConnectionString))
        {
            await other.Ready();
            var queue = other.Services.GetRequiredService<ReadQueue>();
            for (var i = 0; i < 1_200; i++) queue.Add(Read(debtor));
        }

        (await host.Scalar<long>($"select count(*) from crm_access_log where subject = '{debtor}'")).ShouldBe(1_200);
    }

    [Fact]
    public void A_full_queue_delays_nobody_and_counts_what_is_lost()
    {
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        var lost = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "crm_reads_lost_total") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref lost, count));
        listener.Start();
        var queue = new ReadQueue(meters, capacity: 2);
        for (var i = 0; i < 5; i++) queue.Add(Read(Guid.CreateVersion7()));
        lost.ShouldBe(3);
        queue.Take(10).Count.ShouldBe(2);
    }

    [Fact]
    public void Every_page_that_shows_a_debtor_is_recorded()
    {
        var showing = typeof(Crm.Api.Pages.WorkPage).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(Crm.Api.Pages.WorkPage)))
            .Where(page => page.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Any(member => Mentions(member.PropertyType, []))).ToList();

        showing.Count.ShouldBeGreaterThan(6);
        showing.Where(page => page.GetCustomAttribute<Crm.Api.Pages.RecordsReadsAttribute>() is null).ShouldBeEmpty("Mark it with RecordsReads.");
    }

    // Whether a debtor's label is somewhere in it.
    private static bool Mentions(Type type, HashSet<Type> seen) =>
        type == typeof(Crm.Api.Collections.Queries.DebtorLabel)
        || (seen.Add(type) && ((type.IsGenericType && type.GetGenericArguments().Any(argument => Mentions(argument, seen)))
            || (type.Namespace?.StartsWith("Crm.", StringComparison.Ordinal) is true && !type.IsEnum
                && type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(member => Mentions(member.PropertyType, seen)))));

    private static RecordedRead Read(Guid debtor) =>
        new(Guid.CreateVersion7(), Guid.CreateVersion7(), AccessKind.DebtorFile, debtor.ToString(), "ShowDebtor", [debtor], 1, "customers:read", "test");

    private IEnumerable<RouteEndpoint> Routes() => host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(route => route.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) is true && route.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
        .Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") is true);

    private static string NameOf(RouteEndpoint route) => route.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName;

    // The first member of an answer that sounds personal.
    private static string? Shown(RouteEndpoint route) => route.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
        .Where(produced => produced.StatusCode is >= 200 and < 300 && produced.Type is not null)
        .Select(produced => Personal(produced.Type!, [])).FirstOrDefault(found => found is not null);

    private static string? Personal(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type)) return null;
        if (type.IsGenericType || type.IsArray)
        {
            foreach (var argument in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments())
                if (Personal(argument, seen) is { } inside) return inside;
        }

        if (type.Namespace?.StartsWith("Crm.", StringComparison.Ordinal) is not true || type.IsEnum) return null;
        foreach (var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var isText = member.PropertyType == typeof(string) || member.PropertyType.IsAssignableTo(typeof(IEnumerable<string>));
            if (isText && Words.Any(word => member.Name.Contains(word, StringComparison.OrdinalIgnoreCase))) return $"{type.Name}.{member.Name}";
            if (!isText && Personal(member.PropertyType, seen) is { } below) return below;
        }

        return null;
    }
}
