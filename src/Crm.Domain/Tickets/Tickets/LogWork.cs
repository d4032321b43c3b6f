using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Write down the time that was spent on it; also after it ended.</summary>
/// <param name="EntryId">Made by the caller; hearing the command again with it logs once.</param>
/// <param name="On">Date of the work in the queue's zone.</param>
public sealed record LogWork(Guid EntryId, UserId WorkerId, int Minutes, DateOnly On, string? Note, BusinessMoment Now);

public static class LogWorkHandler
{
    public static Decision Handle(LogWork command, Ticket ticket)
    {
        if (ticket.WorkEntries.Contains(command.EntryId)) return Decision.AlreadySo;
        if (command.Minutes is < 1 or > TicketTerms.MaxMinutes)
            return Decision.Refuse(Refusal.Of("tickets.work-out-of-range", $"From 1 to {TicketTerms.MaxMinutes} minutes.", ["minutes"], ("most", TicketTerms.MaxMinutes)));
        if (command.On > command.Now.Date || command.On < command.Now.Date.AddDays(-TicketTerms.MaxDaysBack))
        {
            return Decision.Refuse(Refusal.Of(
                "tickets.work-date-out-of-range", $"Work is logged for today and up to {TicketTerms.MaxDaysBack} days back.", ["on"], ("most", TicketTerms.MaxDaysBack)));
        }

        if (command.Note is not null && (ticket.RefuseErased() ?? TicketChecks.RefuseText(command.Note, "note", TicketTerms.MaxReason)) is { } refusal) return refusal;
        return Decision.Append(new TicketWorkLogged(
            ticket.Id, ticket.SubjectId, command.EntryId, command.WorkerId, command.Minutes, command.On, command.Note?.Trim(), ticket.Standing, command.Now));
    }
}
