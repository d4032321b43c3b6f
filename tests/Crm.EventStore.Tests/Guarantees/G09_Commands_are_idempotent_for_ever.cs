using Crm.EventStore.Append;
using Crm.EventStore.Streams;
using Crm.Testing;

namespace Crm.EventStore.Tests.Guarantees;

/// <summary>A caller's key is answered once, and with the same answer ever after.</summary>
public sealed class G09_Commands_are_idempotent_for_ever(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly Guid _jar = Guid.CreateVersion7();
    private readonly string _key = Guid.CreateVersion7().ToString();

    [Fact]
    public async Task The_second_time_the_first_answer_is_given_and_nothing_is_written()
    {
        var first = (await postgres.Log.Append(Keyed("ana", 1), default)).ShouldBeOfType<AppendOutcome.Appended>();

        var second = await postgres.OpenLog().Append(Keyed("ana", 1), default);

        second.ShouldBe(new AppendOutcome.AlreadyAnswered(SameRequest: true, """{"status":201}""", first.Position));
        (await postgres.Log.FindAnswer("ana", _key, [1], default)).ShouldBe(second);
        (await postgres.Log.ReadStream(_jar, StreamRange.Whole, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_at_once_on_two_hosts_one_is_appended()
    {
        EventLog[] hosts = [postgres.OpenLog(), postgres.OpenLog(limits: new(Lanes: 2) { WorthALane = 1 })];

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => hosts[i % 2].Append(Keyed("ana", 1, expected: null), default)));

        var appended = outcomes.OfType<AppendOutcome.Appended>().ShouldHaveSingleItem();
        outcomes.OfType<AppendOutcome.AlreadyAnswered>().Count().ShouldBe(19);
        outcomes.OfType<AppendOutcome.AlreadyAnswered>().ShouldAllBe(answer => answer.SameRequest && answer.Position == appended.Position);
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_told_so()
    {
        await postgres.Log.Append(Keyed("ana", 1), default);

        (await postgres.Log.Append(Keyed("ana", 2, expected: 1), default)).ShouldBeOfType<AppendOutcome.AlreadyAnswered>().SameRequest.ShouldBeFalse();
        (await postgres.Log.FindAnswer("ana", _key, [2], default))!.SameRequest.ShouldBeFalse();
    }

    [Fact]
    public async Task Another_caller_has_keys_of_his_own()
    {
        await postgres.Log.Append(Keyed("ana", 1), default);

        (await postgres.Log.Append(Keyed("luis", 1, expected: 1), default)).ShouldBeOfType<AppendOutcome.Appended>();
    }

    [Fact]
    public async Task A_conflict_leaves_the_key_unused()
    {
        (await postgres.Log.Append(Keyed("ana", 1, expected: 7), default)).ShouldBeOfType<AppendOutcome.Conflict>();

        (await postgres.Log.FindAnswer("ana", _key, [1], default)).ShouldBeNull();
        (await postgres.Log.Append(Keyed("ana", 1), default)).ShouldBeOfType<AppendOutcome.Appended>();
    }

    [Fact]
    public async Task An_answer_without_events_is_kept_too()
    {
        var unit = Keyed("ana", 1) with { Appends = [] };

        await postgres.Log.Append(unit, default);

        (await postgres.Log.Append(unit, default)).ShouldBeOfType<AppendOutcome.AlreadyAnswered>().SameRequest.ShouldBeTrue();
    }

    private AppendUnit Keyed(string caller, byte fingerprint, long? expected = 0) => new(
        [new StreamAppend(_jar, "jar", expected, [new CoinDropped(1)])], [], EventMetadata.None,
        new IdempotentAnswer(caller, _key, [fingerprint], """{"status":201}"""));
}
