using System.Text.Json;
using Crm.Api.Http;
using Crm.Domain.Kernel;
using Dapper;
using Npgsql;

namespace Crm.Api.Audit;

/// <summary>
/// Who took what away that is sensitive: exports, replays, previews, the audit trail. Such a read is on record before its first byte is answered:
/// when it cannot be recorded, it is not made. What people look at all day is recorded beside the answer (<see cref="ReadQueue"/>).
/// </summary>
public sealed class AccessLog(NpgsqlDataSource database)
{
    private const string Write =
        "select crm_record_access(@Reads, @Actor, @Kind, @Stage, @Subject, @Asked::jsonb, @Rows, @Permission, @CorrelationId)";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Records a read.</summary>
    /// <param name="subject">The id or name of what is read, if it is about one thing.</param>
    /// <param name="asked">Filters as asked for; never the personal data that was searched for.</param>
    /// <returns>The read, to be ended when all of it was answered.</returns>
    public async Task<AccessRead> Record(CommandContext context, AccessKind kind, string? subject, object asked, CancellationToken ct)
    {
        var read = new AccessRead(Guid.CreateVersion7(), context.Actor, kind, context.Permission ?? "", context.CorrelationId, subject, JsonSerializer.Serialize(asked, Json));
        await Insert(read, "begun", null, ct);
        return read;
    }

    /// <summary>Records a read by somebody who shows no token but a link that was made out to him.</summary>
    public Task Record(UserId actor, AccessKind kind, string? subject, object asked, string permission, string correlationId, CancellationToken ct) =>
        Insert(new(Guid.CreateVersion7(), actor, kind, permission, correlationId, subject, JsonSerializer.Serialize(asked, Json)), "begun", null, ct);

    /// <summary>Records a read from the command line, where nobody is signed in.</summary>
    public Task Record(AccessKind kind, string? subject, object asked, string permission, CancellationToken ct) =>
        Insert(new(Guid.CreateVersion7(), null, kind, permission, "", subject, JsonSerializer.Serialize(asked, Json)), "ended", null, ct);

    /// <summary>A kind as it is stored: <c>debtor-file</c>.</summary>
    public static string NameOf(AccessKind kind) => EventStore.SnakeCase.Of(kind.ToString()).Replace('_', '-');

    /// <summary>Records that a read was answered to its end.</summary>
    public Task End(AccessRead read, long rows, CancellationToken ct) => Insert(read, "ended", rows, ct);

    private async Task Insert(AccessRead read, string stage, long? rows, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(Write, new
        {
            Reads = read.Id,
            Actor = read.Actor?.Value,
            Kind = NameOf(read.Kind),
            Stage = stage,
            read.Subject,
            read.Asked,
            Rows = rows,
            read.Permission,
            read.CorrelationId,
        }, cancellationToken: ct));
    }
}

/// <summary>What was read.</summary>
public enum AccessKind
{
    AuditTrail, AuditExport, DebtorSearch, DebtorFile, ReportExport, StreamReplay, TrayReplay, ImportPreview,
    ImportReport, Tray, AccountFile, SubjectExport, UserExport, LeadSearch, CallbackFile, Attachment,
    TicketSearch, TicketFile, SaleFile, SaleSearch,
}

/// <summary>A recorded read.</summary>
public sealed record AccessRead(Guid Id, UserId? Actor, AccessKind Kind, string Permission, string CorrelationId, string? Subject, string Asked);
