using Crm.Api.Files.Attachments;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Files.Attachments;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Streams;

namespace Crm.Api.Tickets;

/// <summary>The staff's files of a ticket: for whoever works its queue, and who has it. Whoever asked is not among them: they belong to what is said internally.</summary>
public sealed class TicketAttachments(Aggregates aggregates) : IAttachmentOwner
{
    public AttachmentOwnerKind Kind => AttachmentOwnerKind.Ticket;

    public async Task<OwnerFacts?> Find(Guid id, CommandContext context, CancellationToken ct) =>
        (await aggregates.Load<Ticket>(id, Ticket.Evolve, fresh: false, ct)).State is { } ticket && await AreOfStaff(aggregates, ticket, context, ct) ? Facts(ticket) : null;

    internal static async Task<bool> AreOfStaff(Aggregates aggregates, Ticket ticket, CommandContext context, CancellationToken ct)
    {
        var queue = (await aggregates.Load<Queue>(ticket.Standing.QueueId.Value, Queue.Evolve, fresh: false, ct)).State!;
        // Who reaches the ticket reaches its files; a permission on files of other campaigns does not help.
        var files = context.Scope;
        return (files.Own || files.Teams.Count > 0 || TicketReach.Reaches(files, ticket, queue)) && TicketReach.Reaches(context.ScopeOf(Permission.TicketsRead), ticket, queue);
    }

    internal static OwnerFacts Facts(Ticket ticket)
    {
        var standing = ticket.Standing;
        DebtorId? debtor = standing.Requester.Kind is RequesterKind.Debtor ? new(standing.Requester.SubjectId) : null;
        return new(standing.Requester.SubjectId, debtor, standing.CampaignId, standing.TeamId, ticket.Zone, ticket.RefusesFiles());
    }
}

/// <summary>The public files of a ticket, under the ticket's own id: who asked sends and sees them, and so does the staff.</summary>
public sealed class RequestAttachments(Aggregates aggregates) : IAttachmentOwner
{
    public AttachmentOwnerKind Kind => AttachmentOwnerKind.Request;

    public async Task<OwnerFacts?> Find(Guid id, CommandContext context, CancellationToken ct) =>
        (await aggregates.Load<Ticket>(id, Ticket.Evolve, fresh: false, ct)).State is { } ticket
        && (ticket.IsAskedBy(context.Actor) || await TicketAttachments.AreOfStaff(aggregates, ticket, context, ct))
            ? TicketAttachments.Facts(ticket)
            : null;
}
