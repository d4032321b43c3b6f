using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Categories;
using Crm.Domain.Tickets.Queues;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Ask for something.</summary>
/// <param name="TicketId">Made by the caller; hearing the command again with it opens no second one.</param>
/// <param name="Number"><c>TK-YYYYMM-NNNNNN</c>, from the counter of the month at the queue's wall clock.</param>
/// <param name="RequesterErased">Whether the person's data was erased.</param>
/// <param name="By">Who opens it; <c>null</c>: a gateway.</param>
/// <param name="MessageId">The provider's id of the message it came with.</param>
public sealed record OpenTicket(
    TicketId TicketId, string Number, string Subject, string Description, TicketType Type, CategoryId? CategoryId, TicketPriority Priority,
    TicketRequester Requester, bool RequesterErased, TicketChannel Channel, IReadOnlyList<string> Tags, IReadOnlyList<TicketLink> Links, TicketId? ParentId,
    UserId? By, BusinessMoment Now, string? MessageId = null);

public static class OpenTicketHandler
{
    /// <param name="ticket">The stream of the new id: <c>null</c> unless the command was heard before.</param>
    /// <param name="turn">Who could get it by the queue's strategy; <c>null</c>: it waits for somebody to take it.</param>
    public static Decision Handle(OpenTicket command, Ticket? ticket, Queue queue, CategoryTree? categories, QueueTurn? turn = null)
    {
        if (ticket is not null) return Decision.AlreadySo;
        if (Refuse(command, queue, categories) is { } refusal) return refusal;

        var opened = new TicketOpened(
            command.TicketId, command.Number, command.Requester.SubjectId, command.Subject.Trim(), command.Description.Trim(), command.Channel,
            [.. command.Tags.Select(Tagging.Normalize).Distinct()], [.. command.Links.Distinct()], command.ParentId, command.By,
            new(TicketState.Open, queue.Id, queue.CampaignId, command.Type, command.CategoryId, command.Priority, command.Requester, null, null, Reopenings: 0),
            command.Now, command.MessageId);
        return turn is null
            ? Decision.Append(opened)
            : SharingOut.Append([opened], Ticket.Evolve(null, opened)!, queue, categories, turn, command.Now);
    }

    private static Decision? Refuse(OpenTicket command, Queue queue, CategoryTree? categories)
    {
        if (command.RequesterErased) return Decision.Refuse("tickets.requester-erased", "The requester's data was erased: nothing more is written about him.", "requester");
        if (queue.RefuseTaking(command.Type) is { } queueRefuses) return queueRefuses;
        if (CategoryTree.RefuseFiling(categories, command.CategoryId) is { } categoryRefuses) return categoryRefuses;
        if (command.Tags.Count > TicketTerms.MaxTags) return Tagging.TooMany;
        if (command.Links.Count > TicketTerms.MaxLinks) return Linking.TooMany;
        if (command.ParentId == command.TicketId) return Parenthood.OfItself;

        return TicketChecks.RefuseText(command.Subject, "subject", TicketTerms.MaxSubject)
            ?? TicketChecks.RefuseText(command.Description, "description")
            ?? command.Tags.Select(Tagging.Refuse).FirstOrDefault(refusal => refusal is not null)
            ?? command.Links.Select(Linking.Refuse).FirstOrDefault(refusal => refusal is not null);
    }
}
