namespace Crm.EventStore.Projecting.Rebuilding;

/// <param name="Compare">Whether to compare the old view with the new one before it is swapped in.</param>
/// <param name="Restart">Whether to begin anew instead of going on with an interrupted rebuild.</param>
public sealed record RebuildOptions(bool Compare = false, bool Restart = false);

/// <param name="Phase">reading, indexing, catching up, comparing, swapping, done.</param>
/// <param name="Share">0…1: how much of the reading is done, over all passes.</param>
/// <param name="EventsPerSecond">Of the reading so far.</param>
/// <param name="Left">Estimated time to the end of the reading.</param>
public sealed record RebuildProgress(string Projection, string Phase, double Share, long EventsRead, int EventsPerSecond, TimeSpan? Left);

/// <param name="Position">What the new view stands at.</param>
/// <param name="Passes">How often the events were read in this run.</param>
/// <param name="ResumedAt">0…1: the share that an earlier, interrupted run had done.</param>
/// <param name="Comparison">Old against new, if that was asked for and both stood at the same position.</param>
public sealed record RebuildReport(
    string Projection, long Position, long EventsRead, int Passes, double ResumedAt, TimeSpan Elapsed, ViewComparison? Comparison);

/// <summary>Two views of the same events, row by row.</summary>
/// <param name="Differences">The first few, for a person to look at.</param>
public sealed record ViewComparison(
    string Projection, long Position, long LiveRows, long RebuiltRows, long Different, IReadOnlyList<RowDifference> Differences)
{
    public bool Equal => Different == 0;
}

/// <param name="Live"><c>null</c>: the row is only in the rebuilt view.</param>
/// <param name="Rebuilt"><c>null</c>: the row is only in the live view.</param>
public sealed record RowDifference(string Key, string? Live, string? Rebuilt);

/// <summary>A view as it stood at an earlier position, in a schema of its own.</summary>
public sealed record ViewAsOf(string Schema, string Table, string Projection, int Version, long Position, DateTimeOffset BuiltAt, DateTimeOffset ExpiresAt);

/// <summary>Somebody else is rebuilding the same projection.</summary>
public sealed class RebuildRunningException(string projection) : Exception($"'{projection}' is being rebuilt already.");
