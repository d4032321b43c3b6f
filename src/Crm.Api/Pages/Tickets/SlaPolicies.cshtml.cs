using System.Globalization;
using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Kpis;
using Crm.Api.Queries;
using Crm.Api.Tickets;
using Crm.Api.Tickets.Kpis;
using Crm.Api.Tickets.Sla;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.Projections.Campaigns;
using Crm.Projections.Tickets;
using Crm.Projections.Tickets.Kpis;
using Crm.Projections.Tickets.Sla;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tickets;

/// <summary>What is promised in a campaign or in the installation's queues: every version, how the last days would have gone under each, and another one.</summary>
[Requires(Permission.TicketsRead)]
public sealed class SlaPoliciesModel(
    SlaPolicies policies, SlaUnits sla, TicketKpis kpis, TicketQueries tickets, Workplaces places, Commands commands, Problems problems, ViewReader views, UserReader users, BusinessClock clock)
    : DeskPage(views, users)
{
    private const int Days = 30, MostCompared = 6;

    private static readonly string[] Shown = [DocumentTable.NameOf<SlaPolicyCard>()];

    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];
    public IReadOnlyList<QueueInfo> Queues { get; private set; } = [];
    public SlaPolicy Policy { get; private set; } = null!;

    /// <summary>The version that is shown in full, and that a new one begins with.</summary>
    public SlaPolicyVersion Chosen { get; private set; } = null!;
    public int? InForce { get; private set; }

    /// <summary>What part of the promises of the last days was kept, or would have been, by version.</summary>
    public IReadOnlyDictionary<int, KpiRow> Kept { get; private set; } = new Dictionary<int, KpiRow>();

    /// <summary>The terms in the form: those of the chosen version, or what was typed.</summary>
    public SlaForm Form { get; private set; } = new();

    [BindProperty(SupportsGet = true)]
    public Guid? Campaign { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Version { get; set; }

    public CampaignId? Of => Campaign is { } id ? new(id) : null;
    public bool MayPublish => Who.Has(Permission.TicketsSetSla) && (Of is { } campaign ? ScopeOf(Permission.TicketsSetSla).Reaches(campaign) : ScopeOf(Permission.TicketsSetSla).All);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    public async Task<IActionResult> OnPostPublishAsync(SlaForm form, DateTime? from, CancellationToken ct)
    {
        if (!await Load(ct)) return Missing();

        Form = form;
        if (!ModelState.IsValid || form.Terms() is not { } terms)
        {
            Refuse("publish", StatusCodes.Status400BadRequest, Texts.T("form.invalid"), []);
            return Page();
        }

        DateTimeOffset? at = from is { } day && WallClock.Knows(form.Zone) ? WallClock.InstantOf(DateOnly.FromDateTime(day), TimeOnly.FromDateTime(day), form.Zone) : null;
        return await Give("publish", "PublishSlaPolicy", Permission.TicketsSetSla, new PublishSlaPolicyRequest(Of, terms, at),
            (body, context) => SlaEndpoints.Publish(body, context, commands, sla, problems, ct), Shown, ct)
            ? Redirect("/desk/tickets/sla" + (Campaign is null ? "" : $"?campaign={Campaign}"))
            : Page();
    }

    public string QueueName(QueueId? queue) => queue is { } id ? Queues.FirstOrDefault(one => one.QueueId == id)?.Name ?? "–" : Texts.T("sla.any_queue");

    private async Task<bool> Load(CancellationToken ct)
    {
        var scope = ScopeOf(Permission.TicketsRead);
        var open = new List<CampaignInfo>();
        foreach (var campaign in await Views.Campaigns(ct))
            if (scope.Reaches(campaign.CampaignId) || ((scope.Own || scope.Teams.Count > 0) && await places.WorksFor(Who.UserId, campaign.CampaignId, ct))) open.Add(campaign);

        Campaigns = open;
        if (Campaign is not null && open.All(campaign => campaign.CampaignId.Value != Campaign)) return false;

        Queues = [.. (await tickets.Queues(ScopeOf(Permission.TicketQueuesRead), ct)).Where(queue => queue.CampaignId == Of)];
        var now = clock.GetUtcNow();
        (Policy, _) = await policies.Of(Of, await kpis.Zone(Of, ct), ct);
        InForce = Policy.Versions.LastOrDefault(version => version.EffectiveFrom <= now)?.Version;
        if ((Version is { } asked ? Policy.Find(asked) : Policy.Find(InForce ?? 1)) is not { } chosen) return false;

        (Chosen, Form) = (chosen, SlaForm.Of(chosen.Terms));
        await Compare(now, ct);
        return true;
    }

    private async Task Compare(DateTimeOffset now, CancellationToken ct)
    {
        if (!Who.Has(Permission.ReportsRead)) return;

        var scope = ScopeOf(Permission.ReportsRead);
        var info = Campaigns.FirstOrDefault(campaign => campaign.CampaignId == Of);
        if ((Of is { } id ? KpiReach.Of(scope, id) : KpiReach.OfInstallation(scope)) is not { } reach) return;

        var definition = TicketKpiDefinitions.All.Single(one => one.Name == TicketKpiDefinitions.SlaCompliance);
        var to = BusinessMoment.Of(now, await kpis.Zone(Of, ct)).Date;
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var rows = new Dictionary<int, KpiRow>();
        foreach (var version in Policy.Versions.TakeLast(MostCompared))
        {
            var request = new KpiRequest(Of, to.AddDays(-Days), to, null, reach) { Policy = version.Version };
            rows[version.Version] = (info is null ? await kpis.OfInstallation(definition, request, language, ct) : await kpis.Answer(definition, info, request, language, ct)).Total;
        }

        Kept = rows;
    }
}
