using Crm.Api.Files;
using Crm.Domain.Kernel;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Crm.Api.Imports;

/// <summary>What is wrong with the rows of imports, kept for the people who mend the files. Personal values are encrypted.</summary>
public sealed class ImportReports(NpgsqlDataSource database, ProblemVault vault)
{
    /// <summary>Takes back what a killed host reported behind the last chunk that is done.</summary>
    internal async Task ForgetBehind(ImportId import, int line, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new("delete from crm_import_problems where import_id = @import and line > @line", new { import = import.Value, line }, cancellationToken: ct));
    }

    /// <summary>Adds problems; they are there before the chunk they belong to counts as done.</summary>
    internal async Task Add(ImportId import, IReadOnlyList<(RowProblem Problem, Guid? Subject)> problems, CancellationToken ct)
    {
        if (problems.Count == 0) return;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy crm_import_problems (import_id, line, ordinal, column_name, field, value, sealed, subject_id, code, rejects, reason_en, reason_es) from stdin (format binary)", ct);
        var ordinals = new Dictionary<int, int>();
        foreach (var (problem, subject) in problems)
        {
            var ordinal = ordinals[problem.Line] = ordinals.GetValueOrDefault(problem.Line) + 1;
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(import.Value, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(problem.Line, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(ordinal, NpgsqlDbType.Integer, ct);
            await Text(problem.Column);
            await Text(problem.FieldName);
            await Text(problem.IsPersonal ? null : problem.ShownValue);
            if (problem is { IsPersonal: true, ShownValue: { } secret }) await copy.WriteAsync(vault.Seal(secret), NpgsqlDbType.Bytea, ct);
            else await copy.WriteNullAsync(ct);
            if (problem.IsPersonal && subject is { } id) await copy.WriteAsync(id, NpgsqlDbType.Uuid, ct);
            else await copy.WriteNullAsync(ct);
            await Text(problem.Code);
            await copy.WriteAsync(problem.Rejects, NpgsqlDbType.Boolean, ct);
            await Text(problem.Reason.En);
            await Text(problem.Reason.Es);
        }

        await copy.CompleteAsync(ct);

        Task Text(string? text) => text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(Storable(text), NpgsqlDbType.Text, ct);
    }

    /// <summary>A page of the problems of an import, by line.</summary>
    /// <param name="after">Line and ordinal of the last one of the page before.</param>
    /// <param name="personal">Whether personal values may be shown; otherwise they are masked.</param>
    public async Task<IReadOnlyList<ReportedProblem>> Page(ImportId import, (int Line, int Ordinal)? after, int limit, bool personal, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Stored>(new(
            """
            select line, ordinal, column_name as "Column", field, value, sealed, code, rejects, reason_en as ReasonEn, reason_es as ReasonEs
            from crm_import_problems where import_id = @import and (line, ordinal) > (@line, @ordinal) order by line, ordinal limit @limit
            """, new { import = import.Value, line = after?.Line ?? 0, ordinal = after?.Ordinal ?? 0, limit }, cancellationToken: ct));
        return [.. rows.Select(row => new ReportedProblem(
            row.Line, row.Ordinal, row.Column, row.Field, row.Sealed is { } box ? personal ? vault.Open(box) : Masked(vault.Open(box)) : row.Value, row.Code, row.Rejects, new(row.ReasonEn, row.ReasonEs)))];
    }

    public async Task<long> Count(ImportId import, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new("select count(*) from crm_import_problems where import_id = @import", new { import = import.Value }, cancellationToken: ct));
    }

    /// <summary>Removes a person's values from every report.</summary>
    public async Task Erase(Guid subject, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new("update crm_import_problems set sealed = null, subject_id = null where subject_id = @subject", new { subject }, cancellationToken: ct));
    }

    /// <summary>Seals every personal value anew with the current master key.</summary>
    public async Task Reseal(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var (import, line, ordinal) = (Guid.Empty, 0, 0);
        while (true)
        {
            var page = (await connection.QueryAsync<(Guid Import, int Line, int Ordinal, byte[] Sealed)>(new(
                """
                select import_id, line, ordinal, sealed from crm_import_problems
                where sealed is not null and (import_id, line, ordinal) > (@import, @line, @ordinal) order by import_id, line, ordinal limit 1000
                """, new { import, line, ordinal }, cancellationToken: ct))).ToList();
            if (page.Count == 0) return;

            // Only where it is still the same: what was erased meanwhile stays erased.
            await connection.ExecuteAsync(new(
                "update crm_import_problems set sealed = @renewed where import_id = @Import and line = @Line and ordinal = @Ordinal and sealed = @Sealed",
                page.Select(row => new { row.Import, row.Line, row.Ordinal, row.Sealed, renewed = vault.Seal(vault.Open(row.Sealed)) }), cancellationToken: ct));
            (import, line, ordinal, _) = page[^1];
        }
    }

    /// <summary>First and last character, so that a person can find the cell and nobody learns what it holds.</summary>
    internal static string Masked(string value) => value.Length < 4 ? "…" : $"{value[0]}…{value[^1]}";

    /// <summary>What PostgreSQL cannot hold as text is shown as a replacement character.</summary>
    private static string Storable(string text) => new([.. text.Select((character, i) =>
        character == '\0'
        || (char.IsLowSurrogate(character) && (i == 0 || !char.IsHighSurrogate(text[i - 1])))
        || (char.IsHighSurrogate(character) && (i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])))
            ? '\uFFFD' : character)]);

    private sealed record Stored(
        int Line, int Ordinal, string? Column, string? Field, string? Value, byte[]? Sealed, string Code, bool Rejects, string ReasonEn, string ReasonEs);
}

/// <summary>A line of a report.</summary>
/// <param name="Field">What the column means: <c>documentNumber</c>.</param>
/// <param name="Value">What stands in the cell; masked where it is personal and the reader may not see it.</param>
public sealed record ReportedProblem(int Line, int Ordinal, string? Column, string? Field, string? Value, string Code, bool Rejects, Bilingual Reason);
