using System.Globalization;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.Kpis;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Crm.Api.Kpis;

/// <summary>A room's figures over HTTP: what they mean, and what they are for a campaign and a period.</summary>
public static class KpiEndpoints
{
    private const int MaxDays = 3660;

    /// <param name="names">What tells these endpoints' names from other rooms': <c>Sales</c> gives <c>ListSalesKpis</c>.</param>
    /// <param name="reads">The read models an answer waits for where a position is handed in.</param>
    public static void MapKpis<TKpis>(this IEndpointRouteBuilder routes, string path, string tag, string names, params IReadOnlyList<string> reads) where TKpis : RoomKpis
    {
        var kpis = routes.MapGroup(path).WithTags(tag);

        kpis.MapGet("/", (HttpContext http) => Meanings(http.RequestServices.GetRequiredService<TKpis>()))
            .WithName($"List{names}Kpis")
            .WithSummary("The figures, with what their numerators and denominators are and how they may be grouped")
            .Produces<IEnumerable<KpiMeaning>>()
            .RequirePermission(Permission.ReportsRead);
        kpis.MapGet("/{name}", (
                string name, Guid campaign, DateOnly from, DateOnly to, KpiGroup? groupBy, int? policy, CallerScope scope, ViewReader views, Problems problems, HttpContext http, CancellationToken ct) =>
                Show(http.RequestServices.GetRequiredService<TKpis>(), name, new(campaign), from, to, groupBy, policy, scope, views, problems, ct))
            .WithName($"Show{names}Kpi")
            .WithSummary("A figure for a campaign from a business date to another, both included, by what the list says it may be grouped by")
            .Produces<KpiAnswer>()
            .Reads(reads)
            .RequirePermission(Permission.ReportsRead);
    }

    /// <summary>Why a figure cannot be had so; <c>null</c>: it can, grouped as <paramref name="groupBy"/> then says.</summary>
    internal static IResult? Refuse(
        RoomKpis room, string name, DateOnly from, DateOnly to, ref KpiGroup? groupBy, KpiReach? within, Problems problems, out KpiDefinition definition, out KpiReach reach)
    {
        (definition, reach) = (room.Definitions.LastOrDefault(one => one.Name == name)!, within!);
        if (definition is null) return problems.NotFound();
        if (to < from || to.DayNumber - from.DayNumber > MaxDays) return problems.Invalid("to", $"From {from:O} on, at most {MaxDays} days later.");

        var allowed = room.Groups(name);
        var group = groupBy ??= allowed[0];
        if (!allowed.Contains(group)) return problems.Invalid("groupBy", $"{name} is grouped by {string.Join(", ", allowed.Where(one => one is not null))}.");
        if (within is null) return problems.NotFound();
        return !within.Whole && room.IsOfWholes(name, group) ? problems.Invalid("groupBy", "This figure is of whole campaigns: its facts name nobody.") : null;
    }

    private static Ok<IEnumerable<KpiMeaning>> Meanings(RoomKpis room) => TypedResults.Ok(room.Definitions.Select(definition => KpiMeaning.Of(definition, room)));

    private static async Task<IResult> Show(
        RoomKpis room, string name, CampaignId campaign, DateOnly from, DateOnly to, KpiGroup? groupBy, int? policy, CallerScope scope, ViewReader views, Problems problems,
        CancellationToken ct)
    {
        if (Refuse(room, name, from, to, ref groupBy, KpiReach.Of(scope, campaign), problems, out var definition, out var reach) is { } refusal) return refusal;
        if (await views.Find<CampaignCard, CampaignInfo>(campaign.Value, ct) is not { } info) return problems.NotFound();

        return TypedResults.Ok(await room.Answer(definition, info, new(campaign, from, to, groupBy, reach) { Policy = policy }, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, ct));
    }
}

/// <summary>What a figure means.</summary>
public sealed record KpiMeaning(
    string Name, int Version, KpiUnit Unit, string Label, string Numerator, string Denominator, string Excluded, IReadOnlyList<KpiGroup> GroupBy)
{
    public static KpiMeaning Of(KpiDefinition definition, RoomKpis room)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return new(
            definition.Name, definition.Version, definition.Unit, definition.Label.In(language), definition.Numerator.In(language), definition.Denominator.In(language),
            definition.Excluded.In(language), [.. room.Groups(definition.Name).OfType<KpiGroup>()]);
    }
}
