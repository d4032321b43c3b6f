using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Say something about the ticket. A reply of the requester ends the wait for him.</summary>
/// <param name="CommentId">Made by the caller, or derived from the message it came with; hearing the command again with it says it once.</param>
/// <param name="By">The user who wrote it; <c>null</c>: a customer, or the system.</param>
public sealed record CommentTicket(
    Guid CommentId, string Text, CommentVisibility Visibility, CommentAuthor Author, UserId? By, BusinessMoment Now, string? MessageId = null);

public static class CommentTicketHandler
{
    public static Decision Handle(CommentTicket command, Ticket ticket)
    {
        if (ticket.Comments.Contains(command.CommentId)) return Decision.AlreadySo;
        if (ticket.State is TicketState.Closed) return ticket.RefuseState("commented on");
        if ((ticket.RefuseErased() ?? TicketChecks.RefuseText(command.Text, "text")) is { } refusal) return refusal;
        if (command is { Author: CommentAuthor.Requester, Visibility: CommentVisibility.Internal })
            return Decision.Refuse("tickets.requester-comments-publicly", "Internal comments are the staff's.", "visibility");

        var comment = Commenting.By(ticket, command.CommentId, command.Text, command.Visibility, command.Author, command.By, command.MessageId, command.Now);
        return ticket.State is TicketState.WaitingForCustomer && command.Author is CommentAuthor.Requester
            ? Decision.Append(comment, ResumeTicketHandler.Resumed(ticket, ResumeCause.RequesterReplied, command.CommentId, command.By, command.Now))
            : Decision.Append(comment);
    }
}

internal static class Commenting
{
    public static TicketCommented By(
        Ticket ticket, Guid id, string text, CommentVisibility visibility, CommentAuthor author, UserId? by, string? message, BusinessMoment now) =>
        new(ticket.Id, ticket.SubjectId, id, text.Trim(), visibility, author, by, ticket.Standing, now, message);
}
