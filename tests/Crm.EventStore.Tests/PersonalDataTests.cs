using Crm.EventStore.Append;
using Crm.EventStore.Serialization.Personal;
using Crm.EventStore.Streams;
using Crm.Testing;
using static Crm.Testing.TestEvents;

namespace Crm.EventStore.Tests;

public sealed class PersonalDataTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly Guid _jar = Guid.CreateVersion7(), _ana = Guid.CreateVersion7(), _luis = Guid.CreateVersion7(), _actor = Guid.CreateVersion7();

    private JarGiven Gift => new(_ana, "Ana Ñúñez \"La Mona\"", _luis, "Luis 🐢", "birthday");

    [Fact]
    public async Task Is_read_back_as_it_was_written()
    {
        await Give();

        var second = postgres.OpenLog();
        (await second.ReadStream(_jar, StreamRange.Whole, default)).ShouldHaveSingleItem().Data.ShouldBe(Gift);
        (await second.ReadPage(0, null, 1_000, default)).ShouldContain(e => e.Data.Equals(Gift) && e.Metadata.Address == "10.1.2.3");
        JarGiven? folded = null;
        await new Aggregates(postgres.OpenLog()).Load<JarGiven>(_jar, (_, e) => folded = (JarGiven)e, fresh: true, default);
        folded.ShouldBe(Gift);
    }

    [Fact]
    public async Task Stands_in_the_database_encrypted_and_the_rest_in_the_clear()
    {
        await Give();

        var row = await postgres.Scalar<string>($"select data::text || headers::text from mt_events where stream_id = '{_jar}'");

        row.ShouldNotContain("Mona");
        row.ShouldNotContain("Luis");
        row.ShouldNotContain("10.1.2.3");
        row.ShouldContain("birthday");
        row.ShouldContain($"crm1:{_ana:N}:");
        row.ShouldContain($"crm1:{_luis:N}:");
        row.ShouldContain($"crm1:{_actor:N}:");
        (await postgres.Scalar<long>($"select count(*) from crm_subject_keys where subject_id in ('{_ana}', '{_luis}', '{_actor}')")).ShouldBe(3);
    }

    [Fact]
    public async Task Of_one_person_is_gone_with_the_key_and_that_of_another_stays()
    {
        await Give();
        var keys = postgres.Keys();
        var log = new EventLog(postgres.Source, new(Types, PostgresFixture.Json, keys));
        await log.ReadStream(_jar, StreamRange.Whole, default);

        await keys.Destroy(_ana, default);
        await keys.Destroy(_actor, default);

        foreach (var reader in new[] { log, postgres.OpenLog() })
        {
            var gift = (await reader.ReadStream(_jar, StreamRange.Whole, default)).ShouldHaveSingleItem();
            gift.Data.ShouldBe(Gift with { GiverName = SubjectKey.Erased });
            gift.Metadata.Address.ShouldBe(SubjectKey.Erased);
        }

        await log.DisposeAsync();
    }

    [Fact]
    public async Task Written_after_the_key_was_destroyed_is_never_stored()
    {
        await postgres.Keys().Destroy(_ana, default);

        await Give();

        (await postgres.OpenLog().ReadStream(_jar, StreamRange.Whole, default)).ShouldHaveSingleItem().Data
            .ShouldBe(Gift with { GiverName = SubjectKey.Erased });
    }

    [Fact]
    public async Task That_is_missing_stays_missing()
    {
        var gift = Gift with { TakerName = null };
        await postgres.Log.Append(Unit(_jar, 0, gift), default);

        (await postgres.Log.ReadStream(_jar, StreamRange.Whole, default)).ShouldHaveSingleItem().Data.ShouldBe(gift);
    }

    [Fact]
    public async Task Of_many_new_persons_at_once_gets_one_key_each()
    {
        var people = Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7()).ToList();
        EventLog[] hosts = [postgres.OpenLog(), postgres.OpenLog()];

        await Task.WhenAll(people.SelectMany(person => hosts.Select(host =>
            host.Append(Unit(Guid.CreateVersion7(), 0, Gift with { GiverId = person, TakerId = person }), default))));

        var read = (await postgres.OpenLog().ReadPage(0, ["jar_given"], 1_000, default)).Select(e => (JarGiven)e.Data).Where(e => people.Contains(e.GiverId)).ToList();
        read.Count.ShouldBe(100);
        read.ShouldAllBe(e => e.GiverName == Gift.GiverName && e.TakerName == Gift.TakerName);
    }

    [Fact]
    public async Task Cannot_be_moved_to_another_person()
    {
        var key = (await new PostgresSubjectKeyStore(postgres.Source, PostgresFixture.MasterKey).FindOrCreate([_ana], default))[0];
        var envelope = key.Encrypt("Ana");

        key.Decrypt(envelope).ShouldBe("Ana");
        (key with { Subject = _luis }).Decrypt(envelope).ShouldBe(SubjectKey.Erased);
        key.Decrypt(envelope[..^2]).ShouldBe(SubjectKey.Erased);
    }

    private async Task Give() =>
        (await postgres.Log.Append(
            new AppendUnit(new EventMetadata(_actor, Address: "10.1.2.3", Command: "GiveJar"), new StreamAppend(_jar, "jar", 0, [Gift])), default))
        .ShouldBeOfType<AppendOutcome.Appended>();
}
