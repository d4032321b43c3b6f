using System.Globalization;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections;
using Crm.Projections.Collections.Kpis;

namespace Crm.Api.Collections.Kpis;

/// <summary>The figures of collections: what they mean, and what they are for a campaign and a period.</summary>
public static class KpiEndpoints
{
    private const int MaxDays = 3660;

    public static void MapKpis(this IEndpointRouteBuilder routes)
    {
        var kpis = routes.MapGroup("/api/collections/kpis").WithTags("Collections: figures");

        kpis.MapGet("/", () => TypedResults.Ok(KpiDefinitions.All.Select(KpiMeaning.Of)))
            .WithName("ListKpis")
            .WithSummary("The figures, with what their numerators and denominators are and how they may be grouped")
            .Produces<IEnumerable<KpiMeaning>>()
            .RequirePermission(Permission.ReportsRead);
        kpis.MapGet("/{name}", Show)
            .WithName("ShowKpi")
            .WithSummary("A figure for a campaign from a business date to another, both included, by agent, team, day, hour, channel, portfolio or vintage")
            .Produces<KpiAnswer>()
            .Reads(
                DocumentTable.NameOf<AttemptCounts>(), DocumentTable.NameOf<PortfolioAttemptCounts>(), DocumentTable.NameOf<AccountDays>(),
                DocumentTable.NameOf<PromiseFacts>(), DocumentTable.NameOf<PaymentCounts>(), DocumentTable.NameOf<PortfolioLedger>(), DocumentTable.NameOf<AccountMonths>())
            .RequirePermission(Permission.ReportsRead);
    }

    private static async Task<IResult> Show(
        string name, Guid campaign, DateOnly from, DateOnly to, KpiGroup? groupBy, CallerScope scope, ViewReader views, KpiReader kpis, Problems problems, CancellationToken ct)
    {
        if (KpiDefinitions.All.LastOrDefault(one => one.Name == name) is not { } definition) return problems.NotFound();
        if (to < from || to.DayNumber - from.DayNumber > MaxDays) return problems.Invalid("to", $"From {from:O} on, at most {MaxDays} days later.");

        var allowed = KpiReader.GroupsOf(name);
        var group = groupBy ?? allowed[0];
        if (!allowed.Contains(group)) return problems.Invalid("groupBy", $"{name} is grouped by {string.Join(", ", allowed.Where(one => one is not null))}.");
        if (KpiReach.Of(scope, new(campaign)) is not { } reach) return problems.NotFound();
        if (!reach.Whole && KpiReader.NeedsWhole(name, group)) return problems.Invalid("groupBy", "This figure is of whole campaigns: its facts name nobody.");
        if (await views.Find<CampaignCard, CampaignInfo>(campaign, ct) is not { } info) return problems.NotFound();

        return TypedResults.Ok(await kpis.Answer(
            definition, info, new(new CampaignId(campaign), from, to, group, reach), CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, ct));
    }
}

/// <summary>What a figure means.</summary>
public sealed record KpiMeaning(
    string Name, int Version, KpiUnit Unit, string Label, string Numerator, string Denominator, string Excluded, IReadOnlyList<KpiGroup> GroupBy)
{
    public static KpiMeaning Of(KpiDefinition definition)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return new(
            definition.Name, definition.Version, definition.Unit, definition.Label.In(language), definition.Numerator.In(language), definition.Denominator.In(language),
            definition.Excluded.In(language), [.. KpiReader.GroupsOf(definition.Name).OfType<KpiGroup>()]);
    }
}
