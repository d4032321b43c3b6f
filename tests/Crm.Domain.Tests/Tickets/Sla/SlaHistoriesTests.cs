using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.Domain.Tickets.SlaWatches;
using Crm.Domain.Tickets.Tickets;
using FsCheck;
using FsCheck.Fluent;

namespace Crm.Domain.Tests.Tickets.Sla;

/// <summary>What holds of the clocks whatever happens to a ticket.</summary>
public sealed class SlaHistoriesTests
{
    private static readonly SlaTerms Usual = SlaTerms.Usual("Europe/Madrid", BusinessCalendar.Of("ES"));

    private static readonly SlaTerms[] Terms =
    [
        Usual,
        Usual with { OnChange = SlaChangeRule.KeepFromStart, Targets = [.. Usual.Targets.Select(target => target with { Update = SlaLimit.Minutes(95) })] },
        SlaTerms.Usual("America/Santiago", BusinessCalendar.Of("CL")) with { PausedIn = [TicketState.WaitingForCustomer], WarnAtPercent = 50, OnChange = SlaChangeRule.KeepFromStart },
        Usual with { PausedIn = [], Targets = [.. Usual.Targets.Select(target => target with { Update = new(600, SlaTime.Calendar), Resolution = new(2_000, SlaTime.Calendar) })] },
    ];

    [Fact]
    public void Reckoned_under_other_terms_a_ticket_is_as_if_it_had_lived_under_them() => ForAny((tale, now) =>
    {
        var lived = Terms.Select(terms => (Terms: terms, Annals: Living(tale, terms, now))).ToList();
        lived.ShouldAllBe(life => life.Annals.OfType<SlaScheduled>().Any());
        foreach (var terms in Terms)
        {
            lived.Select(life => Stored.Text(SlaReckoning.Of(TicketTale.Of(life.Annals), terms, now)))
                .Distinct().ShouldHaveSingleItem();
        }
    }, tries: 12);

    [Fact]
    public void What_was_announced_as_it_happened_is_what_the_fold_says_afterwards() => ForAny((tale, now) =>
    {
        // Terms under which a later change says nothing new of a clock's past.
        foreach (var terms in Terms.Where(terms => terms.OnChange is SlaChangeRule.KeepFromStart))
        {
            var announced = Living(tale, terms, now).OfType<SlaBreached>().ToList();
            announced.Select(breach => (breach.Clock, breach.Run, breach.DueAt)).ShouldBe(
                SlaReckoning.Of(tale.History, terms, now).Runs.Where(run => run.BreachedAt is not null).Select(run => (run.Clock, run.Number, run.BreachedAt!.Value)), ignoreOrder: true);
            announced.ShouldAllBe(breach => breach.Moment.At == breach.DueAt);
        }
    });

    [Fact]
    public void A_run_is_warned_of_and_found_breached_once_whatever_becomes_of_it() => ForAny((tale, now) =>
    {
        foreach (var annals in Terms.Select(terms => Living(tale, terms, now)))
        {
            annals.OfType<SlaBreached>().GroupBy(breach => (breach.Clock, breach.Run)).ShouldAllBe(same => same.Count() == 1);
            annals.OfType<SlaWarned>().GroupBy(warning => (warning.Clock, warning.Run)).ShouldAllBe(same => same.Count() == 1);
        }
    });

    [Fact]
    public void The_segments_of_a_run_add_up_and_leave_no_hole() => ForAny((tale, now) =>
    {
        foreach (var (terms, reckoning) in Terms.Select(terms => (terms, SlaReckoning.Of(tale.History, terms, now))))
        {
            foreach (var run in reckoning.Runs)
            {
                run.Segments.Where(segment => segment.Runs).Aggregate(TimeSpan.Zero, (sum, segment) => sum + segment.Of(run.Limit.Time)).ShouldBe(run.Elapsed);
                run.Segments.Aggregate(TimeSpan.Zero, (sum, segment) => sum + segment.Calendar).ShouldBe((run.EndedAt ?? now) - run.StartedAt);
                run.Segments.Zip(run.Segments.Skip(1)).ShouldAllBe(pair => pair.First.To == pair.Second.From);
                if (run is { IsOpen: true, Status: SlaRunStatus.Running, BreachedAt: null }) reckoning.NextBreachAt!.Value.ShouldBeLessThanOrEqualTo(run.DueAt!.Value);
                if (run is { DueAt: { } due, Status: SlaRunStatus.Running, BreachedAt: null })
                    SlaReckoning.Of(tale.History, terms, due).Runs.Single(later => (later.Clock, later.Number) == (run.Clock, run.Number)).Elapsed.ShouldBe(TimeSpan.FromMinutes(run.Limit.Length));
            }

            reckoning.Resolutions.ShouldAllBe(one => one.Calendar + one.PausedCalendar + one.RestedCalendar == one.ResolvedAt - one.OpenedAt);
        }
    });

