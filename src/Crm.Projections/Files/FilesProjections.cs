using Crm.EventStore.Projecting;

namespace Crm.Projections.Files;

/// <summary>The read models of the files' room.</summary>
public static class FilesProjections
{
    public static IReadOnlyList<Projection> All { get; } = [new AttachmentFile()];
}
