using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Sla;
using Crm.Domain.Tickets.SlaPolicies;
using Crm.Domain.Tickets.SlaWatches;
using Crm.Domain.Tickets.Tickets;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Tickets.Sla;

public sealed class SlaPolicyTests
{
    private static readonly SlaTerms Usual = SlaTerms.Usual(Bogota, BusinessCalendar.Colombia);
    private static readonly SlaTerms Swift = Usual with { Targets = [.. Usual.Targets.Select(target => target with { FirstResponse = SlaLimit.Minutes(30), Resolution = SlaLimit.Hours(4) })] };
    private static readonly SlaPolicy Before = SlaPolicy.Unpublished(Known.Campaign, Bogota, BusinessCalendar.Colombia);
    private static readonly BusinessMoment June1 = At(2026, 6, 1), June2 = At(2026, 6, 2), June9 = At(2026, 6, 9);

    private static readonly SlaPolicyPublished First = new(Known.Campaign, 1, DateTimeOffset.UnixEpoch, Usual, null, June1);
    private static readonly SlaPolicyPublished Second = new(Known.Campaign, 2, June1.At, Swift, Supervisor, June1);
    private static readonly SlaPolicyTookEffect SecondHolds = new(Known.Campaign, 2, June1);

    private static readonly Spec<SlaPolicy, PublishSlaPolicy> Publishes = new(PublishSlaPolicyHandler.Handle);
    private static readonly Spec<SlaPolicy, ApplySlaPolicy> Applies = new(ApplySlaPolicyHandler.Handle);

    private static PublishSlaPolicy Publish(SlaTerms terms, DateTimeOffset? from = null) => new(Known.Campaign, terms, from, Supervisor, Before, June1.At);

    [Fact]
    public void The_first_version_written_leaves_what_held_before_as_version_1() => Publishes.Given().When(Publish(Swift)).Then(First, Second, SecondHolds);

    [Fact]
    public void A_version_for_later_takes_effect_when_its_instant_comes()
    {
        var later = Second with { EffectiveFrom = June9.At };
        Publishes.Given(First).When(Publish(Swift, June9.At)).Then(later);

        Applies.Given(First, later).When(new(June2.At)).ThenNothing();
        Applies.Given(First, later).When(new(June9.At)).Then(new SlaPolicyTookEffect(Known.Campaign, 2, June9));
    }

    [Fact]
    public void The_same_promise_again_is_no_new_version() => Publishes.Given(First, Second, SecondHolds).When(Publish(Swift)).ThenNothing();

    [Fact]
    public void Nobody_promises_for_the_past_or_for_far_ahead()
    {
        Publishes.Given(First).When(Publish(Swift, June1.At.AddMinutes(-1))).ThenRefused("tickets.sla-policy-backdated");
        Publishes.Given(First).When(Publish(Swift, June1.At.AddDays(400))).ThenRefused("tickets.sla-policy-too-far-ahead");
    }

    public static TheoryData<string, SlaTerms> Wrong => new()
    {
        { "hours.week", Usual with { Hours = Usual.Hours with { Week = [] } } },
        { "hours.zone", Usual with { Hours = Usual.Hours with { Zone = "America/Macondo" } } },
        { "targets", Usual with { Targets = [.. Usual.Targets.Skip(1)] } },
        { "targets", Usual with { Targets = [.. Usual.Targets, Usual.Targets[0] with { Resolution = null }] } },
        { "targets", Usual with { Targets = [.. Usual.Targets.Select(target => target with { Resolution = SlaLimit.Minutes(0) })] } },
        { "targets", Usual with { Targets = [.. Usual.Targets.Select(target => target with { FirstResponse = SlaLimit.Hours(80) })] } },
        { "pausedIn", Usual with { PausedIn = [TicketState.Open] } },
        { "pausedIn", Usual with { PausedIn = [TicketState.WaitingForCustomer, TicketState.WaitingForCustomer] } },
        { "warnAtPercent", Usual with { WarnAtPercent = 100 } },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_promise_that_cannot_be_kept_track_of_is_refused(string field, SlaTerms terms)
    {
        SlaTermsChecks.Of(terms)!.Fields.ShouldBe([field]);
        Publishes.Given(First).When(Publish(terms)).ThenRefused("tickets.sla-terms-invalid");
    }

    [Theory]
    [InlineData(SlaGovernance.OpenTickets, "2026-06-05 08:00", null, 2)]
    [InlineData(SlaGovernance.NewTickets, "2026-06-05 08:00", null, 1)]
    [InlineData(SlaGovernance.NewTickets, "2026-06-09 11:00", null, 2)]
    [InlineData(SlaGovernance.OpenTickets, "2026-06-05 08:00", "2026-06-08 20:00", 1)] // at rest before it held
    public void A_version_governs_open_tickets_or_new_ones_and_none_that_is_done(SlaGovernance governs, string opened, string? resolved, int version)
    {
        var tale = new TicketTale().Opened(opened);
        if (resolved is not null) tale.Resolved(resolved);
        var policy = new SlaPolicy(Known.Campaign, [new(1, DateTimeOffset.UnixEpoch, Usual), new(2, June9.At, Swift with { Governs = governs })], []);

        policy.Governing(tale.History, At(2026, 6, 10).At).Version.ShouldBe(version);
        policy.Governing(tale.History, At(2026, 6, 5).At).Version.ShouldBe(1, "It does not hold yet.");
    }

    [Fact]
    public void A_changed_policy_moves_the_deadlines_and_finds_what_is_late_under_it_once()
    {
        var tale = new TicketTale().Opened("2026-06-02 08:00", TicketPriority.Low).Started("2026-06-02 08:30");
        var old = new SlaPolicy(Known.Campaign, [new(1, DateTimeOffset.UnixEpoch, Usual)], []);
        var @new = old with { Versions = [.. old.Versions, new(2, tale.At("2026-06-02 14:00").At, Swift)] };

        var scheduled = WatchSlaHandler.Handle(new(tale.At("2026-06-02 08:30").At), null, tale.History, old).Events.Single().ShouldBeOfType<SlaScheduled>();
        tale.Wall(scheduled.NextBreachAt).ShouldBe("2026-06-10 15:00");

        var now = tale.At("2026-06-02 14:00").At;
        var events = WatchSlaHandler.Handle(new(now), SlaWatch.Evolve(null, scheduled), tale.History, @new).Events;
        var breached = events[0].ShouldBeOfType<SlaBreached>();
        (tale.Wall(breached.DueAt), breached.PolicyVersion, breached.Moment.At).ShouldBe(("2026-06-02 12:00", 2, now));
        events[1].ShouldBeOfType<SlaScheduled>().WakeAt.ShouldBeNull("There is nothing left to announce.");
    }
}
