using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Ask the requester something; nothing can be done before he answers. What is asked is a public comment.</summary>
/// <param name="CommentId">Made by the caller; hearing the command again with it asks once.</param>
public sealed record AwaitCustomer(Guid CommentId, string Question, UserId? By, BusinessMoment Now);

public static class AwaitCustomerHandler
{
    public static Decision Handle(AwaitCustomer command, Ticket ticket)
    {
        if (ticket.Comments.Contains(command.CommentId)) return Decision.AlreadySo;
        if (ticket.State is not TicketState.InProgress) return ticket.RefuseState("put to wait for the customer");
        if ((ticket.RefuseErased() ?? TicketChecks.RefuseText(command.Question, "question")) is { } refusal) return refusal;

        return Decision.Append(
            Commenting.By(ticket, command.CommentId, command.Question, CommentVisibility.Public, CommentAuthor.Staff, command.By, null, command.Now),
            new TicketCustomerAwaited(
                ticket.Id, command.CommentId, TicketTerms.SilentUntil(command.Now), command.By, ticket.Standing with { State = TicketState.WaitingForCustomer }, command.Now));
    }
}

/// <summary>Somebody outside has to do something first.</summary>
/// <param name="Reason">Who is waited for, and for what; not a person's data.</param>
public sealed record AwaitThirdParty(string Reason, UserId? By, BusinessMoment Now);

public static class AwaitThirdPartyHandler
{
    public static Decision Handle(AwaitThirdParty command, Ticket ticket)
    {
        if (ticket.State is TicketState.WaitingForThirdParty) return Decision.AlreadySo;
        if (ticket.State is not (TicketState.Open or TicketState.InProgress)) return ticket.RefuseState("put to wait for a third party");

        return TicketChecks.RefuseText(command.Reason, "reason", TicketTerms.MaxReason) ?? Decision.Append(new TicketThirdPartyAwaited(
            ticket.Id, ticket.State, command.Reason.Trim(), command.By, ticket.Standing with { State = TicketState.WaitingForThirdParty }, command.Now));
    }
}

/// <summary>The wait is over.</summary>
public sealed record ResumeTicket(UserId? By, BusinessMoment Now);

public static class ResumeTicketHandler
{
    public static Decision Handle(ResumeTicket command, Ticket ticket) => ticket.State switch
    {
        TicketState.InProgress => Decision.AlreadySo,
        TicketState.WaitingForCustomer => Decision.Append(Resumed(ticket, ResumeCause.ByStaff, null, command.By, command.Now)),
        TicketState.WaitingForThirdParty => Decision.Append(Resumed(ticket, ResumeCause.ThirdPartyAnswered, null, command.By, command.Now)),
        _ => ticket.RefuseState("resumed"),
    };

    internal static TicketResumed Resumed(Ticket ticket, ResumeCause cause, Guid? comment, UserId? by, BusinessMoment now) =>
        new(ticket.Id, ticket.State, cause, comment, by, ticket.Standing with { State = TicketState.InProgress }, now);
}
