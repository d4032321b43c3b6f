using Crm.Api.Campaigns;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Tickets;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Campaigns;
using Crm.Projections.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tickets;

/// <summary>The queues that somebody works or runs, how much stands in each, and the opening of another.</summary>
[Requires(Permission.TicketQueuesRead)]
public sealed class QueuesModel(TicketQueries tickets, TicketFacts facts, Commands commands, Problems problems, ViewReader views, UserReader users) : DeskPage(views, users)
{
    private static readonly string[] Shown = [DocumentTable.NameOf<QueueCard>()];

    public IReadOnlyList<(QueueInfo Queue, QueueLoad Load)> Queues { get; private set; } = [];
    public IReadOnlyDictionary<CampaignId, CampaignInfo> Campaigns { get; private set; } = new Dictionary<CampaignId, CampaignInfo>();

    /// <summary>Where a queue may be opened.</summary>
    public IReadOnlyList<CampaignInfo> Open { get; private set; } = [];

    public bool MayOpen => Who.Has(Permission.TicketQueuesCreate);
    public bool MayOpenForAll => ScopeOf(Permission.TicketQueuesCreate).All;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Campaigns = (await Views.Campaigns(ct)).ToDictionary(campaign => campaign.CampaignId);
        Open = [.. Campaigns.Values.Where(campaign => ScopeOf(Permission.TicketQueuesCreate).Reaches(campaign.CampaignId)).OrderBy(campaign => campaign.Code, StringComparer.Ordinal)];
        var loads = (await tickets.Loads(ScopeOf(Permission.TicketsRead), ct)).ToDictionary(load => load.Queue);
        Queues = [.. (await tickets.Queues(ScopeOf(Permission.TicketQueuesRead), ct)).Select(queue => (queue, loads.GetValueOrDefault(queue.QueueId.Value) ?? new()))];
    }

    public async Task<IActionResult> OnPostOpenAsync(
        string? code, string? name, Guid? campaign, AssignmentStrategy strategy, TicketType[]? types, string? skills, CancellationToken ct)
    {
        var request = new OpenQueueRequest(
            (code ?? "").Trim().ToUpperInvariant(), (name ?? "").Trim(), campaign is { } id ? new CampaignId(id) : null, Strategy: strategy, Types: types, Skills: QueueWords.Skills(skills));
        Guid? opened = null;
        if (await Give("open", "OpenQueue", Permission.TicketQueuesCreate, request, async (body, context) =>
            {
                var answer = await QueueEndpoints.Open(body, context, commands, facts, problems, ct);
                opened = (answer as CommandResult)?.Value.Id;
                return answer;
            }, Shown, ct))
        {
            return Redirect($"/desk/tickets/queues/{opened}");
        }

        await OnGetAsync(ct);
        return Page();
    }
}

/// <summary>How queues are typed into forms.</summary>
internal static class QueueWords
{
    /// <summary>Words between commas.</summary>
    public static IReadOnlyList<string> Skills(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
