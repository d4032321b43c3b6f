namespace Crm.EventStore.Sealing;

/// <summary>Is told of a key that takes another's place, before anything is sealed with it; again when the first seal did not come about.</summary>
public interface ISealKeyListener
{
    Task KeyRotated(SealKey key, CancellationToken ct);
}
