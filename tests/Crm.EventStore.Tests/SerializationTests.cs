using Crm.EventStore.Append;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;
using Crm.Testing;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests;

public sealed class SerializationTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly Guid _jar = Guid.CreateVersion7();

    public static TheoryData<int[]> Unstorable => [new[] { 'a', 0, 'b' }, new[] { 0xd83d }, new[] { 'x', 0xdc22, 'y' }, new[] { 0xdc22, 0xd83d }];

    [Theory]
    [MemberData(nameof(Unstorable))]
    public async Task A_text_the_database_cannot_hold_is_refused_before_it_is_queued(int[] units)
    {
        var text = string.Concat(units.Select(unit => (char)unit));
        await Should.ThrowAsync<InvalidEventTextException>(() => postgres.Log.Append(Unit(_jar, 0, new JarOpened(text)), default));
        await Should.ThrowAsync<InvalidEventTextException>(() => postgres.Log.Append(Unit(_jar, 0, new JarGiven(_jar, text, _jar, null, "")), default));
        await Should.ThrowAsync<InvalidEventTextException>(() => postgres.Log.Append(
            new AppendUnit(new EventMetadata(CorrelationId: text), new StreamAppend(_jar, "jar", 0, [new CoinDropped(1)])), default));

        (await postgres.Log.ReadStream(_jar, StreamRange.Whole, default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\\u0000 is six characters")]
    [InlineData("🐢 \u0001\u001f\u007f \ufffd \uffff")]
    [InlineData("crm1:not an envelope")]
    public async Task Every_other_text_comes_back_as_it_was(string text)
    {
        var given = new JarGiven(Guid.CreateVersion7(), text, Guid.CreateVersion7(), text, text);
        await postgres.Log.Append(Unit(_jar, 0, new JarOpened(text), given), default);

        (await postgres.Log.ReadStream(_jar, StreamRange.Whole, default)).Select(e => e.Data).ShouldBe([new JarOpened(text), given]);
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_is_named_and_never_skipped()
    {
        await postgres.Log.Append(Unit(_jar, 0, new CoinDropped(1), new JarEmptied("holiday"), new CoinDropped(2)), default);
        var before = (await postgres.Log.ReadStream(_jar, StreamRange.Whole, default))[0].Position - 1;
        var older = postgres.OpenLog(new([new("coin_dropped", typeof(CoinDropped))]));

        (await Should.ThrowAsync<UnknownEventTypeException>(() => older.ReadStream(_jar, StreamRange.Whole, default))).Alias.ShouldBe("jar_emptied");
        (await Should.ThrowAsync<UnknownEventTypeException>(() => older.ReadPage(before, null, 1_000, default))).Alias.ShouldBe("jar_emptied");
        (await Should.ThrowAsync<UnknownEventTypeException>(() => new Aggregates(older).Load<Jar>(_jar, Jar.Evolve, fresh: true, default))).Alias
            .ShouldBe("jar_emptied");
        await Should.ThrowAsync<UnknownEventTypeException>(() => older.Append(Unit(_jar, 3, new JarEmptied("x")), default));
        (await older.ReadPage(0, ["coin_dropped"], 1_000, default)).Count(e => e.StreamId == _jar).ShouldBe(2);
    }

    [Fact]
    public async Task A_retired_shape_is_todays_shape_on_every_way_it_is_read()
    {
        await postgres.Log.Append(Unit(_jar, 0, new CoinTossed("7"), new CoinThrown("8"), new CoinDropped(9)), default);
        object[] today = [new CoinDropped(7), new CoinDropped(8), new CoinDropped(9)];

        var stream = await postgres.Log.ReadStream(_jar, StreamRange.Whole, default);
        stream.Select(e => e.Data).ShouldBe(today);
        stream.Select(e => e.EventType).ShouldBe(["coin_tossed", "coin_thrown", "coin_dropped"]);
        (await postgres.Log.ReadPage(0, null, 1_000, default)).Where(e => e.StreamId == _jar).Select(e => e.Data).ShouldBe(today);
        (await postgres.Log.ReadPage(0, Types.AliasesReaching([typeof(CoinDropped)]), 1_000, default)).Where(e => e.StreamId == _jar).Select(e => e.Data).ShouldBe(today);
        (await new Aggregates(postgres.Log).Load<Jar>(_jar, Jar.Evolve, fresh: true, default)).State!.Total.ShouldBe(24);
        var serializer = postgres.Serializer();
        (await serializer.Read("coin_tossed", """{"worth":"7"}"""u8.ToArray(), default)).ShouldBe(today[0]);
    }

    [Fact]
    public void Two_classes_under_one_alias_are_refused() =>
        Should.Throw<ArgumentException>(() => new EventTypes([new("x", typeof(JarOpened)), new("x", typeof(JarEmptied))]));
}
