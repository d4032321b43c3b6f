using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.Tickets;
using static Crm.Projections.Tickets.Kpis.TicketKpiDefinitions;

namespace Crm.Projections.Tickets.Kpis;

/// <summary>One thing that counts in a figure: when, of which ticket as it stood, and how much of what.</summary>
/// <param name="On">The campaign's date.</param>
/// <param name="Step">How the ticket stood: whose it was, in which queue, of which type and priority.</param>
public sealed record TicketFact(DateOnly On, TicketStep Step, string Measure, decimal Amount, Guid Subject);

/// <summary>What a ticket adds to a figure. Pure: histories and terms in, facts out.</summary>
/// <param name="Zone">IANA zone of the campaign, in which the period's days are meant.</param>
/// <param name="Today">The campaign's date: days after it have no backlog.</param>
/// <param name="Terms">What a ticket is reckoned under.</param>
public sealed record TicketFigures(string Zone, DateOnly From, DateOnly To, DateOnly Today, DateTimeOffset Now, Func<TicketHistory, SlaTerms> Terms)
{
    public const string Value = "value", Unanswered = "unanswered", ClosedUnresolved = "closed_unresolved", Open = "open", Reopened = "reopened", Resolved = "resolved",
        Kept = "kept", Breached = "breached", Running = "running", Stopped = "stopped", Fault = "fault";

    /// <summary>The last day whose end counts.</summary>
    public DateOnly LastDay => To < Today ? To : Today;

    public IEnumerable<TicketFact> Of(string figure, TicketHistory ticket) => figure switch
    {
        FirstResponse => Responses(ticket, business: true),
        FirstResponseCalendar => Responses(ticket, business: false),
        TicketKpiDefinitions.Resolution => Resolutions(ticket, business: true),
        ResolutionCalendar => Resolutions(ticket, business: false),
        Backlog => OpenAtEndOf(ticket),
        ReopenRate => Reopenings(ticket),
        SlaCompliance => Promises(ticket),
        RepeatedFaults => Faults(ticket),
        _ => throw new ArgumentException($"No figure is called '{figure}'.", nameof(figure)),
    };

    private IEnumerable<TicketFact> Responses(TicketHistory ticket, bool business)
    {
        if (ticket.Steps.FirstOrDefault(step => step.Answer is not TicketAnswer.None) is not { } answer)
        {
            if (In(ticket.OpenedAt)) yield return Fact(ticket, ticket.Opening, ticket.OpenedAt, Unanswered, 1);
        }
        else if (In(answer.At))
        {
            var time = business ? BusinessTime.Of(Terms(ticket).Hours).Between(ticket.OpenedAt, answer.At) : answer.At - ticket.OpenedAt;
            yield return Fact(ticket, answer with { AssigneeId = answer.By ?? answer.AssigneeId }, answer.At, Value, Seconds(time));
        }
    }

    private IEnumerable<TicketFact> Resolutions(TicketHistory ticket, bool business)
    {
        if (ticket.Steps.Any(step => step.IsAtRest && In(step.At)))
        {
            foreach (var time in SlaReckoning.Of(ticket, Terms(ticket), Now).Resolutions.Where(time => In(time.ResolvedAt)))
                yield return Fact(ticket, Resolver(ticket, time.ResolvedAt), time.ResolvedAt, Value, Seconds(business ? time.Business : time.Calendar));
        }

        foreach (var (before, step) in ticket.Steps.Zip(ticket.Steps.Skip(1)))
        {
            if (step.State is TicketState.Closed && !before.IsAtRest && In(step.At)) yield return Fact(ticket, step, step.At, ClosedUnresolved, 1);
        }
    }

    private IEnumerable<TicketFact> OpenAtEndOf(TicketHistory ticket)
    {
        for (var (day, i) = (From, 0); day <= LastDay; day = day.AddDays(1))
        {
            var end = WallClock.EndOf(day, Zone);
            while (i < ticket.Steps.Count && ticket.Steps[i].At < end) i++;
            if (i > 0 && !ticket.Steps[i - 1].IsAtRest) yield return new(day, ticket.Steps[i - 1], Open, 1, Subject(ticket));
        }
    }

    // A reopening is laid at the door of who resolved it.
    private IEnumerable<TicketFact> Reopenings(TicketHistory ticket)
    {
        TicketStep? resolved = null, before = null;
        foreach (var step in ticket.Steps)
        {
            if (step.State is TicketState.Resolved && before?.State is not TicketState.Resolved)
            {
                resolved = Resolver(ticket, step.At);
                if (In(step.At)) yield return Fact(ticket, resolved, step.At, Resolved, 1);
            }
            else if (before is { IsAtRest: true } && !step.IsAtRest)
            {
                if (resolved is not null && In(step.At)) yield return Fact(ticket, resolved, step.At, Reopened, 1);
                resolved = null;
            }

            before = step;
        }
    }

    private IEnumerable<TicketFact> Promises(TicketHistory ticket)
    {
        foreach (var run in SlaReckoning.Of(ticket, Terms(ticket), Now).Runs)
        {
            var (at, measure) = run switch
            {
                { BreachedAt: { } breached } => (breached, Breached),
                { Status: SlaRunStatus.Met, EndedAt: { } met } => (met, Kept),
                { EndedAt: { } stopped } => (stopped, Stopped),
                _ => (run.StartedAt, Running),
            };
            if (!In(at)) continue;

            var step = ticket.Steps.Last(step => step.At <= (at < ticket.OpenedAt ? ticket.OpenedAt : at));
            yield return Fact(ticket, step, at, measure, 1);
            yield return Fact(ticket, step, at, $"{Clock(run.Clock)}_{measure}", 1);
        }
    }

    private IEnumerable<TicketFact> Faults(TicketHistory ticket) =>
        ticket.Standing.Type is TicketType.Fault && DateOf(ticket.OpenedAt) is var on && on <= To && on > From.AddDays(-RepeatDays)
            ? [new(on, ticket.Opening, Fault, 1, Subject(ticket))]
            : [];

    private static TicketStep Resolver(TicketHistory ticket, DateTimeOffset at)
    {
        var step = ticket.Steps.First(step => step.At == at && step.State is TicketState.Resolved);
        return step.AssigneeId is null ? step with { AssigneeId = step.By } : step;
    }

    private static string Clock(SlaClock clock) => clock switch { SlaClock.FirstResponse => "first_response", SlaClock.Update => "update", _ => "resolution" };

    private TicketFact Fact(TicketHistory ticket, TicketStep step, DateTimeOffset at, string measure, decimal amount) => new(DateOf(at), step, measure, amount, Subject(ticket));

    private static Guid Subject(TicketHistory ticket) => ticket.Standing.Requester.SubjectId;

    private bool In(DateTimeOffset at) => DateOf(at) is var on && on >= From && on <= To;

    private DateOnly DateOf(DateTimeOffset at) => BusinessMoment.Of(at, Zone).Date;

    private static decimal Seconds(TimeSpan time) => Math.Round((decimal)time.Ticks / TimeSpan.TicksPerSecond, 3, MidpointRounding.ToEven);
}
