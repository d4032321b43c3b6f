using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>It was not done after all.</summary>
/// <param name="ByRequester">Whether who asked says so himself.</param>
public sealed record ReopenTicket(string Reason, bool ByRequester, UserId? By, BusinessMoment Now);

public static class ReopenTicketHandler
{
    public static Decision Handle(ReopenTicket command, Ticket ticket)
    {
        if (ticket is { State: TicketState.Open, Standing.Reopenings: > 0 }) return Decision.AlreadySo;
        if (ticket is not { IsActive: false, EndedAt: { } ended }) return ticket.RefuseState("reopened");

        var last = TicketTerms.LastDayToReopen(ended);
        if (command.Now.Date > last)
        {
            return Decision.Refuse(Refusal.Of(
                "tickets.reopening-too-late", $"It could be reopened until {last:yyyy-MM-dd}; open a new one and link it.", [], ("until", last), ("days", TicketTerms.DaysToReopen)));
        }

        return ticket.RefuseErased() ?? TicketChecks.RefuseText(command.Reason, "reason", TicketTerms.MaxReason) ?? Decision.Append(new TicketReopened(
            ticket.Id, ticket.SubjectId, ticket.State, ended.At, command.Reason.Trim(), command.ByRequester, command.By,
            ticket.Standing with { State = TicketState.Open, Reopenings = ticket.Standing.Reopenings + 1 }, command.Now));
    }
}
