using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Models;
using Npgsql;

namespace Crm.EventStore.Documents;

/// <summary>Reads single documents; lists are SQL of their own.</summary>
public sealed class DocumentReader
{
    private readonly NpgsqlDataSource _source;
    private readonly ReadModels _models;

    internal DocumentReader(NpgsqlDataSource source, ReadModels models) => (_source, _models) = (source, models);

    /// <summary>A document as it stands now; <c>null</c>: there is none.</summary>
    /// <param name="key">A Guid or a string, as the projection's key is.</param>
    public async Task<Found<TDocument>?> Find<TProjection, TDocument>(object key, CancellationToken ct)
        where TProjection : Projection
        where TDocument : class
    {
        var model = _models.Find(typeof(TProjection)) as IDocuments<TDocument>
            ?? throw new ArgumentException($"{typeof(TProjection).Name} does not keep documents of {typeof(TDocument).Name}.");
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand($"select data, crm_position from {Identifier.Quote(((ReadModel)model).Table)} where id = $1", connection)
        {
            Parameters = { new NpgsqlParameter { Value = key } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new(model.Deserialize(reader.GetFieldValue<byte[]>(0)), reader.GetInt64(1)) : null;
    }
}

/// <param name="Position">The event that changed it last.</param>
public sealed record Found<TDocument>(TDocument Document, long Position) where TDocument : class;
