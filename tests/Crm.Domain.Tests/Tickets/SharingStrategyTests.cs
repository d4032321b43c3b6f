using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Queues;
using FsCheck;
using FsCheck.Fluent;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.Tickets.TicketScene;

namespace Crm.Domain.Tests.Tickets;

public sealed class SharingStrategyTests
{
    private static readonly UserId First = new(Id("a1")), Second = new(Id("a2")), Third = new(Id("a3"));

    [Fact]
    public void In_turn_everybody_gets_one_before_anybody_gets_two()
    {
        UserId? last = null;
        List<UserId> got = [];
        for (var i = 0; i < 7; i++)
        {
            last = Choose(AssignmentStrategy.RoundRobin, last, Member(First), Member(Third), Member(Second))!.UserId;
            got.Add(last.Value);
        }

        got.ShouldBe([First, Second, Third, First, Second, Third, First]);
    }

    [Fact]
    public void In_turn_who_has_no_room_or_left_is_passed_over()
    {
        Choose(AssignmentStrategy.RoundRobin, First, Member(First), Member(Second, open: 3, capacity: 3), Member(Third))!.UserId.ShouldBe(Third);
        Choose(AssignmentStrategy.RoundRobin, Second, Member(First), Member(Third))!.UserId.ShouldBe(Third);
        Choose(AssignmentStrategy.RoundRobin, Third, Member(First))!.UserId.ShouldBe(First);
    }

    [Fact]
    public void The_least_loaded_gets_it_and_of_equals_who_waited_longest()
    {
        Choose(AssignmentStrategy.LeastLoaded, null, Member(First, open: 2), Member(Second, open: 1))!.UserId.ShouldBe(Second);
        Choose(AssignmentStrategy.LeastLoaded, null,
            Member(First, open: 1) with { LastAssignedAt = Monday.At }, Member(Second, open: 1) with { LastAssignedAt = Monday.At.AddHours(-1) })!.UserId.ShouldBe(Second);
        Choose(AssignmentStrategy.LeastLoaded, null, Member(First, open: 1, capacity: 1)).ShouldBeNull();
    }

    [Fact]
    public void By_skill_who_lacks_one_the_queue_asks_for_gets_nothing()
    {
        Choose(AssignmentStrategy.BySkill, null, Member(First, 0, null, "english"), Member(Second, 9, null, "english", "fibre"))!.UserId.ShouldBe(Second);
        Choose(AssignmentStrategy.BySkill, null, Member(First, 0, null, "english")).ShouldBeNull("Better nobody than somebody who cannot.");
    }

    [Fact]
    public void By_skill_who_knows_the_category_best_comes_first() =>
        SharingStrategy.Choose(new("Q", [], AssignmentStrategy.BySkill, []), new(Turns, null, [Member(First), Member(Second, 5, null, "network"), Member(Third, 2, null, "network")]), ["network", "equipment"])!
            .UserId.ShouldBe(Third);

    [Fact]
    public void By_hand_nobody_is_chosen() => Choose(AssignmentStrategy.Manual, null, Member(First)).ShouldBeNull();

    [Fact]
    public void Nobody_ever_gets_more_than_he_has_room_for() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNegativeInt[]>(), Gen.Elements(AssignmentStrategy.RoundRobin, AssignmentStrategy.LeastLoaded, AssignmentStrategy.BySkill).ToArbitrary(),
        (loads, strategy) =>
        {
            var members = loads.Select((load, index) => Member(new(Id((0xb0 + index).ToString("x", null))), load.Get, capacity: 3)).ToArray();
            var chosen = Choose(strategy, null, skills: [], members);
            return chosen is null ? members.All(member => !member.HasRoom) : chosen.HasRoom;
        }).QuickCheckThrowOnFailure();

    private static QueueMember? Choose(AssignmentStrategy strategy, UserId? last, params IReadOnlyList<QueueMember> members) =>
        Choose(strategy, last, ["english", "fibre"], members);

    private static QueueMember? Choose(AssignmentStrategy strategy, UserId? last, IReadOnlyList<string> skills, IReadOnlyList<QueueMember> members) =>
        SharingStrategy.Choose(new("Q", [], strategy, skills), new(Turns, last, members), []);
}
