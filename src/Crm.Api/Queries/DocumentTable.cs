using System.Text.Json;
using Crm.EventStore;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Dapper;
using Npgsql;

namespace Crm.Api.Queries;

/// <summary>A projection's table as this host knows it, and its documents by key.</summary>
public static class DocumentTable
{
    /// <summary>The table of a projection of documents, quoted.</summary>
    public static string Of<TProjection>() where TProjection : Projection, new() => Names<TProjection>.Documents;

    /// <summary>The table of a projection of counters, quoted.</summary>
    public static string OfCounters<TProjection>() where TProjection : CounterProjection, new() => Names<TProjection>.Counters;

    /// <summary>The name under which a projection's progress is known.</summary>
    public static string NameOf<TProjection>() where TProjection : Projection, new() => Names<TProjection>.Name;

    private static class Names<TProjection> where TProjection : Projection, new()
    {
        private static readonly TProjection Projection = new();
        public static readonly string Name = Projection.Name;
        public static readonly string Documents = Identifier.Quote($"mt_doc_{Projection.Name}_{Projection.Version}");
        public static readonly string Counters = Identifier.Quote($"crm_counter_{Projection.Name}_{Projection.Version}");
    }
}

/// <summary>Values as documents hold them.</summary>
internal static class Stored
{
    /// <summary>An enum's name; <c>null</c> for none.</summary>
    public static string? Name<TEnum>(TEnum? value) where TEnum : struct, Enum => value is { } known ? JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) : null;
}

/// <summary>Reads documents through Dapper. Nothing here reads events.</summary>
public sealed class ViewReader(NpgsqlDataSource database, EventStoreOptions options)
{
    /// <summary>A document by its key; <c>null</c>: there is none.</summary>
    public async Task<TDocument?> Find<TProjection, TDocument>(Guid id, CancellationToken ct)
        where TProjection : Projection, new() where TDocument : class
    {
        var text = (await Query<string>($"select data::text from {DocumentTable.Of<TProjection>()} where id = @id", new { id }, ct)).SingleOrDefault();
        return text is null ? null : Read<TDocument>(text);
    }

    /// <summary>Documents by their keys; those that are missing are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, TDocument>> FindMany<TProjection, TDocument>(IReadOnlyCollection<Guid> ids, CancellationToken ct)
        where TProjection : Projection, new() where TDocument : class
    {
        if (ids.Count == 0) return new Dictionary<Guid, TDocument>();
        var rows = await Query<(Guid Id, string Data)>(
            $"select id, data::text from {DocumentTable.Of<TProjection>()} where id = any(@ids)", new { ids = ids.Distinct().ToArray() }, ct);
        return rows.ToDictionary(row => row.Id, row => Read<TDocument>(row.Data));
    }

    public async Task<IReadOnlyList<TRow>> Query<TRow>(string sql, object? parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<TRow>(new CommandDefinition(sql, parameters, cancellationToken: ct))];
    }

    /// <summary>Rows one by one, for what may be too many to hold.</summary>
    public async IAsyncEnumerable<TRow> Stream<TRow>(
        string sql, object? parameters, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await foreach (var row in connection.QueryUnbufferedAsync<TRow>(sql, parameters).WithCancellation(ct)) yield return row;
    }

    /// <summary>A document as the projections wrote it.</summary>
    public TDocument Read<TDocument>(string text) where TDocument : class =>
        JsonSerializer.Deserialize<TDocument>(text, options.Json) ?? throw new JsonException($"A document of {typeof(TDocument).Name} is null.");
}