    /// <summary>The ticket's events with what the watch says: at each event, and at every instant in between that it asked to be woken at.</summary>
    private static List<IEvent> Living(TicketTale tale, SlaTerms terms, DateTimeOffset until)
    {
        var policy = new SlaPolicy(Known.Campaign, [new(1, DateTimeOffset.UnixEpoch, terms)], []);
        var (annals, ticket, watch) = (new List<IEvent>(), (TicketHistory?)null, (SlaWatch?)null);
        foreach (var @event in tale.Events)
        {
            var at = MomentOf(@event).At;
            Wake(at, before: true);
            annals.Add(@event);
            ticket = TicketHistory.Evolve(ticket, @event);
            Watch(at);
        }

        Wake(until, before: false);
        return annals;

        void Wake(DateTimeOffset end, bool before)
        {
            while (watch?.Scheduled?.WakeAt is { } wake && (before ? wake < end : wake <= end)) Watch(wake);
        }

        void Watch(DateTimeOffset now)
        {
            var decision = WatchSlaHandler.Handle(new(now), watch, ticket!, policy);
            foreach (var said in decision.Events.Select(Stored.RoundTrip))
            {
                annals.Add(said);
                watch = SlaWatch.Evolve(watch, said);
            }

            WatchSlaHandler.Handle(new(now), watch, ticket!, policy).Appends.ShouldBeFalse("Heard twice.");
            (watch!.Scheduled!.WakeAt > now || watch.Scheduled.WakeAt is null).ShouldBeTrue("It would be woken for ever.");
        }
    }

    private static BusinessMoment MomentOf(IEvent @event) => (BusinessMoment)@event.GetType().GetProperty(nameof(TicketOpened.Moment))!.GetValue(@event)!;

    private static void ForAny(Action<TicketTale, DateTimeOffset> claim, int tries = 30) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(tries).WithEndSize(16),
        Prop.ForAll(Arb.From(Gen.Choose(0, 60_000_000).ArrayOf()), script =>
        {
            var tale = Told(script);
            var last = MomentOf(tale.Events[^1]).At;
            claim(tale, last);
            claim(tale, last.AddMinutes(script.Length == 0 ? 1 : script[0] % 20_000));
        }));

    // Around the days on which clocks change in Madrid and Santiago, Easter included.
    private static TicketTale Told(int[] script)
    {
        var tale = new TicketTale("Europe/Madrid");
        var now = BusinessMoment.Of(new DateTimeOffset(2026, 3, 27, 9, 0, 0, TimeSpan.Zero), "Europe/Madrid");
        tale.Opened(now, (TicketPriority)(script.Length % 4), by: Known.Agent);
        foreach (var number in script)
        {
            now = BusinessMoment.Of(now.At.AddSeconds(number % 7 == 0 ? 0 : number % 90_000), now.Zone);
            var priority = (TicketPriority)(number / 10 % 4);
            _ = (number % 11, tale.State) switch
            {
                (0, _) => tale.Prioritised(now, priority),
                (1, _) => tale.Said(now, (CommentVisibility)(number / 11 % 2), (CommentAuthor)(number / 22 % 3)),
                (2, _) => tale.Assigned(now, number % 2 == 0 ? Known.Agent : Known.OtherAgent),
                (3, not (TicketState.Resolved or TicketState.Closed)) => tale.Moved(now, number % 2 == 0 ? TicketTale.Faults : TicketTale.Sales),
                (_, TicketState.Resolved) => number % 2 == 0 ? tale.Closed(now, CloseCause.AfterResolution) : tale.Reopened(now),
                (_, TicketState.Closed) => tale.Reopened(now),
                (_, TicketState.WaitingForCustomer) => number % 5 == 0 ? tale.Closed(now, CloseCause.RequesterSilent) : tale.Resumed(now, ResumeCause.RequesterReplied),
                (_, TicketState.WaitingForThirdParty) => tale.Resumed(now, ResumeCause.ByStaff),
                (4 or 5, _) => tale.AwaitsCustomer(now),
                (6 or 7, _) => tale.AwaitsThirdParty(now),
                (8, _) => tale.Resolved(now),
                (_, TicketState.Open) => tale.Started(now),
                _ => tale.Said(now, CommentVisibility.Public, CommentAuthor.Staff),
            };
        }

        return tale;
    }
}
