using System.Globalization;
using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Api.Tickets;
using Crm.Api.Tickets.Kpis;
using Crm.Api.Tickets.Sla;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.Kpis;
using Crm.Projections.Tickets;
using Microsoft.AspNetCore.Mvc;
using static Crm.Projections.Tickets.Kpis.TicketKpiDefinitions;

namespace Crm.Api.Pages.Tickets;

/// <summary>What a supervisor of support looks at: the queues as they are, and the figures of a campaign, or of the installation's queues, and a period.</summary>
[RecordsReads(AccessKind.TicketSearch)]
[Requires(Permission.ReportsRead)]
public sealed class TicketBoardModel(TicketKpis kpis, TicketQueries tickets, TicketLabels labels, SlaPolicies policies, ViewReader views, UserReader users, BusinessClock clock)
    : DeskPage(views, users)
{
    private const int DefaultDays = 30, MostDays = 366;

    private static readonly string[] Tiles = [FirstResponse, Resolution, Backlog, ReopenRate, SlaCompliance, RepeatedFaults];

    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];

    /// <summary>Whether figures of the installation's own queues may be asked for.</summary>
    public bool Installation { get; private set; }
    public IReadOnlyList<(QueueInfo Queue, QueueLoad Load)> Queues { get; private set; } = [];
    public IReadOnlyList<KpiAnswer> Figures { get; private set; } = [];
    public KpiAnswer? ByDay { get; private set; }
    public KpiAnswer? ByPriority { get; private set; }
    public KpiAnswer? KeptByPriority { get; private set; }
    public KpiAnswer? KeptByType { get; private set; }
    public KpiAnswer? KeptByQueue { get; private set; }
    public KpiAnswer? ByQueue { get; private set; }
    public KpiAnswer? ByAgent { get; private set; }
    public KpiAnswer? ReopenedByAgent { get; private set; }
    public IReadOnlyList<RepeatedFaultsAnswer> Faults { get; private set; } = [];
    public IReadOnlyList<int> Versions { get; private set; } = [];
    public DateTimeOffset Now { get; private set; }
    public string Zone { get; private set; } = "UTC";

    /// <summary>Left out: the first campaign within reach that has a queue. <c>none</c>: queues that belong to no campaign.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Campaign { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    /// <summary>The version that promises are reckoned under; left out: each ticket's own.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Policy { get; set; }

    public bool IsInstallation => Campaign == "none";

    public async Task OnGetAsync(CancellationToken ct)
    {
        var scope = ScopeOf(Permission.ReportsRead);
        Now = clock.GetUtcNow();
        Campaigns = [.. (await Views.Campaigns(ct)).Where(campaign => KpiReach.Of(scope, campaign.CampaignId) is not null)];
        Installation = KpiReach.OfInstallation(scope) is not null;
        var open = Who.Has(Permission.TicketsRead) ? await tickets.Queues(ScopeOf(Permission.TicketsRead), ct) : [];
        var chosen = IsInstallation && Installation ? null
            : Campaigns.FirstOrDefault(one => one.CampaignId.ToString() == Campaign)
                ?? Campaigns.FirstOrDefault(one => open.Any(queue => queue.CampaignId == one.CampaignId)) ?? (Campaigns is [var first, ..] ? first : null);
        if (chosen is null && !Installation) return;

        Campaign = chosen?.CampaignId.ToString() ?? "none";
        Zone = await kpis.Zone(chosen?.CampaignId, ct);
        To ??= BusinessMoment.Of(Now, Zone).Date;
        From ??= To.Value.AddDays(-DefaultDays);
        Versions = [.. (await policies.Of(chosen?.CampaignId, Zone, ct)).Policy.Versions.Select(version => version.Version)];
        if (!ModelState.IsValid || From > To || To.Value.DayNumber - From.Value.DayNumber > MostDays || (Policy is { } version && !Versions.Contains(version)))
        {
            Refuse("filter", StatusCodes.Status400BadRequest, Texts.T("form.invalid"), []);
            return;
        }

        if (Who.Has(Permission.TicketsRead))
        {
            var loads = (await tickets.Loads(ScopeOf(Permission.TicketsRead), ct)).ToDictionary(load => load.Queue);
            Queues = [.. open.Where(queue => queue.CampaignId == chosen?.CampaignId)
                .Select(queue => (queue, loads.GetValueOrDefault(queue.QueueId.Value) ?? new()))];
        }

        await Figure(chosen, chosen is null ? KpiReach.OfInstallation(scope)! : KpiReach.Of(scope, chosen.CampaignId)!, ct);
    }

    private async Task Figure(CampaignInfo? chosen, KpiReach reach, CancellationToken ct)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        KpiRequest Request(KpiGroup? group) => new(chosen?.CampaignId, From!.Value, To!.Value, group, reach) { Policy = Policy };
        Task<KpiAnswer> Ask(string name, KpiGroup? group)
        {
            var definition = All.Last(one => one.Name == name);
            return chosen is null ? kpis.OfInstallation(definition, Request(group), language, ct) : kpis.Answer(definition, chosen, Request(group), language, ct);
        }

        var figures = new List<KpiAnswer>();
        foreach (var name in Tiles) figures.Add(await Ask(name, null));
        Figures = figures;
        (ByDay, ByPriority) = (await Ask(Backlog, KpiGroup.Day), await Ask(Backlog, KpiGroup.Priority));
        (KeptByPriority, KeptByType, KeptByQueue) = (await Ask(SlaCompliance, KpiGroup.Priority), await Ask(SlaCompliance, KpiGroup.Type), await Ask(SlaCompliance, KpiGroup.Queue));
        (ByQueue, ByAgent, ReopenedByAgent) = (await Ask(Resolution, KpiGroup.Queue), await Ask(Resolution, KpiGroup.Agent), await Ask(ReopenRate, KpiGroup.Agent));
        Faults = await labels.Faults(await kpis.Repeated(Request(null), ct), chosen?.CampaignId, ScopeOf(Permission.CustomersSeePersonalData), ct);
        await Know(ByAgent.Rows.Select(row => Guid.TryParse(row.Group, out var id) ? new UserId(id) : (UserId?)null), ct);
    }

    /// <summary>A bar for every day of the period that is over or begun, also for those at whose end nothing was open.</summary>
    public IReadOnlyList<(string Label, decimal Value, string Class)> Days(KpiAnswer byDay)
    {
        var known = byDay.Rows.ToLookup(row => row.Group, row => row.Numerator);
        var last = BusinessMoment.Of(Now, Zone).Date is var today && today < To!.Value ? today : To.Value;
        return [.. Enumerable.Range(0, Math.Max(0, last.DayNumber - From!.Value.DayNumber + 1)).Select(From.Value.AddDays)
            .Select(day => (day.ToString("MM-dd", CultureInfo.InvariantCulture), known[Texts.Date(day)].Sum(), ""))];
    }

    public string Agent(string? group) => Guid.TryParse(group, out var id) ? Name(new UserId(id)) : Texts.T("kpis.nobody");

    public string QueueName(string? group) => Queues.FirstOrDefault(one => one.Queue.QueueId.ToString() == group).Queue?.Name ?? "–";

    /// <summary>A group's value in words: of an enum as it is stored.</summary>
    public static string Word<TEnum>(string? group) where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>(group?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) ? Texts.T(value) : group ?? "";

    /// <summary>Groups of an enum in its own order, the highest first.</summary>
    public static IEnumerable<KpiRow> InOrder<TEnum>(KpiAnswer answer) where TEnum : struct, Enum =>
        answer.Rows.OrderByDescending(row => Enum.TryParse<TEnum>(row.Group?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : -1);

    /// <summary>Seconds as they are read.</summary>
    public static string Time(decimal? seconds) => seconds is { } known ? SlaWords.Minutes(known / 60) : "–";

    public static string Share(KpiRow? row) => row?.Ratio is { } ratio ? (ratio * 100).ToString("0.0", CultureInfo.CurrentCulture) + " %" : "–";

    /// <summary>A figure as it is read: a mean time, a share in per cent, anything else as a count.</summary>
    public static string Written(KpiAnswer answer) => answer switch
    {
        { Unit: KpiUnit.Seconds } => Time(answer.Total.Ratio),
        { Name: RepeatedFaults } => Texts.Number(answer.Total.Numerator),
        { Total.Denominator: null } => Texts.Number(answer.Total.Numerator),
        _ => Share(answer.Total),
    };

    /// <summary>What a figure is made of.</summary>
    public static string Parts(KpiAnswer answer) => answer.Unit is KpiUnit.Seconds
        ? answer.Total.N == 0 ? "" : $"{Texts.T("board.median")} {Time(answer.Total.Parts.GetValueOrDefault("median"))} · p90 {Time(answer.Total.Parts.GetValueOrDefault("p90"))}"
        : answer.Total.Denominator is { } denominator ? $"{Texts.Number(answer.Total.Numerator)} / {Texts.Number(denominator)}" : "";
}
