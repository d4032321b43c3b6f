using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Tickets;

/// <summary>Say what the ticket is about.</summary>
public sealed record LinkTicket(TicketLink Link, UserId? By, BusinessMoment Now);

public static class LinkTicketHandler
{
    public static Decision Handle(LinkTicket command, Ticket ticket) =>
        ticket.Links.Contains(command.Link) ? Decision.AlreadySo
        : ticket.Links.Count >= TicketTerms.MaxLinks ? Linking.TooMany
        : command.Link is { Kind: TicketLinkKind.Ticket } && command.Link.Target == ticket.Id.ToString() ? Parenthood.OfItself
        : Linking.Refuse(command.Link) ?? Decision.Append(new TicketLinked(ticket.Id, command.Link, command.By, command.Now));
}

public sealed record UnlinkTicket(TicketLink Link, UserId? By, BusinessMoment Now);

public static class UnlinkTicketHandler
{
    public static Decision Handle(UnlinkTicket command, Ticket ticket) => ticket.Links.Contains(command.Link)
        ? Decision.Append(new TicketUnlinked(ticket.Id, command.Link, command.By, command.Now))
        : Decision.AlreadySo;
}

/// <summary>Make it a part of another ticket, or of none.</summary>
/// <param name="Ancestors">The tickets above the parent, nearest first, beginning with the parent itself.</param>
public sealed record SetParentTicket(TicketId? ParentId, IReadOnlyList<TicketId> Ancestors, UserId? By, BusinessMoment Now);

public static class SetParentTicketHandler
{
    public static Decision Handle(SetParentTicket command, Ticket ticket) =>
        ticket.ParentId == command.ParentId ? Decision.AlreadySo
        : command.Ancestors.Contains(ticket.Id) ? Parenthood.OfItself
        : Decision.Append(new TicketParentSet(ticket.Id, ticket.ParentId, command.ParentId, command.By, command.Now));
}

internal static class Linking
{
    public static Decision TooMany => Decision.Refuse(Refusal.Of("tickets.links-too-many", $"At most {TicketTerms.MaxLinks} links.", ["links"], ("most", TicketTerms.MaxLinks)));

    /// <summary>Ids are ids; only an ONT is named by its serial.</summary>
    public static Decision? Refuse(TicketLink link) =>
        link.Target is { Length: >= 1 and <= TicketTerms.MaxTarget } target
        && (link.Kind is TicketLinkKind.Ont ? target.All(char.IsLetterOrDigit) : Guid.TryParseExact(target, "D", out var id) && id.ToString() == target)
            ? null
            : Decision.Refuse("tickets.link-malformed", "A link names an id; an ONT's, its serial.", "links");
}

internal static class Parenthood
{
    public static Decision OfItself => Decision.Refuse("tickets.part-of-itself", "A ticket is no part of itself, nor of its own parts.", "parentId");
}
