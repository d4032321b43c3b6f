using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Tests.Kit;
using Crm.Projections.Tickets.Kpis;
using static Crm.Projections.Tickets.Kpis.TicketKpiDefinitions;

namespace Crm.Projections.Tests.Tickets.Sla;

public sealed class TicketFiguresTests
{
    private static readonly SlaTerms Usual = SlaTerms.Usual(Known.Bogota, BusinessCalendar.Colombia);
    private static readonly Guid Customer = Known.Id("7e01");

    private static readonly TicketFigures June = new(Known.Bogota, new(2026, 6, 1), new(2026, 6, 30), new(2026, 6, 20), Known.At(6, 20).At, _ => Usual);

    [Fact]
    public void Times_are_of_each_item_with_mean_median_and_ninetieth_percentile()
    {
        // Answered after 1, 2 and 5 business hours; one from Friday to Saturday.
        var figure = Figure(FirstResponse,
            Ticket((2, 8, TicketState.Open), (2, 9, TicketState.InProgress)), Ticket((2, 8, TicketState.Open), (2, 10, TicketState.InProgress)),
            Ticket((5, 17, TicketState.Open), (6, 11, TicketState.InProgress)), Ticket((3, 8, TicketState.Open)));

        (figure.Numerator, figure.Denominator, figure.N).ShouldBe((8 * 3600, 3, 3));
        (figure.Parts["median"], figure.Parts["p90"], figure.Parts["unanswered"]).ShouldBe((7200, 15840, 1));
        Figure(FirstResponseCalendar, Ticket((5, 17, TicketState.Open), (6, 11, TicketState.InProgress))).Numerator.ShouldBe(18 * 3600);
    }

    [Fact]
    public void A_resolution_counts_what_was_worked_and_each_one_by_itself()
    {
        var ticket = Ticket(
            (2, 8, TicketState.Open), (2, 10, TicketState.WaitingForCustomer), (3, 10, TicketState.InProgress), (3, 12, TicketState.Resolved), (4, 8, TicketState.Open), (4, 9, TicketState.Resolved));

        (Figure(Resolution, ticket).Numerator, Figure(Resolution, ticket).N).ShouldBe((4 * 3600 + 5 * 3600, 2));
        (Figure(ReopenRate, ticket).Numerator, Figure(ReopenRate, ticket).Denominator).ShouldBe((1, 2));
        Figure(Resolution, Ticket((2, 8, TicketState.Open), (9, 8, TicketState.Closed))).Parts["closed_unresolved"].ShouldBe(1);
    }

    [Fact]
    public void The_backlog_is_what_is_open_at_a_days_end_in_the_campaigns_zone()
    {
        // Resolved at 23:00 in Bogotá, which is the next day in UTC.
        TicketHistory[] tickets = [Ticket((2, 8, TicketState.Open), (4, 23, TicketState.Resolved)), Ticket((4, 8, TicketState.Open))];
        var facts = tickets.SelectMany(ticket => June.Of(Backlog, ticket)).ToList();

        facts.GroupBy(fact => fact.On.Day).Where(day => day.Key <= 6).Select(day => $"{day.Key}: {day.Sum(fact => fact.Amount)}").ShouldBe(["2: 1", "3: 1", "4: 1", "5: 1", "6: 1"], ignoreOrder: true);
        facts.Max(fact => fact.On).ShouldBe(new DateOnly(2026, 6, 20), "The days after today have no end yet.");
        TicketFigure.Of(Backlog, facts, June.From, June.LastDay).Numerator.ShouldBe(1);
    }

    [Fact]
    public void Compliance_counts_every_clock_on_the_day_it_was_decided()
    {
        var figure = Figure(SlaCompliance,
            Ticket((2, 8, TicketState.Open), (2, 9, TicketState.InProgress), (2, 12, TicketState.Resolved)), // both kept
            Ticket((2, 8, TicketState.Open), (2, 15, TicketState.InProgress)), // answered late; the resolution breached on the 4th and is open
            Ticket((19, 18, TicketState.Open)), // nothing decided: it is the 20th, 10:00
            Ticket((2, 8, TicketState.Open), (2, 9, TicketState.WaitingForCustomer), (9, 9, TicketState.Closed))); // answered; never resolved

        (figure.Numerator, figure.Denominator).ShouldBe((3, 5));
        (figure.Parts["first_response_kept"], figure.Parts["first_response_breached"], figure.Parts["resolution_kept"], figure.Parts["resolution_breached"], figure.Parts["stopped"], figure.Parts["running"])
            .ShouldBe((2, 1, 1, 1, 1, 2));
    }

