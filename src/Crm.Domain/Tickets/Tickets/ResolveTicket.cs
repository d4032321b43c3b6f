using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>What was asked for is done; the requester is told what it came to.</summary>
public sealed record ResolveTicket(string Solution, UserId? By, BusinessMoment Now);

public static class ResolveTicketHandler
{
    public static Decision Handle(ResolveTicket command, Ticket ticket)
    {
        if (ticket.State is TicketState.Resolved) return Decision.AlreadySo;
        if (ticket.State is not (TicketState.Open or TicketState.InProgress or TicketState.WaitingForThirdParty)) return ticket.RefuseState("resolved");
        if ((ticket.RefuseErased() ?? TicketChecks.RefuseText(command.Solution, "solution")) is { } refusal) return refusal;

        return Decision.Append(new TicketResolved(
            ticket.Id, ticket.SubjectId, command.Solution.Trim(), ticket.State, ticket.Resolutions + 1, TicketTerms.ClosesAt(command.Now), ticket.OpenedAt, command.By,
            ticket.Standing with { State = TicketState.Resolved }, command.Now));
    }
}
