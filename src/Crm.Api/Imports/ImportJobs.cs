using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Domain.Kernel;
using Dapper;
using Npgsql;

namespace Crm.Api.Imports;

/// <summary>The imports that were started and are not at their end, as any host can take them up.</summary>
public sealed class ImportJobs(NpgsqlDataSource database)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Notes how an import's file is to be read, before it is started: a host that is killed between the two leaves a note and no import.</summary>
    public Task Note(ImportJob job, CancellationToken ct) => Execute(
        """
        insert into crm_import_jobs (import_id, kind, upload, terms, started_by, correlation_id) values (@id, @kind, @upload, @terms::jsonb, @by, @correlation)
        on conflict (import_id) do update set upload = excluded.upload, terms = excluded.terms, started_by = excluded.started_by,
            correlation_id = excluded.correlation_id, started_at = now(), finished_at = null
        """,
        new { id = job.ImportId.Value, kind = job.Kind, upload = job.Upload, terms = JsonSerializer.Serialize(job.Reading, Json), by = job.StartedBy?.Value, correlation = job.CorrelationId }, ct);

    public Task Finish(ImportId import, CancellationToken ct) =>
        Execute("update crm_import_jobs set finished_at = now() where import_id = @id and finished_at is null", new { id = import.Value }, ct);

    /// <summary>Gives up a note whose import was not started in time. A young one may belong to a start that is under way.</summary>
    public Task Abandon(ImportId import, CancellationToken ct) => Execute(
        "update crm_import_jobs set finished_at = now() where import_id = @id and finished_at is null and started_at < now() - interval '1 minute'", new { id = import.Value }, ct);

    /// <summary>Jobs to be done, oldest first.</summary>
    public async Task<IReadOnlyList<ImportJob>> Open(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<(Guid Id, string Kind, string Upload, string Terms, Guid? By, string? Correlation)>(new(
            "select import_id, kind, upload, terms::text, started_by, correlation_id from crm_import_jobs where finished_at is null order by started_at, import_id", cancellationToken: ct));
        return [.. rows.Select(row => new ImportJob(
            new(row.Id), row.Kind, row.Upload, JsonSerializer.Deserialize<FileReading>(row.Terms, Json)!, row.By is { } by ? new UserId(by) : null, row.Correlation))];
    }

    /// <summary>Whether another import that has not ended needs a stored file.</summary>
    public async Task<bool> Needs(string upload, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new(
            "select exists (select from crm_import_jobs where upload = @upload and finished_at is null)", new { upload }, cancellationToken: ct));
    }

    /// <summary>Those of these stored files that can go: their import has ended since they were sent, or nobody started one for a long time.</summary>
    public async Task<IReadOnlyList<string>> Unneeded(IReadOnlyCollection<StoredUpload> stored, TimeSpan unusedKept, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new(
            """
            select s.hash from unnest(@hashes, @sent) as s (hash, sent)
            where not exists (select from crm_import_jobs j where j.upload = s.hash and j.finished_at is null)
              and (s.sent < now() - @kept or exists (select from crm_import_jobs j where j.upload = s.hash and j.finished_at >= s.sent))
            """,
            new { hashes = stored.Select(upload => upload.Hash).ToArray(), sent = stored.Select(upload => upload.SentAt.UtcDateTime).ToArray(), kept = unusedKept }, cancellationToken: ct))];
    }

    private async Task Execute(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new(sql, parameters, cancellationToken: ct));
    }
}

/// <param name="Kind">What is imported: <c>portfolio</c>, <c>leads</c>; <see cref="IImportKind"/> runs it.</param>
/// <param name="Upload">Hash of the stored file.</param>
public sealed record ImportJob(ImportId ImportId, string Kind, string Upload, FileReading Reading, UserId? StartedBy, string? CorrelationId);
