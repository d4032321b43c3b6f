using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.LeadBases;

namespace Crm.Domain.TelecomSales.LeadImports;

/// <summary>Load a file into a base, or go on with it.</summary>
/// <param name="ImportId">Derived from base, file key and how many files were loaded before: the last file again is the same import, an older one is a new one.</param>
/// <param name="FileKey">The content with how it is read.</param>
/// <param name="Complete">Whether the file is the whole base.</param>
public sealed record StartLeadImport(
    ImportId ImportId, string FileHash, string FileKey, string FileName, long FileBytes, bool Complete, IReadOnlyDictionary<string, string> Mapping, UserId? StartedBy, BusinessMoment Now);

public static class StartLeadImportHandler
{
    /// <summary>A file that runs or was the last one loaded is already so. One that failed starts again.</summary>
    /// <param name="import">The stream of the id: <c>null</c> unless it was started before.</param>
    public static Decision Handle(StartLeadImport command, LeadImport? import, LeadBase @base)
    {
        if (import is { Status: LeadImportStatus.Running or LeadImportStatus.Completed }) return Decision.AlreadySo;
        if (@base.Closed) return Decision.Refuse(Refusal.Of("telecom-sales.base-closed", $"The base {@base.Name} is closed.", [], ("base", @base.Name)));
        if (@base.Loading is { } other) return Decision.Refuse(Refusal.Of("telecom-sales.base-loading", "Another file is being loaded into the base; wait for its end.", [], ("import", other.Value)));

        return Decision.Append(new LeadImportStarted(
                command.ImportId, @base.Id, @base.CampaignId, @base.Kind, command.FileHash, command.FileKey, command.FileName, command.FileBytes, command.Complete, command.Mapping,
                command.StartedBy, command.Now))
            .And<LeadBase>(@base.Id.Value, new LeadBaseLoadBegun(@base.Id, @base.CampaignId, command.ImportId, command.Now));
    }
}
