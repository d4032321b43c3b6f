using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.PortfolioImports;

/// <summary>A chunk of lines is done. Chunks come strictly in order, without gaps.</summary>
/// <param name="FirstLine">Lines are counted from 1, the header's included.</param>
public sealed record RecordChunk(int FirstLine, int LastLine, ImportCounts Counts);

public static class RecordChunkHandler
{
    public static Decision Handle(RecordChunk command, PortfolioImport import)
    {
        if (command.LastLine <= import.LastLine) return Decision.AlreadySo;
        if (import.Status is not ImportStatus.Running) return Imports.RefuseNotRunning(import);
        var inOrder = import.LastLine == 0 ? command.FirstLine >= 1 : command.FirstLine == import.LastLine + 1;
        if (!inOrder || command.FirstLine > command.LastLine)
        {
            return Decision.Refuse(Refusals.Of("collections.import-chunk-out-of-order",
                $"Lines {command.FirstLine}–{command.LastLine} do not follow line {import.LastLine}.", [nameof(command.FirstLine)], ("lastLine", import.LastLine)));
        }

        var counts = command.Counts;
        return counts.Rows == counts.Placed + counts.Adjusted + counts.Unchanged + counts.Rejected
            ? Decision.Append(new ImportChunkProcessed(import.Id, command.FirstLine, command.LastLine, counts))
            : Decision.Refuse("collections.import-counts-differ", $"The outcomes do not add up to {counts.Rows} rows.", nameof(command.Counts));
    }
}

internal static class Imports
{
    public static Decision RefuseNotRunning(PortfolioImport import) =>
        Decision.Refuse(Refusals.Of("collections.import-not-running", $"The import does not run: {import.Status}.", [], ("status", import.Status)));
}
