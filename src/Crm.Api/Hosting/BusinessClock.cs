namespace Crm.Api.Hosting;

/// <summary>The clock the business lives by. It is the system's, except in Development, where it can be moved ahead and never back.</summary>
/// <remarks>Tokens, leases and back-off do not ask it. The offset is kept in the database, so that every host has the same time.</remarks>
public sealed class BusinessClock(TimeProvider system) : TimeProvider
{
    private long _aheadTicks;

    public TimeSpan Ahead => new(Interlocked.Read(ref _aheadTicks));

    public override DateTimeOffset GetUtcNow() => system.GetUtcNow() + Ahead;

    public override long GetTimestamp() => system.GetTimestamp();

    public override long TimestampFrequency => system.TimestampFrequency;

    /// <summary>Timers run in real time: moving the clock does not make them fire.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        system.CreateTimer(callback, state, dueTime, period);

    /// <summary>Moves ahead to an offset; a smaller one than it has is no move.</summary>
    internal void Advance(TimeSpan ahead)
    {
        long current;
        while ((current = Interlocked.Read(ref _aheadTicks)) < ahead.Ticks)
        {
            if (Interlocked.CompareExchange(ref _aheadTicks, ahead.Ticks, current) == current) return;
        }
    }
}
