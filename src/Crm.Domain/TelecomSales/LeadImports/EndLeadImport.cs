using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;

namespace Crm.Domain.TelecomSales.LeadImports;

/// <summary>A chunk of lines is done. Chunks come strictly in order.</summary>
/// <param name="FirstLine">Lines are counted from 1, the header's included.</param>
public sealed record RecordLeadChunk(int FirstLine, int LastLine, LeadCounts Counts);

/// <summary>Every line is done, and what the file does not name any more is withdrawn.</summary>
public sealed record CompleteLeadImport(int Withdrawn, BusinessMoment Now);

/// <summary>The file cannot be read on from a line. What was done stays.</summary>
public sealed record FailLeadImport(int Line, string Code, string Reason, BusinessMoment Now);

public static class RecordLeadChunkHandler
{
    public static Decision Handle(RecordLeadChunk command, LeadImport import)
    {
        if (command.LastLine <= import.LastLine) return Decision.AlreadySo;
        if (import.Status is not LeadImportStatus.Running) return LeadImportRefusals.RefuseNotRunning(import);
        if (command.FirstLine > command.LastLine || (import.LastLine > 0 && command.FirstLine != import.LastLine + 1))
        {
            return Decision.Refuse(Refusal.Of("telecom-sales.import-chunk-out-of-order",
                $"Lines {command.FirstLine}–{command.LastLine} do not follow line {import.LastLine}.", [nameof(command.FirstLine)], ("lastLine", import.LastLine)));
        }

        var counts = command.Counts;
        return counts.Rows == counts.Added + counts.Changed + counts.Unchanged + counts.Rejected
            ? Decision.Append(new LeadImportChunkProcessed(import.Id, command.FirstLine, command.LastLine, counts))
            : Decision.Refuse("telecom-sales.import-counts-differ", $"The outcomes do not add up to {counts.Rows} rows.", nameof(command.Counts));
    }
}

public static class CompleteLeadImportHandler
{
    public static Decision Handle(CompleteLeadImport command, LeadImport import) => import.Status switch
    {
        LeadImportStatus.Completed => Decision.AlreadySo,
        LeadImportStatus.Running => Decision.Append(new LeadImportCompleted(import.Id, import.BaseId, import.Totals, command.Withdrawn, command.Now))
            .And<LeadBase>(import.BaseId.Value, new LeadBaseLoaded(import.BaseId, import.CampaignId, import.Id, import.FileKey, import.Complete, import.Totals, command.Withdrawn, command.Now)),
        _ => LeadImportRefusals.RefuseNotRunning(import),
    };
}

public static class FailLeadImportHandler
{
    public static Decision Handle(FailLeadImport command, LeadImport import) => import.Status switch
    {
        LeadImportStatus.Failed => Decision.AlreadySo,
        LeadImportStatus.Running => Decision.Append(new LeadImportFailed(import.Id, import.BaseId, command.Line, command.Code, command.Reason, command.Now))
            .And<LeadBase>(import.BaseId.Value, new LeadBaseLoadFailed(import.BaseId, import.CampaignId, import.Id, command.Now)),
        _ => LeadImportRefusals.RefuseNotRunning(import),
    };
}

internal static class LeadImportRefusals
{
    public static Decision RefuseNotRunning(LeadImport import) =>
        Decision.Refuse(Refusal.Of("telecom-sales.import-not-running", $"The import does not run: {import.Status}.", [], ("status", import.Status)));
}
