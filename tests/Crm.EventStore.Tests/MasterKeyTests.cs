using Crm.EventStore.Serialization.Personal;
using Crm.EventStore.Streams;
using Crm.Testing;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests;

/// <summary>The master key is changed while events are written, is wrong, is lost.</summary>
public sealed class MasterKeyTests : IAsyncLifetime
{
    private static readonly byte[] Old = PostgresFixture.MasterKey, New = [.. Enumerable.Range(50, 32).Select(i => (byte)i)], Wrong = [.. Enumerable.Range(90, 32).Select(i => (byte)i)];
    private readonly PostgresFixture _postgres = new();
    private readonly List<EventLog> _logs = [];

    public Task InitializeAsync() => _postgres.InitializeAsync();

    [Fact]
    public async Task A_database_takes_the_first_key_as_its_own_and_no_other()
    {
        await Give(Log(new(Old)), "Ana");

        var refused = await Should.ThrowAsync<MasterKeyException>(() => Give(Log(new(Wrong)), "Luis"));

        refused.Message.ShouldContain(new MasterKeys(Old).Current.Id);
        refused.Message.ShouldContain(new MasterKeys(Wrong).Current.Id);
        refused.Message.ShouldContain("Crm:MasterKey");
        (await _postgres.Scalar<long>("select count(*) from crm_subject_keys")).ShouldBe(2, "no key was made under the wrong one");
    }

    [Fact]
    public async Task Keys_from_before_there_was_a_register_have_to_open_with_the_configured_one()
    {
        await Give(Log(new(Old)), "Ana");
        await _postgres.Execute("delete from crm_master_keys; update crm_subject_keys set wrapped_key = substring(wrapped_key from 9)");

        (await Should.ThrowAsync<MasterKeyException>(() => new PostgresSubjectKeyStore(_postgres.Source, Wrong).Check(default))).Message.ShouldContain("opens the keys of this database");
        await new PostgresSubjectKeyStore(_postgres.Source, Old).Check(default);
        (await Names(new(Old))).ShouldBe(["Ana"]);
    }

    [Fact]
    public async Task Changing_it_wraps_every_key_anew_and_the_old_one_is_not_needed_any_more()
    {
        var log = Log(new(Old));
        foreach (var name in (string[])["Ana", "Luis", "Eva"]) await Give(log, name);
        var pages = 0;

        // While it runs both are configured, on every host.
        (await Store(new(New, Old)).RotateMaster(2, _ => pages++, () => Task.CompletedTask, default)).ShouldBe(6);

        pages.ShouldBe(3);
        (await Names(new(New))).ShouldBe(["Ana", "Eva", "Luis"]);
        (await Should.ThrowAsync<MasterKeyException>(() => Store(new(Old)).Check(default))).Message.ShouldContain(new MasterKeys(New).Current.Id);
        (await Should.ThrowAsync<MasterKeyException>(() => Give(log, "Iris"))).Message.ShouldContain("does not wrap new keys any more");
        (await Store(new(New)).RotateMaster(100, null, () => Task.CompletedTask, default)).ShouldBe(0);
    }

    [Fact]
    public async Task Broken_off_it_can_be_read_with_both_and_is_begun_again_where_it_was()
    {
        var log = Log(new(Old));
        foreach (var name in (string[])["Ana", "Luis"]) await Give(log, name);
        await Should.ThrowAsync<InvalidOperationException>(() => Store(new(New, Old)).RotateMaster(1, count =>
        {
            if (count == 2) throw new InvalidOperationException("killed");
        }, () => Task.CompletedTask, default));

        (await Names(new(New, Old))).ShouldBe(["Ana", "Luis"]);
        (await Names(new(Old, New))).ShouldBe(["Ana", "Luis"]);
        (await Should.ThrowAsync<MasterKeyException>(() => Store(new(New)).Check(default))).Message.ShouldContain(new MasterKeys(Old).Current.Id);
        await Give(Log(new(Old, New)), "Eva");

        (await Store(new(New, Old)).RotateMaster(1, null, () => Task.CompletedTask, default)).ShouldBe(4);
        (await Names(new(New))).ShouldBe(["Ana", "Eva", "Luis"]);
    }

    [Fact]
    public async Task What_was_destroyed_stays_destroyed()
    {
        var log = Log(new(Old));
        var (ana, _) = await Give(log, "Ana");
        await _postgres.Keys().Destroy(ana, default);

        await Store(new(New, Old)).RotateMaster(10, null, () => Task.CompletedTask, default);

        (await Names(new(New))).ShouldBe([SubjectKey.Erased]);
    }

    [Fact]
    public async Task A_lost_one_is_named_and_an_altered_key_is_not_taken_for_it()
    {
        var (ana, _) = await Give(Log(new(Old)), "Ana");
        (await Should.ThrowAsync<MasterKeyException>(() => Names(new(Wrong)))).Message.ShouldContain(new MasterKeys(Old).Current.Id);

        await _postgres.Execute($"update crm_subject_keys set wrapped_key = overlay(wrapped_key placing '\\x00000000'::bytea from 60) where subject_id = '{ana}'");
        (await Should.ThrowAsync<MasterKeyException>(() => Names(new(Old)))).Message.ShouldContain("was altered");
    }

    public async Task DisposeAsync()
    {
        foreach (var log in _logs) await log.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private PostgresSubjectKeyStore Store(MasterKeys masters) => new(_postgres.Source, masters);

    private EventLog Log(MasterKeys masters)
    {
        var log = new EventLog(_postgres.Source, new(Types, PostgresFixture.Json, new(Store(masters))));
        _logs.Add(log);
        return log;
    }

    private static async Task<(Guid Giver, Guid Taker)> Give(EventLog log, string name)
    {
        var (giver, taker) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await log.Append(Unit(Guid.CreateVersion7(), 0, new JarGiven(giver, name, taker, "Taker", "birthday")), default);
        return (giver, taker);
    }

    private async Task<IReadOnlyList<string>> Names(MasterKeys masters) =>
        [.. (await Log(masters).ReadPage(0, ["jar_given"], 100, default)).Select(recorded => ((JarGiven)recorded.Data).GiverName!).Order(StringComparer.Ordinal)];
}
