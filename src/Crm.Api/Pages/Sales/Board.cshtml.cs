using System.Globalization;
using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Api.Kpis;
using Crm.Api.Pages.Work;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Kpis;
using Crm.Api.TelecomSales.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>What a supervisor looks at in the morning: the trays as they are, and the figures of a campaign and a period with their parts and the position they are exact as of.</summary>
[Requires(Permission.ReportsRead)]
public sealed class BoardModel(SalesKpiReader kpis, SalesTrays trays, ViewReader views, UserReader users, BusinessClock clock) : SalesPage(views, users)
{
    private const int DefaultDays = 30, MostDays = 366;

    private static readonly string[] Tiles = ["salesSubmitted", "salesApproved", "salesReturned", "salesRejected", "salesActivated", "returnRate", "conversion", "salesPerStaffedHour"];

    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];
    public IReadOnlyList<TrayCount> Trays { get; private set; } = [];
    public IReadOnlyList<KpiAnswer> Figures { get; private set; } = [];
    public KpiAnswer? ByDay { get; private set; }
    public KpiAnswer? Steps { get; private set; }
    public KpiAnswer? Reasons { get; private set; }
    public KpiAnswer? Times { get; private set; }
    public KpiAnswer? Ranking { get; private set; }
    public DateTimeOffset Now { get; private set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Campaign { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var scope = ScopeOf(Permission.ReportsRead);
        Now = clock.GetUtcNow();
        Campaigns = await SellingFirst((await Views.Campaigns(ct)).Where(campaign => KpiReach.Of(scope, campaign.CampaignId) is not null), ct);
        if (Campaigns.Count == 0) return;

        var chosen = Campaigns.FirstOrDefault(one => one.CampaignId.Value == Campaign) ?? Campaigns[0];
        Campaign = chosen.CampaignId.Value;
        To ??= BusinessMoment.Of(Now, chosen.Zone).Date;
        From ??= To.Value.AddDays(-DefaultDays);
        if (!ModelState.IsValid || From > To || To.Value.DayNumber - From.Value.DayNumber > MostDays)
        {
            Refuse("filter", StatusCodes.Status400BadRequest, Texts.T("form.invalid"), []);
            return;
        }

        if (Who.Has(Permission.SalesRead)) Trays = await trays.Counts(this.Rows(Permission.SalesRead, null) with { Campaign = Campaign }, ct);
        var (reach, language) = (KpiReach.Of(scope, chosen.CampaignId)!, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
        Task<KpiAnswer> Ask(string name, KpiGroup? group) => kpis.Answer(
            kpis.Definitions.Last(one => one.Name == name), chosen, new(chosen.CampaignId, From.Value, To.Value, group, reach), language, ct);

        var figures = new List<KpiAnswer>();
        foreach (var name in Tiles) figures.Add(await Ask(name, null));
        Figures = figures;
        ByDay = await Ask("salesSubmitted", KpiGroup.Day);
        Steps = await Ask("conversion", KpiGroup.Step);
        Reasons = await Ask("returnReasons", KpiGroup.Reason);
        Times = await Ask("trayTime", KpiGroup.Tray);
        Ranking = await Ask("salesRanking", KpiGroup.Agent);
        await Know(Ranking.Rows.Select(row => Guid.TryParse(row.Group, out var id) ? new UserId(id) : (UserId?)null), ct);
    }

    /// <summary>A bar for every day of the period, also for those on which nothing was sold.</summary>
    public IReadOnlyList<(string Label, decimal Value, string Class)> Days(KpiAnswer byDay)
    {
        var known = byDay.Rows.ToLookup(row => row.Group, row => row.Numerator);
        return [.. Enumerable.Range(0, To!.Value.DayNumber - From!.Value.DayNumber + 1).Select(From.Value.AddDays)
            .Select(day => (day.ToString("MM-dd", CultureInfo.InvariantCulture), known[Texts.Date(day)].Sum(), ""))];
    }

    public string Agent(string? group) => Guid.TryParse(group, out var id) ? Name(new UserId(id)) : Texts.T("kpis.nobody");

    /// <summary>A group's value in words: of an enum as it is stored, or as it stands.</summary>
    public static string Word<TEnum>(string? group) where TEnum : struct, Enum => Enum.TryParse<TEnum>(group?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) ? Texts.T(value) : group ?? "";

    /// <summary>Seconds as they are read: hours with a decimal.</summary>
    public static string Hours(decimal seconds) => Texts.Number(Math.Round(seconds / 3600, 1)) + " h";

    /// <summary>A figure as it is read: a share in per cent, per hour as a number, anything else as a count.</summary>
    public static string Written(KpiAnswer answer) => answer.Total switch
    {
        { Denominator: null } row => Texts.Number(row.Numerator),
        { Ratio: { } ratio } when answer.Name == "salesPerStaffedHour" => Texts.Number(Math.Round(ratio, 2)),
        { Ratio: { } ratio } => (ratio * 100).ToString("0.0", CultureInfo.CurrentCulture) + " %",
        _ => "–",
    };

    public static string Parts(KpiRow row) => row.Denominator is { } denominator ? $"{Texts.Number(row.Numerator)} / {Texts.Number(Math.Round(denominator, 2))}" : "";
}
