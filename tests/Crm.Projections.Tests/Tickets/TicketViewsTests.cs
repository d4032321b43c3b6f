using System.Text.Json;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tickets.Requesters;
using Crm.Domain.Tickets.Tickets;
using Crm.EventStore.Agenda;
using Crm.Projections.Tests.Kit;
using Crm.Projections.Tickets;

namespace Crm.Projections.Tests.Tickets;

/// <summary>What the tickets' views show after any history of a help desk.</summary>
public sealed class TicketViewsTests
{
    private static readonly IReadOnlyList<HelpDesk> Desks = [.. HelpDesk.Fixed(70)];

    /// <summary>Claims about random histories are worth what happens in them.</summary>
    [Fact]
    public void Random_histories_see_every_turn_a_ticket_can_take()
    {
        var seen = Desks.SelectMany(desk => desk.History.Events).Select(recorded => recorded.Data.GetType()).ToHashSet();

        string[] rooms = ["Crm.Domain.Tickets.Tickets", "Crm.Domain.Tickets.Queues", "Crm.Domain.Tickets.Categories", "Crm.Domain.Tickets.Requesters"];
        DomainEvents.Types().All.Select(known => known.Type).Where(type => rooms.Contains(type.Namespace))
            .Except(seen).Select(type => type.Name).Order(StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Every_view_gives_the_same_folded_again_and_in_utc()
    {
        foreach (var desk in Desks.Take(10))
        {
            foreach (var view in TicketsProjections.All)
            {
                var text = Folded.Text(view, desk.History.Events);
                text.ShouldBe(Folded.Text(view, desk.History.Events.Where(recorded => view.Handles.Contains(recorded.Data.GetType()))), view.Name);
                text.ShouldNotContain("-05:00", Case.Sensitive, view.Name);
            }
        }
    }

    [Fact]
    public void A_ticket_stands_in_one_tray_or_none_and_as_the_decisions_see_it()
    {
        foreach (var desk in Desks)
        {
            var rows = Folded.Documents(new TicketsTray(), desk.History.Events);
            rows.Count.ShouldBe(desk.Tickets.Count());
            foreach (var ticket in desk.Tickets)
            {
                var row = rows[ticket.Id.Value];
                var trays = new List<TicketTray>();
                if (ticket.IsActive && ticket.Standing.AssigneeId is null && ticket.State is TicketState.Open or TicketState.InProgress && ticket.Standing.AssigneeId is null) trays.Add(TicketTray.Unassigned);
                if (ticket.State is TicketState.Open or TicketState.InProgress && ticket.Standing.AssigneeId is not null) trays.Add(TicketTray.Working);
                if (ticket.State is TicketState.WaitingForCustomer or TicketState.WaitingForThirdParty) trays.Add(TicketTray.Waiting);
                if (ticket.State is TicketState.Resolved) trays.Add(TicketTray.Resolved);

                trays.Count.ShouldBe(ticket.State is TicketState.Closed ? 0 : 1);
                row.Tray.ShouldBe(trays.Count == 0 ? null : trays[0]);
                (row.State, row.QueueId, row.AssigneeId, row.Priority, row.Type, row.Reopenings)
                    .ShouldBe((ticket.State, ticket.Standing.QueueId, ticket.Standing.AssigneeId, ticket.Standing.Priority, ticket.Standing.Type, ticket.Standing.Reopenings));
                row.ClosesAt.ShouldBe(ticket.ClosesAt?.ToUniversalTime());
                row.Tags.ShouldBe(ticket.Tags);
                (row.WaitingSince is not null).ShouldBe(row.Tray is TicketTray.Waiting);
            }
        }
    }

    [Fact]
    public void The_agenda_holds_what_closes_by_itself_and_nothing_else()
    {
        foreach (var desk in Desks)
        {
            Folded.Documents(new TicketsAgenda(), desk.History.Events).Values.ShouldBe(
                desk.Tickets.Where(ticket => ticket.ClosesAt is not null)
                    .Select(ticket => new AgendaItem($"ticket_close:{ticket.Id}", ticket.ClosesAt!.Value.ToUniversalTime(), TicketsAgenda.TicketClose, ticket.Id.Value)),
                ignoreOrder: true);
        }
    }

    [Fact]
    public void Nothing_internal_is_in_what_the_requester_sees()
    {
        var internals = 0;
        foreach (var desk in Desks)
        {
            var requested = JsonSerializer.Serialize(Folded.Documents(new RequestedTickets(), desk.History.Events).Values);
            requested.ShouldNotContain(HelpDesk.Secret);
            foreach (var person in (UserId[])[Known.Agent, Known.OtherAgent, Known.Supervisor]) requested.ShouldNotContain(person.ToString());
            if (JsonSerializer.Serialize(Folded.Documents(new TicketFile(), desk.History.Events).Values).Contains(HelpDesk.Secret, StringComparison.Ordinal)) internals++;
        }

        internals.ShouldBeGreaterThan(30, "There was something to keep back.");
    }

    [Fact]
    public void The_requester_sees_every_public_word_and_the_staff_everything()
    {
        foreach (var desk in Desks)
        {
            var (requested, files) = (Folded.Documents(new RequestedTickets(), desk.History.Events), Folded.Documents(new TicketFile(), desk.History.Events));
            foreach (var ticket in desk.Tickets)
            {
                var events = desk.History.Events.Where(recorded => recorded.StreamId == ticket.Id.Value).Select(recorded => recorded.Data).ToList();
                var said = events.OfType<TicketCommented>().Where(comment => comment.Visibility is CommentVisibility.Public).Select(comment => comment.CommentId);
                requested[ticket.Id.Value].Words.Where(word => word.Kind is RequestedWordKind.Comment).Select(word => word.CommentId!.Value).ShouldBe(said);
                requested[ticket.Id.Value].State.ShouldBe(ticket.State);

                var file = files[ticket.Id.Value];
                file.Timeline.Count(entry => !entry.Type.StartsWith("sla_", StringComparison.Ordinal)).ShouldBe(events.Count(@event => @event is not RecordTextErased));
                file.MinutesWorked.ShouldBe(events.OfType<TicketWorkLogged>().Sum(entry => entry.Minutes));
                Stored.Text(file.Standing).ShouldBe(Stored.Text(ticket.Standing));
                (file.Links.Count, file.Watchers.Count, file.ParentId).ShouldBe((ticket.Links.Count, ticket.Watchers.Count, ticket.ParentId));
            }
        }
    }

    [Fact]
    public void What_was_written_about_an_erased_person_is_nowhere_any_more()
    {
        var erased = 0;
        foreach (var desk in Desks)
        {
            var ids = desk.History.Events.Where(recorded => recorded.Data is RecordTextErased).Select(recorded => recorded.StreamId).Distinct().ToList();
            var (tray, files, found, requested) = (Folded.Documents(new TicketsTray(), desk.History.Events), Folded.Documents(new TicketFile(), desk.History.Events),
                Folded.Documents(new TicketDirectory(), desk.History.Events), Folded.Documents(new RequestedTickets(), desk.History.Events));
            foreach (var id in ids)
            {
                erased++;
                var all = JsonSerializer.Serialize(new object[] { tray[id], files[id], found[id], requested[id] });
                foreach (var text in (string[])["No audio", "headset", "left one", "Which one", "Silent again"]) all.ShouldNotContain(text);
                found[id].Said.ShouldNotContain("audio");
            }
        }

        erased.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_customer_who_was_erased_is_found_by_nothing()
    {
        var id = HelpDesk.Customer.Value;
        var history = new History().On(id, new RequesterRegistered(HelpDesk.Customer, Known.Campaign, "Luz Mora", "luz@example.com", "+573001234567"));
        Folded.One(new RequesterDirectory(), id, history)!.NameSearch.ShouldBe("luz mora luz@example.com +573001234567");

        history.On(id, new SubjectErased(id, SubjectKind.Customer, "person-1", "Asked for it", Known.Campaign, Known.Supervisor, Known.Day(6, 1)));
        Folded.One(new RequesterDirectory(), id, history).ShouldBe(new RequesterEntry(HelpDesk.Customer, Known.Campaign, Erasure.Placeholder, null, null));
    }

    [Fact]
    public void Words_are_kept_without_accents_and_not_without_end()
    {
        var standing = new TicketStanding(TicketState.Open, HelpDesk.Desk, null, TicketType.Fault, null, TicketPriority.Low, new(RequesterKind.User, HelpDesk.Asker.Value), null, null, 0);
        var id = Known.Id("7101");
        var history = new History().On(id, new TicketOpened(
            new(id), "TK-202606-000001", HelpDesk.Asker.Value, "Avería", "Sin  SEÑAL", TicketChannel.Web, [], [], null, null, standing, Known.At(6, 1)));
        Folded.One(new TicketDirectory(), id, history)!.Said.ShouldBe("averia sin senal");

        for (var i = 0; i < 5; i++)
        {
            history.On(id, new TicketCommented(
                new(id), HelpDesk.Asker.Value, Known.Id($"5{i}"), new('x', 20_000), CommentVisibility.Public, CommentAuthor.Staff, null, standing, Known.At(6, 1)));
        }

        Folded.One(new TicketDirectory(), id, history)!.Said.Length.ShouldBe(TicketDirectory.MostSearched);
    }
}
