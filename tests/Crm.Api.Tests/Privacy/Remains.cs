using Crm.Api.Tests.Collections;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.EventStore.Streams;
using Crm.Projections;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Privacy;

/// <summary>What an erased person leaves behind: looked for in every table there is, whatever it is for.</summary>
internal static class Remains
{
    /// <summary>The tables in which one of the texts stands, in any row and column.</summary>
    public static Task<string> Of(this CollectionsHost host, params IReadOnlyList<string> texts) => host.Scalar<string>(
        $"""
        select coalesce(string_agg(found.name, ' '), '') from (
            select c.oid::regclass::text as name,
                (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s t where t::text ~* %L', c.oid::regclass, '{string.Join('|', texts)}'), false, true, '')))[1]::text::bigint as n
            from pg_class c join pg_namespace s on s.oid = c.relnamespace where c.relkind = 'r' and s.nspname not in ('pg_catalog', 'information_schema')) found
        where found.n > 0
        """)!;

    public static async Task NothingIsLeft(this CollectionsHost host, params IReadOnlyList<string> texts)
    {
        try
        {
            await Eventually.True(async () => await host.Of(texts) == "", $"nothing is left of {string.Join(", ", texts)}", TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            List<string> where = [];
            foreach (var text in texts) where.Add($"{text}: {await host.Of(text)}");
            where.ShouldBeEmpty();
        }
    }

    /// <summary>Every read model is what its events say, now that some of them cannot be read.</summary>
    public static async Task RebuildsAreTheSame(this CollectionsHost host)
    {
        await host.Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(await host.Services.GetRequiredService<EventLog>().Head(default));
        foreach (var view in ReadModels.All)
        {
            var report = await host.Services.GetRequiredService<ProjectionRebuilder>().Rebuild(view.Name, new RebuildOptions(Compare: true), null, default);
            report.Comparison.ShouldNotBeNull().Different.ShouldBe(0, $"{view.Name} is not what its events say");
        }
    }

    public static Task<Commanded> NothingIsKept(this CollectionsHost host, Guid? campaign) => host.Administrator.Command(
        "/api/privacy/retention", new { campaignId = campaign, terms = new { accounts = 0, payments = 0, agreements = 0, contacts = 0, staff = 0, sales = 0 } });
}

/// <summary>Does something once, in the middle of a rebuild.</summary>
internal sealed class Middle(Action act) : IProgress<RebuildProgress>
{
    public bool Reached { get; private set; }

    public void Report(RebuildProgress value)
    {
        if (Reached) return;
        Reached = true;
        act();
    }
}
