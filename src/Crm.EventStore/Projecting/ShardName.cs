namespace Crm.EventStore.Projecting;

/// <summary>Names under which checkpoints stand in <c>mt_event_progression</c>, written as Marten writes them.</summary>
public static class ShardName
{
    /// <summary><c>broken_agreements_tray:All</c>, from the second version on <c>broken_agreements_tray:V2:All</c>.</summary>
    public static string Of(string projection, int version) => version == 1 ? $"{projection}:All" : $"{projection}:V{version}:All";
}
