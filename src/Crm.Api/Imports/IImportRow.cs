using Crm.Api.Files;
using Crm.Api.Http;
using Crm.Domain.Kernel;
using Crm.EventStore.Append;

namespace Crm.Api.Imports;

/// <summary>A row of a file, read and with the id of what it is about.</summary>
internal interface IImportRow
{
    int Line { get; }
    int LastLine { get; }

    /// <summary>The stream of the record that the row names; known in many a rejected row too. <c>null</c>: its key could not be read.</summary>
    Guid? Key { get; }

    /// <summary>Of all cells: two rows with the same one are the same row.</summary>
    Guid Fingerprint { get; }

    /// <summary>Whether the row can be decided; otherwise its problems say why not.</summary>
    bool IsGood { get; }

    /// <summary>Whose personal values stand in it; <c>null</c>: nobody that is known.</summary>
    Guid? Subject { get; }

    List<RowProblem> Problems { get; }
}

/// <summary>What one kind of file is made into, row by row. How rows are read in chunks, written and reported is the same for all (<see cref="ImportRun{TRow}"/>).</summary>
internal interface IImportTask<TRow> where TRow : class, IImportRow
{
    TRow Resolve(TabularRow cells);

    /// <summary>The streams of some rows, read in one round trip.</summary>
    Task<IRowDecisions<TRow>> Load(IReadOnlyList<TRow> rows, CancellationToken ct);

    /// <summary>An earlier row names the same record.</summary>
    RowProblem Repeated(TRow row, EarlierRow earlier);

    /// <summary>The business refuses the row.</summary>
    RowProblem Refused(TRow row, Refusal refusal);
}

/// <summary>Decides rows one after the other; each stands on what those before it came to.</summary>
internal interface IRowDecisions<TRow> where TRow : class, IImportRow
{
    DecidedRow<TRow> Decide(TRow row, BusinessMoment now);
}

/// <summary>What a row comes to.</summary>
/// <param name="Appends">Its events by stream; none: nothing is to be written.</param>
/// <param name="Tally">The row counted as what became of it.</param>
internal sealed record DecidedRow<TRow>(TRow Row, IReadOnlyList<StreamAppend> Appends, ImportTally Tally, Refusal? Refusal);

/// <summary>Rows by what became of them; they add up to the rows read.</summary>
internal readonly record struct ImportTally(int Rows, int Added, int Changed, int Unchanged, int Rejected)
{
    public static ImportTally OfRejected(int rows) => new(rows, 0, 0, 0, rows);

    public static ImportTally operator +(ImportTally left, ImportTally right) =>
        new(left.Rows + right.Rows, left.Added + right.Added, left.Changed + right.Changed, left.Unchanged + right.Unchanged, left.Rejected + right.Rejected);
}

/// <summary>Runs started imports of one kind; <see cref="ImportWorker"/> gives it those of any host.</summary>
public interface IImportKind
{
    /// <summary>As in the table of jobs: <c>portfolio</c>.</summary>
    string Kind { get; }

    /// <summary>The command that its events are said to come from.</summary>
    string Command { get; }

    /// <summary>Runs an import to its end. Throws <see cref="ImportNotStartedException"/> where there is none.</summary>
    /// <param name="path">The stored file.</param>
    /// <returns>Whether it is at its end; otherwise another host is at it.</returns>
    Task<bool> Run(ImportId id, string path, FileReading reading, CommandOrigin origin, IProgress<ImportPace>? progress, CancellationToken ct);
}

/// <summary>How far an import is.</summary>
/// <param name="Rows">Rows that are done.</param>
/// <param name="TotalRows">Rows of the whole file.</param>
public sealed record ImportPace(int Rows, int TotalRows);
