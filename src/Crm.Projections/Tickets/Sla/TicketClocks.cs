using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tickets.Sla;

/// <summary>
/// What every clock and figure of a ticket is reckoned from: the fold of its stream, without any policy in it. Closed tickets stay, because any terms may
/// be asked of them.
/// </summary>
public sealed class TicketClocks() : StreamProjection<TicketHistory>(version: 1)
{
    /// <summary>What can move a clock.</summary>
    public static readonly IReadOnlyCollection<Type> Movers =
    [
        typeof(TicketOpened), typeof(TicketStarted), typeof(TicketCustomerAwaited), typeof(TicketThirdPartyAwaited), typeof(TicketResumed), typeof(TicketCommented),
        typeof(TicketResolved), typeof(TicketClosed), typeof(TicketReopened), typeof(TicketMoved), typeof(TicketPriorityChanged), typeof(TicketReclassified),
    ];

    public override IReadOnlyCollection<Type> Handles { get; } = [.. Movers, typeof(TicketAssigned), typeof(TicketUnassigned)];

    public override TicketHistory? Evolve(TicketHistory? ticket, Recorded recorded) => TicketHistory.Evolve(ticket, recorded.Data);

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "standing.campaignId").Text("opened_on", "openedOn").Text("changed_on", "changedOn").Boolean("open", "isOpen")
        .Index(["campaign_id", "changed_on", "opened_on"]).Index(["campaign_id", "id"], where: "open");
}
