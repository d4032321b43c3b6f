using System.Globalization;
using Crm.Api.Campaigns;
using Crm.Api.Collections.Kpis;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections.Kpis;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>The supervisor's figures of a campaign and a period, with charts; every one with its parts and what it is exact as of.</summary>
[Requires(Permission.ReportsRead)]
public sealed class KpisModel(ViewReader views, KpiReader kpis, UserReader users, BusinessClock clock) : WorkPage
{
    private const int DefaultDays = 30, MostDays = 366;

    private static readonly string[] Tiles =
        ["attempts", "contactRate", "rightPartyContactRate", "uniqueContactRate", "promiseRate", "promisesKept", "promisesKeptAmount", "recovery"];

    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];
    public IReadOnlyList<KpiAnswer> Figures { get; private set; } = [];
    public KpiAnswer? ByDay { get; private set; }
    public KpiAnswer? Kept { get; private set; }
    public KpiAnswer? Ranking { get; private set; }
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    [BindProperty(SupportsGet = true)]
    public Guid? Campaign { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var scope = ScopeOf(Permission.ReportsRead);
        Campaigns = [.. (await views.Campaigns(ct)).Where(campaign => KpiReach.Of(scope, campaign.CampaignId) is not null)];
        if (Campaigns.Count == 0) return;

        var chosen = Campaigns.FirstOrDefault(one => one.CampaignId.Value == Campaign) ?? Campaigns[0];

        Campaign = chosen.CampaignId.Value;
        To ??= BusinessMoment.Of(clock.GetUtcNow(), chosen.Zone).Date;
        From ??= To.Value.AddDays(-DefaultDays);
        if (!ModelState.IsValid || From > To || To.Value.DayNumber - From.Value.DayNumber > MostDays)
        {
            Refuse("filter", StatusCodes.Status400BadRequest, Texts.T("form.invalid"), []);
            return;
        }

        var reach = KpiReach.Of(scope, chosen.CampaignId)!;
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        Task<KpiAnswer> Ask(string name, KpiGroup? group) => kpis.Answer(KpiDefinitions.Of(name), chosen, new(chosen.CampaignId, From.Value, To.Value, group, reach), language, ct);

        var figures = new List<KpiAnswer>();
        foreach (var name in Tiles.Where(name => reach.Whole || !KpiReader.NeedsWhole(name, KpiReader.GroupsOf(name)[0]))) figures.Add(await Ask(name, KpiReader.GroupsOf(name)[0]));
        Figures = figures;
        ByDay = await Ask("attempts", KpiGroup.Day);
        Kept = await Ask("promisesKept", KpiGroup.Agent);
        Ranking = await Ask("collectorRanking", KpiGroup.Agent);
        Names = await users.Names([.. Ranking.Rows.Concat(Kept.Rows).Select(row => Guid.TryParse(row.Group, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct()], ct);
    }

    /// <summary>A bar for every day of the period, also for those on which nothing happened.</summary>
    public IReadOnlyList<(string Label, decimal Value, string Class)> Days(KpiAnswer byDay)
    {
        var known = byDay.Rows.ToLookup(row => row.Group, row => row.Numerator);
        return [.. Enumerable.Range(0, To!.Value.DayNumber - From!.Value.DayNumber + 1).Select(From.Value.AddDays)
            .Select(day => (day.ToString("MM-dd", CultureInfo.InvariantCulture), known[Texts.Date(day)].Sum(), ""))];
    }

    /// <summary>Whose row it is.</summary>
    public string Agent(string? group) => Guid.TryParse(group, out var id) ? Names.GetValueOrDefault(id, group) : Texts.T("kpis.nobody");

    /// <summary>A figure as it is read: a ratio in per cent, anything else as a number.</summary>
    public static string Written(KpiAnswer answer) => answer.Total switch
    {
        { Ratio: { } ratio } => (ratio * 100).ToString("0.0", CultureInfo.CurrentCulture) + " %",
        { Denominator: null } row => Texts.Number(row.Numerator),
        _ => "–",
    };

    /// <summary>The parts behind a figure.</summary>
    public static string Parts(KpiRow row) => row.Denominator is { } denominator ? $"{Texts.Number(row.Numerator)} / {Texts.Number(denominator)}" : "";
}