    [Fact]
    public void Compliance_is_of_the_terms_it_is_asked_under()
    {
        var strict = Usual with { Targets = [.. Usual.Targets.Select(target => target with { FirstResponse = SlaLimit.Minutes(30) })] };
        var ticket = Ticket((2, 8, TicketState.Open), (2, 9, TicketState.InProgress), (2, 12, TicketState.Resolved));

        (Figure(SlaCompliance, ticket).Numerator, TicketFigure.Of(SlaCompliance, [.. (June with { Terms = _ => strict }).Of(SlaCompliance, ticket)], June.From, June.LastDay).Numerator).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData(true, 5, 10, 15, 20)]
    [InlineData(false, 5, 10, 15)]
    [InlineData(true, -24, 1, 2, 3)] // from May on: within thirty days of the last
    [InlineData(false, -28, 1, 2, 3)]
    public void More_than_three_faults_within_thirty_days_are_repeated(bool repeated, params int[] days)
    {
        var tickets = days.Select(day => Ticket(At(day, 8), (0, 0, TicketState.Open))).ToArray();

        var figure = Figure(RepeatedFaults, tickets);

        (figure.Numerator, figure.Denominator).ShouldBe((repeated ? 1 : 0, 1));
        figure.Parts["faults"].ShouldBe(days.Count(day => day > 0));
    }

    [Fact]
    public void Every_figure_takes_whatever_happens_to_tickets()
    {
        foreach (var desk in HelpDesk.Fixed(25))
        {
            var figures = new TicketFigures(Known.Bogota, new(2026, 6, 1), desk.Now.Date, desk.Now.Date, desk.Now.At, _ => Usual);
            var tickets = desk.Tickets.Select(ticket => desk.HistoryOf(ticket.Id)).ToList();
            foreach (var name in All.Select(definition => definition.Name))
            {
                var figure = TicketFigure.Of(name, [.. tickets.SelectMany(ticket => figures.Of(name, ticket))], figures.From, figures.LastDay);
                figure.Numerator.ShouldBeGreaterThanOrEqualTo(0, name);
                if (name is SlaCompliance or RepeatedFaults) figure.Numerator.ShouldBeLessThanOrEqualTo(figure.Denominator!.Value, name);
                if (name is Backlog) figure.Numerator.ShouldBe(tickets.Count(ticket => ticket.IsOpen));
            }
        }
    }

    [Theory]
    [InlineData("1", 0.9, "1")]
    [InlineData("1 2", 0.5, "1.5")]
    [InlineData("1 2 3 4 5", 0.5, "3")]
    [InlineData("10 20 30 40 50 60 70 80 90 100", 0.9, "91")]
    public void Percentiles_lie_between_neighbours(string values, double part, string expected) =>
        TicketFigure.Percentile([.. values.Split(' ').Select(Number)], (decimal)part).ShouldBe(Number(expected));

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static TicketFigure Figure(string name, params TicketHistory[] tickets) => TicketFigure.Of(name, [.. tickets.SelectMany(ticket => June.Of(name, ticket))], June.From, June.LastDay);

    private static TicketHistory Ticket(params (int Day, int Hour, TicketState State)[] steps) => Ticket(At(steps[0].Day, steps[0].Hour), steps);

    private static TicketHistory Ticket(BusinessMoment opened, params (int Day, int Hour, TicketState State)[] steps)
    {
        var standing = new TicketStanding(TicketState.Open, HelpDesk.Faults, Known.Campaign, TicketType.Fault, null, TicketPriority.Medium, new(RequesterKind.Customer, Customer), null, null, 0);
        return new(new(Known.Id("7001")), "TK-202606-000001", null, Known.Bogota, standing with { State = steps[^1].State },
        [
            .. steps.Index().Select(step => TicketStep.Of(
                standing with { State = step.Item.State }, step.Index == 0 ? opened : At(step.Item.Day, step.Item.Hour), Known.Agent,
                step.Index == 0 || step.Item.State is TicketState.Open or TicketState.Closed ? TicketAnswer.None : TicketAnswer.Step)),
        ]);
    }

    // Days of June 2026; none and before it are of May.
    private static BusinessMoment At(int day, int hour) => BusinessMoment.Of(new DateTimeOffset(2026, 6, 1, hour, 0, 0, TimeSpan.FromHours(-5)).AddDays(day - 1), Known.Bogota);
}
