namespace Crm.EventStore.Projecting.Sharing;

/// <summary>Wakes whoever waits. Take <see cref="Next"/> before looking whether there is work: what is set meanwhile is not missed.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
