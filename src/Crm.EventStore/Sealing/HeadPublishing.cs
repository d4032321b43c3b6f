using Crm.EventStore.Projecting.Models;
using Npgsql;

namespace Crm.EventStore.Sealing;

/// <summary>Brings the newest head of each chain to each publisher, and remembers how far each has come.</summary>
public sealed class HeadPublishing(SealStore store, IEnumerable<IHeadPublisher> publishers)
{
    public IReadOnlyList<IHeadPublisher> Publishers { get; } = [.. publishers];

    /// <summary>The newest head only: it covers all before it.</summary>
    /// <returns>The head that the publisher has now; what it could not be told stays to be told.</returns>
    public async Task<long> Publish(IHeadPublisher publisher, string chain, CancellationToken ct)
    {
        var position = await PositionOf(chain, publisher.Name, ct);
        if (await Head(chain, ct) is not { } head || head.Number <= position) return position;
        try
        {
            await publisher.Publish(head, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            await Remember(chain, publisher.Name, position, exception.Message, ct);
            throw;
        }

        await Remember(chain, publisher.Name, head.Number, null, ct);
        return head.Number;
    }

    public async Task<HeldHead?> Head(string chain, CancellationToken ct)
    {
        if (await store.Last(chain, ct) is not { } seal) return null;
        var key = (await store.Keys(ct)).FirstOrDefault(known => known.Id == seal.Header.Key);
        return key is null ? null : HeldHead.Of(seal, key);
    }

    private async Task<long> PositionOf(string chain, string publisher, CancellationToken ct)
    {
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        return await Sql.One<long?>(
            connection, "select number from crm_seal_publications where chain = $1 and publisher = $2", ct, Sql.Text(chain), Sql.Text(publisher)) ?? 0;
    }

    private async Task Remember(string chain, string publisher, long number, string? error, CancellationToken ct)
    {
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        await Sql.Run(
            connection,
            """
            insert into crm_seal_publications (chain, publisher, number, published_at, error) values ($1, $2, $3, clock_timestamp(), $4)
                on conflict (chain, publisher) do update set number = excluded.number, error = excluded.error,
                    published_at = case when excluded.error is null then excluded.published_at else crm_seal_publications.published_at end
            """,
            ct, Sql.Text(chain), Sql.Text(publisher), Sql.Long(number), new NpgsqlParameter { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
    }
}
