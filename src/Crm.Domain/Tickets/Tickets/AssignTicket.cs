using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Put a ticket into somebody's hands.</summary>
/// <param name="TeamId">The team in which he works for the queue.</param>
/// <param name="WorksForQueue">Whether he works for the ticket's queue at all.</param>
/// <param name="Reason">Why it is taken from who has it; not needed where nobody has.</param>
public sealed record AssignTicket(UserId AssigneeId, TeamId? TeamId, bool WorksForQueue, string? Reason, UserId? By, BusinessMoment Now);

public static class AssignTicketHandler
{
    public static Decision Handle(AssignTicket command, Ticket ticket)
    {
        if (ticket.Standing.AssigneeId == command.AssigneeId) return Decision.AlreadySo;
        if (!ticket.IsActive) return ticket.RefuseState("assigned");
        if (!command.WorksForQueue) return Decision.Refuse("tickets.assignee-not-of-queue", "The person does not work for the ticket's queue.", "assigneeId");
        if (ticket.Standing.AssigneeId is not null && TicketChecks.RefuseText(command.Reason, "reason", TicketTerms.MaxReason) is { } without) return without;

        return Decision.Append(Assigning.To(ticket, command.AssigneeId, command.TeamId, Assigning.Manual, command.Reason, command.By, command.Now));
    }
}

/// <summary>Take a ticket that nobody has. Of two who take it at once, one gets it.</summary>
public sealed record ClaimTicket(UserId By, TeamId? TeamId, bool WorksForQueue, BusinessMoment Now);

public static class ClaimTicketHandler
{
    public static Decision Handle(ClaimTicket command, Ticket ticket)
    {
        if (ticket.Standing.AssigneeId == command.By) return Decision.AlreadySo;
        if (!ticket.IsActive) return ticket.RefuseState("taken");
        if (ticket.Standing.AssigneeId is { } taken)
            return Decision.Refuse(Refusal.Of("tickets.taken", "Somebody else has it already.", [], ("assigneeId", taken)));

        return command.WorksForQueue
            ? Decision.Append(Assigning.To(ticket, command.By, command.TeamId, Assigning.Claim, null, command.By, command.Now))
            : Decision.Refuse("tickets.assignee-not-of-queue", "The person does not work for the ticket's queue.", "assigneeId");
    }
}

/// <summary>Give it back to the queue.</summary>
public sealed record UnassignTicket(string Reason, UserId? By, BusinessMoment Now);

public static class UnassignTicketHandler
{
    public static Decision Handle(UnassignTicket command, Ticket ticket) =>
        ticket.Standing.AssigneeId is null ? Decision.AlreadySo
        : !ticket.IsActive ? ticket.RefuseState("given back")
        : TicketChecks.RefuseText(command.Reason, "reason", TicketTerms.MaxReason)
            ?? Decision.Append(Assigning.ToNobody(ticket, command.Reason.Trim(), command.By, command.Now));
}

internal static class Assigning
{
    public const string Manual = "manual", Claim = "claim";

    public static TicketAssigned To(Ticket ticket, UserId assignee, TeamId? team, string strategy, string? reason, UserId? by, BusinessMoment now) => new(
        ticket.Id, assignee, team, ticket.Standing.AssigneeId, ticket.Standing.TeamId, strategy, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), by,
        ticket.Standing with { AssigneeId = assignee, TeamId = team }, now);

    public static TicketUnassigned ToNobody(Ticket ticket, string reason, UserId? by, BusinessMoment now) => new(
        ticket.Id, ticket.Standing.AssigneeId!.Value, ticket.Standing.TeamId, reason, by, ticket.Standing with { AssigneeId = null, TeamId = null }, now);
}
