using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.Domain.Tickets.SlaWatches;
using Crm.EventStore.Agenda;
using Crm.Projections.Tests.Kit;
using Crm.Projections.Tickets;
using Crm.Projections.Tickets.Sla;

namespace Crm.Projections.Tests.Tickets.Sla;

public sealed class SlaViewsTests
{
    private static readonly IReadOnlyList<HelpDesk> Desks = [.. HelpDesk.Fixed(40)];

    [Fact]
    public void Random_histories_see_every_turn_that_clocks_and_promises_can_take() =>
        Desks.SelectMany(desk => desk.History.Events).Select(recorded => recorded.Data.GetType()).Distinct()
            .Intersect([typeof(SlaScheduled), typeof(SlaWarned), typeof(SlaBreached), typeof(SlaPolicyPublished), typeof(SlaPolicyTookEffect)]).Count().ShouldBe(5);

    [Fact]
    public void The_views_of_clocks_and_promises_are_the_folds_that_decisions_stand_on()
    {
        foreach (var desk in Desks)
        {
            var clocks = Folded.Documents(new TicketClocks(), desk.History.Events);
            clocks.Keys.ShouldBe(desk.Tickets.Select(ticket => ticket.Id.Value), ignoreOrder: true);
            foreach (var ticket in desk.Tickets) Stored.Text(clocks[ticket.Id.Value]).ShouldBe(Stored.Text(desk.HistoryOf(ticket.Id)));
            foreach (var policy in Folded.Documents(new SlaPolicyCard(), desk.History.Events).Values) Stored.Text(policy).ShouldBe(Stored.Text(desk.PolicyOf(policy.CampaignId)));
        }
    }

    [Fact]
    public void A_ticket_is_in_the_agenda_exactly_when_its_clocks_have_something_to_announce()
    {
        var awake = 0;
        foreach (var desk in Desks)
        {
            var agenda = Folded.Documents(new SlaAgenda(), desk.History.Events);
            foreach (var ticket in desk.Tickets)
            {
                var item = agenda.GetValueOrDefault($"{SlaAgenda.Watch}:{ticket.Id}");
                item?.DueAt.ShouldBe(desk.State<SlaWatch>(HelpDesk.WatchStream(ticket.Id))!.Scheduled!.WakeAt!.Value);
                var next = SlaReckoning.Of(desk.HistoryOf(ticket.Id), desk.PolicyOf(ticket.Standing.CampaignId).Governing(desk.HistoryOf(ticket.Id), desk.Now.At).Terms, desk.Now.At).NextBreachAt;
                (item is not null).ShouldBe(next is not null, "What runs and has not breached will have to be announced.");
                if (item is not null) item.DueAt.ShouldBeLessThanOrEqualTo(next!.Value);
                if (item is not null) awake++;
            }
        }

        awake.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void What_is_announced_of_a_ticket_stands_in_its_timeline_and_leaves_its_version()
    {
        var announced = 0;
        foreach (var desk in Desks)
        {
            var files = Folded.Documents(new TicketFile(), desk.History.Events);
            foreach (var ticket in desk.Tickets)
            {
                var events = desk.History.Events.Where(recorded => recorded.Data is SlaWarned warned && warned.TicketId == ticket.Id || recorded.Data is SlaBreached breached && breached.TicketId == ticket.Id).ToList();
                var timeline = files[ticket.Id.Value].Timeline;
                timeline.Where(entry => entry.Type.StartsWith("sla_", StringComparison.Ordinal)).Select(entry => entry.Type).ShouldBe(events.Select(recorded => recorded.EventType));
                timeline.Select(entry => entry.Version).ShouldBeInOrder();
                timeline[^1].Version.ShouldBe(desk.History.Events.Last(recorded => recorded.StreamId == ticket.Id.Value && new TicketFile().Handles.Contains(recorded.Data.GetType()) && recorded.EventType != "record_text_erased").Version);
                announced += events.Count;
            }
        }

        announced.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_version_for_later_waits_in_the_agenda_until_it_holds()
    {
        var later = Known.At(6, 9);
        var published = new SlaPolicyPublished(Known.Campaign, 2, later.At, SlaTerms.Usual(Known.Bogota, BusinessCalendar.Colombia), null, Known.At(6, 1));
        var history = new History().On(Known.Id("7f01"), published);

        Folded.Documents(new SlaAgenda(), history.Events).Values.ShouldHaveSingleItem().ShouldBe(
            new AgendaItem($"{SlaAgenda.Policy}:{Known.Id("7f01")}:2", later.At.ToUniversalTime(), SlaAgenda.Policy, Known.Id("7f01")));
        history.On(Known.Id("7f01"), new SlaPolicyTookEffect(Known.Campaign, 2, later));
        Folded.Documents(new SlaAgenda(), history.Events).ShouldBeEmpty();
    }

    [Fact]
    public void The_trays_columns_say_what_a_fresh_reckoning_says()
    {
        var (late, running) = (0, 0);
        foreach (var desk in Desks)
        {
            var rows = Folded.Documents(new TicketsTray(), desk.History.Events);
            foreach (var ticket in desk.Tickets)
            {
                var history = desk.HistoryOf(ticket.Id);
                var reckoning = SlaReckoning.Of(history, desk.PolicyOf(ticket.Standing.CampaignId).Governing(history, desk.Now.At).Terms, desk.Now.At);
                (rows[ticket.Id.Value].NextBreachAt, rows[ticket.Id.Value].BreachedSince).ShouldBe((reckoning.NextBreachAt, reckoning.BreachedSince));
                if (rows[ticket.Id.Value].LateFrom <= desk.Now.At) late++;
                if (reckoning.NextBreachAt is not null) running++;
            }
        }

        (late, running).ShouldSatisfyAllConditions(counts => counts.late.ShouldBeGreaterThan(20), counts => counts.running.ShouldBeGreaterThan(20));
    }
}
