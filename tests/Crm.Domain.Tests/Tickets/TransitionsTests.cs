using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Tickets;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.Tickets.TicketScene;

namespace Crm.Domain.Tests.Tickets;

/// <summary>From which state a ticket comes into which, and that there is no other way.</summary>
public sealed class TransitionsTests
{
    private static readonly Spec<Ticket, StartTicket> Starts = new(StartTicketHandler.Handle);
    private static readonly Spec<Ticket, AwaitCustomer> AwaitsCustomer = new(AwaitCustomerHandler.Handle);
    private static readonly Spec<Ticket, AwaitThirdParty> AwaitsThirdParty = new(AwaitThirdPartyHandler.Handle);
    private static readonly Spec<Ticket, ResumeTicket> Resumes = new(ResumeTicketHandler.Handle);
    private static readonly Spec<Ticket, ResolveTicket> Resolves = new(ResolveTicketHandler.Handle);
    private static readonly Spec<Ticket, CloseTicket> Closes = new(CloseTicketHandler.Handle);
    private static readonly Spec<Ticket, ReopenTicket> Reopens = new(ReopenTicketHandler.Handle);

    private static readonly TicketStanding Working = Held with { State = TicketState.InProgress };

    /// <summary>The whole table: what is not named here is refused, and the refusal names the state.</summary>
    public static TheoryData<TicketState, string, TicketState?> Table()
    {
        (string Verb, Dictionary<TicketState, TicketState> Ways)[] verbs =
        [
            ("start", new() { [TicketState.Open] = TicketState.InProgress }),
            ("await-customer", new() { [TicketState.InProgress] = TicketState.WaitingForCustomer }),
            ("await-third-party", new() { [TicketState.Open] = TicketState.WaitingForThirdParty, [TicketState.InProgress] = TicketState.WaitingForThirdParty }),
            ("resume", new() { [TicketState.WaitingForCustomer] = TicketState.InProgress, [TicketState.WaitingForThirdParty] = TicketState.InProgress }),
            ("resolve", new()
            {
                [TicketState.Open] = TicketState.Resolved, [TicketState.InProgress] = TicketState.Resolved, [TicketState.WaitingForThirdParty] = TicketState.Resolved,
            }),
            ("close", new() { [TicketState.Resolved] = TicketState.Closed }),
            ("reopen", new() { [TicketState.Resolved] = TicketState.Open, [TicketState.Closed] = TicketState.Open }),
        ];

        var table = new TheoryData<TicketState, string, TicketState?>();
        foreach (var (verb, ways) in verbs)
            foreach (var state in Enum.GetValues<TicketState>()) table.Add(state, verb, ways.TryGetValue(state, out var to) ? to : null);
        return table;
    }

    [Theory, MemberData(nameof(Table))]
    public void A_ticket_goes_only_where_the_table_says(TicketState from, string verb, TicketState? to)
    {
        var ticket = Folded.Of<Ticket>(UpTo(from))!;
        var now = At(2026, 6, 3);
        var decision = verb switch
        {
            "start" => StartTicketHandler.Handle(new(Agent, now), ticket),
            "await-customer" => AwaitCustomerHandler.Handle(new(Id("5a1e"), "Which one?", Agent, now), ticket),
            "await-third-party" => AwaitThirdPartyHandler.Handle(new("The carrier", Agent, now), ticket),
            "resume" => ResumeTicketHandler.Handle(new(Agent, now), ticket),
            "resolve" => ResolveTicketHandler.Handle(new("Done", Agent, now), ticket),
            "close" => CloseTicketHandler.Handle(new(ByRequester: false, Supervisor, now), ticket),
            _ => ReopenTicketHandler.Handle(new("Again", ByRequester: false, Agent, now), ticket),
        };

        if (to is { } reached) Folded.Of<Ticket>([.. UpTo(from), .. decision.Events])!.State.ShouldBe(reached);
        else if (decision.Refusal is { } refusal) refusal.Code.ShouldBe(CodeOf(from));
        else AlreadyThere(verb, from).ShouldBeTrue($"{verb} in {from} was neither refused nor so already.");
        (to is null).ShouldBe(!decision.Appends);
    }

    [Fact]
    public void Somebody_has_to_have_it_before_it_is_started()
    {
        Starts.Given(Opened).When(new(Agent, Monday)).ThenRefused("tickets.assignee-missing");
        Starts.Given(Opened, Assigned).When(new(Agent, Monday)).Then(Started);
    }

    [Fact]
    public void Waiting_for_the_customer_asks_him_publicly_and_says_until_when() =>
        AwaitsCustomer.Given(UpTo(TicketState.InProgress)).When(new(Said, " Which one? ", Agent, Monday)).Then(Asked, CustomerAwaited);

