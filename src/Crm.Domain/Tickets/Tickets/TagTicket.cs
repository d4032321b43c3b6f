using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

public sealed record TagTicket(string Tag, UserId? By, BusinessMoment Now);

public static class TagTicketHandler
{
    public static Decision Handle(TagTicket command, Ticket ticket)
    {
        if (Tagging.Refuse(command.Tag) is { } refusal) return refusal;
        var tag = Tagging.Normalize(command.Tag);
        return ticket.Tags.Contains(tag) ? Decision.AlreadySo
            : ticket.Tags.Count >= TicketTerms.MaxTags ? Tagging.TooMany
            : Decision.Append(new TicketTagged(ticket.Id, tag, command.By, command.Now));
    }
}

public sealed record UntagTicket(string Tag, UserId? By, BusinessMoment Now);

public static class UntagTicketHandler
{
    public static Decision Handle(UntagTicket command, Ticket ticket) => Tagging.Normalize(command.Tag) is var tag && ticket.Tags.Contains(tag)
        ? Decision.Append(new TicketUntagged(ticket.Id, tag, command.By, command.Now))
        : Decision.AlreadySo;
}

internal static class Tagging
{
    public static Decision TooMany => Decision.Refuse(Refusal.Of("tickets.tags-too-many", $"At most {TicketTerms.MaxTags} tags.", ["tags"], ("most", TicketTerms.MaxTags)));

    /// <summary>Lower case, its words joined by dashes.</summary>
    public static string Normalize(string tag) => string.Join('-', tag.Trim().ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public static Decision? Refuse(string tag) => Normalize(tag) is { Length: >= 1 and <= TicketTerms.MaxTag } normal && normal.All(c => char.IsLetterOrDigit(c) || c is '-' or '_')
        ? null
        : Decision.Refuse(Refusal.Of("tickets.tag-malformed", $"A tag has 1 to {TicketTerms.MaxTag} letters, digits and dashes.", ["tags"], ("most", TicketTerms.MaxTag)));
}
