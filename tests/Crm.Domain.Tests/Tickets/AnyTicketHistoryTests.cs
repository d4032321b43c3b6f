using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Queues;
using Crm.Domain.Tickets.Tickets;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.Tickets.TicketScene;

namespace Crm.Domain.Tests.Tickets;

/// <summary>Laws that hold for any sequence of commands. (Heard twice appends once, and replay equals step by step: the kit checks at each.)</summary>
public sealed class AnyTicketHistoryTests
{
    private static readonly HashSet<(TicketState From, TicketState To)> Ways =
    [
        (TicketState.Open, TicketState.InProgress), (TicketState.Open, TicketState.WaitingForThirdParty), (TicketState.Open, TicketState.Resolved),
        (TicketState.InProgress, TicketState.WaitingForCustomer), (TicketState.InProgress, TicketState.WaitingForThirdParty), (TicketState.InProgress, TicketState.Resolved),
        (TicketState.WaitingForCustomer, TicketState.InProgress), (TicketState.WaitingForCustomer, TicketState.Closed),
        (TicketState.WaitingForThirdParty, TicketState.InProgress), (TicketState.WaitingForThirdParty, TicketState.Resolved),
        (TicketState.Resolved, TicketState.Closed), (TicketState.Resolved, TicketState.Open), (TicketState.Closed, TicketState.Open),
    ];

    [Fact]
    public void States_follow_the_table_and_counts_are_right() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ListOf().Resize(60).ToArbitrary(),
        script =>
        {
            var history = Histories.Run<Ticket>([_ => Decision.Append(Opened), .. Commands(script)], decision => decision.Events is [TicketOpened]);
            var before = (Ticket?)null;
            foreach (var (@event, ticket) in history)
            {
                if (before is not null && before.State != ticket.State) Ways.ShouldContain((before.State, ticket.State), @event.GetType().Name);
                if (StandingOf(@event) is { } standing) standing.ShouldBe(ticket.Standing, "An event states how the ticket stands after it.");
                (ticket.ClosesAt is not null).ShouldBe(ticket.State is TicketState.WaitingForCustomer or TicketState.Resolved, $"after {@event.GetType().Name}");
                (ticket.EndedAt is null).ShouldBe(ticket.IsActive);
                (ticket.Standing.AssigneeId is null && ticket.Standing.TeamId is not null).ShouldBeFalse();
                before = ticket;
            }

            var events = history.Select(step => step.Event).ToList();
            before!.Standing.Reopenings.ShouldBe(events.OfType<TicketReopened>().Count());
            before.Resolutions.ShouldBe(events.OfType<TicketResolved>().Count());
            events.OfType<TicketResolved>().Select(resolved => resolved.Resolution).ShouldBe(Enumerable.Range(1, before.Resolutions));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_state_and_every_way_is_reached()
    {
        var seen = new HashSet<(TicketState, TicketState)>();
        var random = new Random(7);
        for (var run = 0; run < 300; run++)
        {
            var history = Histories.Run<Ticket>(
                [_ => Decision.Append(Opened), .. Commands([.. Enumerable.Range(0, 60).Select(_ => random.Next())])], decision => decision.Events is [TicketOpened]);
            foreach (var (first, second) in history.Zip(history.Skip(1)))
                if (first.State.State != second.State.State) seen.Add((first.State.State, second.State.State));
        }

        Ways.Except(seen).ShouldBeEmpty("Claims about random histories are worth what happens in them.");
    }

    private static IEnumerable<Func<Ticket?, Decision>> Commands(IEnumerable<int> script)
    {
        var now = Monday;
        var made = 0;
        var queue = Folded.Of<Queue>(new QueueOpened(OtherQueue, "OTRA", null, Bogota), ByHand with { QueueId = OtherQueue })!;
        foreach (var number in script)
        {
            var (what, size) = (number % 18, number / 18);
            now = BusinessMoment.Of(now.At.AddHours(size % 90), now.Zone);
            var (at, id) = (now, Id("9" + (++made).ToString("x6", null)));
            yield return what switch
            {
                0 or 1 => ticket => AssignTicketHandler.Handle(new(size % 2 == 0 ? Agent : OtherAgent, Team, true, "Why", Supervisor, at), ticket!),
                2 => ticket => ClaimTicketHandler.Handle(new(Agent, Team, true, at), ticket!),
                3 => ticket => UnassignTicketHandler.Handle(new("Why", Supervisor, at), ticket!),
                4 or 5 => ticket => StartTicketHandler.Handle(new(Agent, at), ticket!),
                6 => ticket => AwaitCustomerHandler.Handle(new(id, "Which one?", Agent, at), ticket!),
                7 => ticket => AwaitThirdPartyHandler.Handle(new("The carrier", Agent, at), ticket!),
                8 => ticket => ResumeTicketHandler.Handle(new(Agent, at), ticket!),
                9 or 10 => ticket => CommentTicketHandler.Handle(
                    new(id, "Text", CommentVisibility.Public, size % 2 == 0 ? CommentAuthor.Requester : CommentAuthor.Staff, Agent, at), ticket!),
                11 or 12 => ticket => ResolveTicketHandler.Handle(new("Done", Agent, at), ticket!),
                13 => ticket => CloseTicketHandler.Handle(new(size % 2 == 0, Agent, at), ticket!),
                14 => ticket => CloseTicketWhenDueHandler.Handle(new(at), ticket!),
                15 => ticket => ReopenTicketHandler.Handle(new("Again", size % 2 == 0, Agent, at), ticket!),
                16 => ticket => ChangePriorityHandler.Handle(new((TicketPriority)(size % 4), "Why", Agent, at), ticket!),
                _ => ticket => MoveTicketHandler.Handle(new("Theirs", size % 2 == 0, Agent, at), ticket!, queue),
            };
        }
    }

    private static TicketStanding? StandingOf(IEvent @event) => (TicketStanding?)@event.GetType().GetProperty(nameof(TicketOpened.Standing))?.GetValue(@event);
}