    [Fact]
    public void Nobody_waits_for_the_customer_without_asking() =>
        AwaitsCustomer.Given(UpTo(TicketState.InProgress)).When(new(Said, " ", Agent, Monday)).ThenRefused("tickets.text-missing");

    [Fact]
    public void Waiting_for_a_third_party_says_for_whom()
    {
        AwaitsThirdParty.Given(UpTo(TicketState.InProgress)).When(new("The carrier", Agent, Monday)).Then(ThirdPartyAwaited);
        AwaitsThirdParty.Given(UpTo(TicketState.InProgress)).When(new("", Agent, Monday)).ThenRefused("tickets.text-missing");
    }

    [Fact]
    public void What_is_resumed_says_what_ended_the_wait()
    {
        Resumes.Given(UpTo(TicketState.WaitingForCustomer)).When(new(Agent, Monday))
            .Then(new TicketResumed(Known.Ticket, TicketState.WaitingForCustomer, ResumeCause.ByStaff, null, Agent, Working, Monday));
        Resumes.Given(UpTo(TicketState.WaitingForThirdParty)).When(new(Agent, Monday))
            .Then(new TicketResumed(Known.Ticket, TicketState.WaitingForThirdParty, ResumeCause.ThirdPartyAnswered, null, Agent, Working, Monday));
    }

    [Fact]
    public void A_resolution_says_what_was_done_and_may_be_objected_to_for_three_days()
    {
        Resolves.Given(UpTo(TicketState.InProgress)).When(new("Changed the headset", Agent, Monday)).Then(Resolved);
        Resolves.Given(UpTo(TicketState.InProgress)).When(new(" ", Agent, Monday)).ThenRefused("tickets.text-missing");
    }

    [Fact]
    public void Each_resolution_is_counted_and_keeps_its_own_time()
    {
        var again = Resolves.Given([.. UpTo(TicketState.Resolved), Reopened]).When(new("Changed the port", Agent, At(2026, 6, 3)))
            .Then(Resolved with
            {
                Solution = "Changed the port",
                From = TicketState.Open,
                Resolution = 2,
                ClosesAt = At(2026, 6, 6).At,
                Standing = Held with { State = TicketState.Resolved, Reopenings = 1 },
                Moment = At(2026, 6, 3),
            });
        ((TicketResolved)again.Events[0]).OpenedAt.ShouldBe(Monday.At);
    }

    [Fact]
    public void Who_asked_confirms_and_the_staff_closes()
    {
        Closes.Given(UpTo(TicketState.Resolved)).When(new(ByRequester: false, Supervisor, At(2026, 6, 2))).Then(Closed);
        Closes.Given(UpTo(TicketState.Resolved)).When(new(ByRequester: true, Asker, At(2026, 6, 2))).Then(Closed with { Cause = CloseCause.Confirmed, By = Asker });
    }

    [Fact]
    public void Is_reopened_with_a_reason_and_counted()
    {
        Reopens.Given(UpTo(TicketState.Resolved)).When(new("Silent again", ByRequester: true, Asker, At(2026, 6, 2))).Then(Reopened);
        Reopens.Given(UpTo(TicketState.Resolved)).When(new("", ByRequester: true, Asker, At(2026, 6, 2))).ThenRefused("tickets.text-missing");
    }

    [Fact]
    public void Is_reopened_until_the_fifteenth_day_is_over_at_the_queues_wall_clock()
    {
        // Closed on 2 June: the last day is 17 June, which ends at 05:00 UTC of the 18th.
        Reopens.Given(UpTo(TicketState.Closed)).When(new("Again", false, Agent, At(2026, 6, 17, 23, 59))).Decision.Refusal.ShouldBeNull();
        Reopens.Given(UpTo(TicketState.Closed)).When(new("Again", false, Agent, At(2026, 6, 18, 0))).ThenRefused("tickets.reopening-too-late")
            .Figures["until"].ShouldBe(new DateOnly(2026, 6, 17));
    }

    [Fact]
    public void Reopening_begins_the_terms_anew()
    {
        var ticket = Folded.Of<Ticket>([.. UpTo(TicketState.Resolved), Reopened])!;

        (ticket.ClosesAt, ticket.EndedAt, ticket.Standing.Reopenings).ShouldBe((null, null, 1));
        CloseTicketWhenDueHandler.Handle(new(At(2027, 1, 1)), ticket).ShouldBe(Decision.AlreadySo);
    }

    // What is asked for holds already.
    private static bool AlreadyThere(string verb, TicketState state) => (verb, state) is
        ("start" or "resume", TicketState.InProgress) or ("await-third-party", TicketState.WaitingForThirdParty) or ("resolve", TicketState.Resolved) or ("close", TicketState.Closed);
}
