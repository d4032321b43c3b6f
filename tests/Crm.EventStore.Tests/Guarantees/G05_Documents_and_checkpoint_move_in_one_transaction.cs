using Crm.EventStore.Tests.Projecting;
using Crm.Testing;
using Npgsql;

namespace Crm.EventStore.Tests.Guarantees;

/// <summary>
/// The function that moves checkpoints, asked for what a host asks whose page was computed too long ago: each of the beliefs it was computed
/// on fails alone. (Hosts that lose their shards, die or share them under load: <see cref="SharedShardTests"/>.)
/// </summary>
public sealed class G05_Documents_and_checkpoint_move_in_one_transaction(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly Guid _host = Guid.CreateVersion7();

    [Fact]
    public async Task By_compare_and_set_on_the_position_before()
    {
        var shard = await Shard(epoch: 3, position: 10);

        await Advance(_host, shard, epoch: 3, previous: 10, next: 20);
        (await ShouldBeFenced(() => Advance(_host, shard, epoch: 3, previous: 10, next: 15))).ShouldContain("moved by somebody else");

        (await Position(shard)).ShouldBe(20);
    }

    [Fact]
    public async Task Only_under_the_owners_present_epoch()
    {
        var shard = await Shard(epoch: 3, position: 10);

        (await ShouldBeFenced(() => Advance(_host, shard, epoch: 2, previous: 10, next: 20))).ShouldContain("changed hands");
        (await ShouldBeFenced(() => Advance(Guid.CreateVersion7(), shard, epoch: 3, previous: 10, next: 20))).ShouldContain("changed hands");
        await postgres.Execute($"update crm_shards set paused = true where name = '{shard}'");
        (await ShouldBeFenced(() => Advance(_host, shard, epoch: 3, previous: 10, next: 20))).ShouldContain("changed hands");

        (await Position(shard)).ShouldBe(10);
    }

    [Fact]
    public async Task All_of_them_or_none_with_what_was_written_beside()
    {
        var (fenced, own) = (await Shard(epoch: 3, position: 10), await Shard(epoch: 5, position: 10));
        await postgres.Execute("create table written_beside (id int)");

        await ShouldBeFenced(async () =>
        {
            await using var connection = await postgres.Source.OpenConnectionAsync();
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new("insert into written_beside values (1)"),
                    new($"select crm_advance('{_host}', array['{own}', '{fenced}'], array[5, 4], array[10, 10], array[20, 20])"),
                    new("insert into written_beside values (2)"),
                },
            };
            await batch.ExecuteNonQueryAsync();
        });

        ((await Position(own)), (await Position(fenced)), (await postgres.Scalar<long>("select count(*) from written_beside"))).ShouldBe((10, 10, 0));
    }

    private async Task<string> Shard(long epoch, long position)
    {
        var name = $"shard_{Guid.CreateVersion7():N}:1";
        await postgres.Execute($"""
            insert into crm_shards (name, kind, owner, epoch) values ('{name}', 'projection', '{_host}', {epoch});
            insert into mt_event_progression (name, last_seq_id) values ('{name}', {position});
            """);
        return name;
    }

    private Task Advance(Guid host, string shard, long epoch, long previous, long next) =>
        postgres.Execute($"select crm_advance('{host}', array['{shard}'], array[{epoch}], array[{previous}], array[{next}])");

    private Task<long> Position(string shard) => postgres.Scalar<long>($"select last_seq_id from mt_event_progression where name = '{shard}'");

    private static async Task<string> ShouldBeFenced(Func<Task> advance)
    {
        var refused = await Should.ThrowAsync<PostgresException>(advance);
        refused.SqlState.ShouldBe("CRM01");
        return refused.MessageText;
    }
}
