using System.Globalization;
using Crm.Api.Audit;
using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Projections.Identity;

namespace Crm.Api.Identity;

/// <summary>The users to take away as CSV or XLSX: one a row, streamed, on record before the first one.</summary>
public sealed class UserExport(ViewReader views, AccessLog reads, BusinessClock clock)
{
    private static readonly (string Es, string En, Func<UserRow, Cell> Value)[] Columns =
    [
        ("Usuario", "User name", user => user.UserName), ("Nombre completo", "Full name", user => user.FullName), ("Correo", "E-mail", user => user.Email),
        ("Estado", "Status", user => user.Status.ToString().ToLowerInvariant()),
        ("Roles", "Roles", user => string.Join("; ", user.Grants.Select(grant => grant.Role + (grant.CampaignId is { } campaign ? $"@{campaign}" : "")))),
        ("Habilidades", "Skills", user => string.Join("; ", user.Skills)), ("Capacidad", "Capacity", user => user.Capacity),
        ("Segundo factor", "Second factor", user => user.HasSecondFactor), ("Idioma", "Language", user => user.Language), ("Zona", "Zone", user => user.Zone),
        ("Invitado (UTC)", "Invited (UTC)", user => user.InvitedAt.UtcDateTime),
    ];

    /// <summary>The answer to a request, within what its caller reaches.</summary>
    internal async Task<IResult> Answer(ListQuery query, ExportFormat format, object asked, CommandContext context, CancellationToken ct)
    {
        var read = await reads.Record(context, AccessKind.UserExport, null, asked, ct);
        var spanish = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es";
        return TypedResults.Stream(
            async stream => await reads.End(read, await Write(query, format, stream, spanish, ct), ct), format.ContentType(), $"users-{clock.GetUtcNow():yyyyMMdd-HHmmss}{format.Extension()}");
    }

    /// <summary>Everybody, for the command line.</summary>
    /// <returns>How many.</returns>
    public async Task<long> WriteAll(ExportFormat format, Stream stream, bool spanish, CancellationToken ct)
    {
        await reads.Record(AccessKind.UserExport, null, new { format }, "command line", ct);
        return await Write(new(DocumentTable.Of<UserDirectory>()), format, stream, spanish, ct);
    }

    private async Task<long> Write(ListQuery query, ExportFormat format, Stream stream, bool spanish, CancellationToken ct)
    {
        await using var table = TabularWriter.Open(format, stream, spanish ? "Usuarios" : "Users");
        await table.Write([.. Columns.Select(column => Cell.Text(spanish ? column.Es : column.En))], ct);
        long rows = 0;
        await foreach (var user in query.All<UserRow>(views, "user_name, id", ct))
        {
            await table.Write([.. Columns.Select(column => column.Value(user))], ct);
            rows++;
        }

        await table.Complete(ct);
        return rows;
    }
}
