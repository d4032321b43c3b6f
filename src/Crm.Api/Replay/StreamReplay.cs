using Crm.Api.Identity;
using Crm.EventStore.Streams;
using Dapper;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Crm.Api.Replay;

/// <summary>Reads streams for replay: as far as the caller may reach, with personal data only for who may see it.</summary>
public sealed class StreamReplay(EventLog log, NpgsqlDataSource database, StreamTypes types, StreamReach reach, IOptions<JsonOptions> json)
{
    /// <summary>A stream's history up to a point; <c>null</c>: there is none, or it is beyond the caller's scope.</summary>
    /// <param name="scope">How far the caller may replay.</param>
    /// <param name="personal">How far he may see personal data.</param>
    public async Task<StreamHistory?> Read(Guid id, StreamRange range, CallerScope scope, CallerScope personal, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var type = await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select type from mt_streams where id = @id", new { id }, cancellationToken: ct));
        if (types.Find(type) is not { } fold) return null;

        var events = await log.ReadStream(id, range with { AfterVersion = 0 }, ct);
        if (events.Count == 0) return null;

        var history = new StreamHistory(id, type!, events, fold, json.Value.SerializerOptions);
        if (!await reach.Reaches(history, scope, ct)) return null;

        return await reach.Reaches(history, personal, ct) ? history : history.WithoutPersonalData();
    }
}
