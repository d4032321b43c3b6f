using Crm.Api.Campaigns;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Tickets;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Streams;
using Crm.Projections.Campaigns;
using Crm.Projections.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tickets;

/// <summary>One queue: what it takes, who works for it and how much each has, and what may be changed of it.</summary>
[Requires(Permission.TicketQueuesRead)]
public sealed class QueueModel(
    TicketQueries tickets, QueueMembers members, TicketFacts facts, Commands commands, CommandRunner runner, Aggregates aggregates, Problems problems, ViewReader views, UserReader users)
    : DeskPage(views, users)
{
    private static readonly string[] Shown = [DocumentTable.NameOf<QueueCard>(), DocumentTable.NameOf<TicketsTray>()];

    public QueueInfo Queue { get; private set; } = null!;
    public TicketTrayCounts Counts { get; private set; } = new();
    public IReadOnlyList<QueueMemberLine> Members { get; private set; } = [];
    public IReadOnlyDictionary<TeamId, string> Teams { get; private set; } = new Dictionary<TeamId, string>();

    /// <summary>Teams that could work for it, each with its campaign.</summary>
    public IReadOnlyList<(CampaignInfo Campaign, CampaignTeam Team)> Free { get; private set; } = [];
    public string? Campaign { get; private set; }

    /// <summary>What somebody saw who begins to overwrite its terms.</summary>
    public long Version { get; private set; }

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>Whether who is signed in sees who works for it and what each has.</summary>
    public bool SeesWork { get; private set; }
    public bool MayUpdate => Manages(Permission.TicketQueuesUpdate);
    public bool MayClose => Manages(Permission.TicketQueuesDelete);
    public bool MayShareOut => Who.Has(Permission.TicketsAssign) && TicketQueries.Reaches(ScopeOf(Permission.TicketsAssign), Queue) && Queue.Strategy is not AssignmentStrategy.Manual;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    public Task<IActionResult> OnPostTermsAsync(string? name, AssignmentStrategy strategy, TicketType[]? types, string? skills, long version, CancellationToken ct) =>
        Send("terms", "SetQueueTerms", Permission.TicketQueuesUpdate, new QueueTermsRequest((name ?? "").Trim(), strategy, types, QueueWords.Skills(skills)),
            (body, _) => QueueEndpoints.SetTerms(Id, body, CommandContext.For(HttpContext, "SetQueueTerms", Permission.TicketQueuesUpdate, $"\"{version}\""), commands, ct), ct);

    public Task<IActionResult> OnPostAddTeamAsync(string? team, CancellationToken ct)
    {
        var parts = (team ?? "").Split(':');
        var request = new QueueTeamRequest(new(Guid.TryParse(parts[0], out var campaign) ? campaign : Guid.Empty), new(Guid.TryParse(parts[^1], out var id) ? id : Guid.Empty));
        return Send("teams", "AddQueueTeam", Permission.TicketQueuesUpdate, request, (body, context) => QueueEndpoints.AddTeam(Id, body, context, commands, ct), ct);
    }

    public Task<IActionResult> OnPostRemoveTeamAsync(Guid team, CancellationToken ct) =>
        Send("teams", "RemoveQueueTeam", Permission.TicketQueuesUpdate, new NoBody(), (_, context) => QueueEndpoints.RemoveTeam(Id, team, context, commands, ct), ct);

    public Task<IActionResult> OnPostCloseAsync(string? reason, CancellationToken ct) =>
        Send("close", "CloseQueue", Permission.TicketQueuesDelete, new ReasonRequest(reason ?? ""), (body, context) => QueueEndpoints.Close(Id, body, context, commands, ct), ct);

    public Task<IActionResult> OnPostReopenAsync(CancellationToken ct) =>
        Send("close", "ReopenQueue", Permission.TicketQueuesDelete, new NoBody(), (_, context) => QueueEndpoints.Reopen(Id, context, commands, ct), ct);

    public async Task<IActionResult> OnPostShareOutAsync(CancellationToken ct)
    {
        if (!await Load(ct)) return Missing();
        if (await Ask<NoBody, SharedOut>("share", "ShareOutQueue", Permission.TicketsAssign, new(),
                (_, context) => TicketAssignments.ShareOutQueue(Id, context, runner, facts, Views, problems, ct), ct) is not { } shared)
        {
            return Refusal is null ? Missing() : Page();
        }

        TempData["Done"] = $"{Texts.T("queues.shared")} {shared.Shared} · {Texts.T("queues.wait_on")} {shared.Waiting}";
        return RedirectToPage(new { id = Id });
    }

    private bool Manages(string permission) => Who.Has(permission) && QueueEndpoints.Manages(ScopeOf(permission), Queue.CampaignId);

    private async Task<IActionResult> Send<TRequest>(
        string form, string command, string permission, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct)
    {
        if (await Give(form, command, permission, request, run, Shown, ct)) return RedirectToPage(new { id = Id });
        return await Load(ct) ? Page() : Missing();
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        if ((await tickets.Queues(ScopeOf(Permission.TicketQueuesRead), ct)).FirstOrDefault(queue => queue.QueueId.Value == Id) is not { } queue) return false;

        (Queue, Version) = (queue, (await aggregates.Load<Domain.Tickets.Queues.Queue>(Id, Domain.Tickets.Queues.Queue.Evolve, fresh: true, ct)).Version);
        var campaigns = await Views.Campaigns(ct);
        Campaign = campaigns.FirstOrDefault(campaign => campaign.CampaignId == queue.CampaignId)?.Name;
        Teams = campaigns.SelectMany(campaign => campaign.Teams.Select(team => (team.TeamId, Name: $"{team.Name} · {campaign.Name}"))).ToDictionary(team => team.TeamId, team => team.Name);
        if (MayUpdate)
        {
            var scope = ScopeOf(Permission.TicketQueuesUpdate);
            Free = [.. from campaign in campaigns
                       where (queue.CampaignId is null || queue.CampaignId == campaign.CampaignId) && scope.Reaches(campaign.CampaignId)
                       from team in campaign.Teams
                       where !team.Dissolved && !queue.Teams.Contains(team.TeamId)
                       select (campaign, team)];
        }

        SeesWork = Who.Has(Permission.TicketsRead) && TicketQueries.Reaches(ScopeOf(Permission.TicketsRead), queue);
        if (!SeesWork) return true;

        Counts = await tickets.Counts(Id, ScopeOf(Permission.TicketsRead), ct);
        Members = await members.Of(queue, ct);
        return true;
    }

    private sealed record NoBody;
}
