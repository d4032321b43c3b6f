using Crm.Api.Files.Attachments;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Files.Attachments;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Streams;

namespace Crm.Api.Tickets;

/// <summary>Files of a ticket: for whoever works its queue, and who has it. Whoever asked is not among them: a file may belong to what is said internally.</summary>
public sealed class TicketAttachments(Aggregates aggregates) : IAttachmentOwner
{
    public AttachmentOwnerKind Kind => AttachmentOwnerKind.Ticket;

    public async Task<OwnerFacts?> Find(Guid id, CommandContext context, CancellationToken ct)
    {
        if ((await aggregates.Load<Ticket>(id, Ticket.Evolve, fresh: false, ct)).State is not { } ticket) return null;

        var standing = ticket.Standing;
        var queue = (await aggregates.Load<Queue>(standing.QueueId.Value, Queue.Evolve, fresh: false, ct)).State!;
        foreach (var scope in (CallerScope[])[context.Scope, context.ScopeOf(Permission.TicketsRead)])
            if (!Reaches(scope, queue) && !(scope.Own && standing.AssigneeId == scope.UserId)) return null;

        DebtorId? debtor = standing.Requester.Kind is RequesterKind.Debtor ? new(standing.Requester.SubjectId) : null;
        return new(standing.Requester.SubjectId, debtor, standing.CampaignId, standing.TeamId, ticket.Zone);
    }

    private static bool Reaches(CallerScope scope, Queue queue) =>
        scope.All || (queue.CampaignId is { } campaign && scope.Campaigns.Contains(campaign)) || queue.Teams.Any(team => scope.Teams.Contains(team.TeamId));
}
