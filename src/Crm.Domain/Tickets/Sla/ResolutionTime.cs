using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tickets.Sla;

/// <summary>How long a resolution took: from the opening to it, less what was paused and less what the ticket lay resolved or closed before a reopening.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Calendar">What was worked, by day and night.</param>
/// <param name="Business">What was worked, in business hours.</param>
/// <param name="PausedCalendar">What was paused.</param>
/// <param name="RestedCalendar">What it lay resolved or closed.</param>
public sealed record ResolutionTime(
    int Number, DateTimeOffset OpenedAt, DateTimeOffset ResolvedAt, TimeSpan Calendar, TimeSpan Business, TimeSpan PausedCalendar, TimeSpan PausedBusiness,
    TimeSpan RestedCalendar, TimeSpan RestedBusiness)
{
    internal static IReadOnlyList<ResolutionTime> Of(TicketHistory ticket, IReadOnlyList<Stretch> stretches) =>
    [
        .. stretches.Where((stretch, i) => stretch.State is TicketState.Resolved && i > 0).Index().Select(resolved =>
        {
            var before = stretches.TakeWhile(stretch => stretch.From < resolved.Item.From).ToList();
            return new ResolutionTime(
                resolved.Index + 1, ticket.OpenedAt, resolved.Item.From,
                Sum(before, stretch => stretch is { Paused: false, AtRest: false } ? stretch.Calendar : default),
                Sum(before, stretch => stretch is { Paused: false, AtRest: false } ? stretch.Business : default),
                Sum(before, stretch => stretch.Paused ? stretch.Calendar : default), Sum(before, stretch => stretch.Paused ? stretch.Business : default),
                Sum(before, stretch => stretch.AtRest ? stretch.Calendar : default), Sum(before, stretch => stretch.AtRest ? stretch.Business : default));
        }),
    ];

    private static TimeSpan Sum(List<Stretch> stretches, Func<Stretch, TimeSpan> part) => stretches.Aggregate(TimeSpan.Zero, (sum, stretch) => sum + part(stretch));
}
