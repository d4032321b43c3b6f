using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Queues;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Hand it to another queue.</summary>
/// <param name="AssigneeWorksThere">Whether who has it works for that queue too; otherwise it waits there for somebody.</param>
public sealed record MoveTicket(string Reason, bool AssigneeWorksThere, UserId? By, BusinessMoment Now);

public static class MoveTicketHandler
{
    public static Decision Handle(MoveTicket command, Ticket ticket, Queue queue)
    {
        if (ticket.Standing.QueueId == queue.Id) return Decision.AlreadySo;
        if (!ticket.IsActive) return ticket.RefuseState("moved");
        if ((queue.RefuseTaking(ticket.Standing.Type) ?? TicketChecks.RefuseText(command.Reason, "reason", TicketTerms.MaxReason)) is { } refusal) return refusal;

        List<IEvent> events = [];
        var standing = ticket.Standing;
        if (standing.AssigneeId is not null && !command.AssigneeWorksThere)
        {
            events.Add(Assigning.ToNobody(ticket, command.Reason.Trim(), command.By, command.Now));
            standing = standing with { AssigneeId = null, TeamId = null };
        }

        events.Add(new TicketMoved(
            ticket.Id, standing.QueueId, queue.Id, standing.CampaignId, queue.CampaignId, queue.Zone, command.Reason.Trim(), command.By,
            standing with { QueueId = queue.Id, CampaignId = queue.CampaignId }, command.Now));
        return Decision.Append(events);
    }
}
