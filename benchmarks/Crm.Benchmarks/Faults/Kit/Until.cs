namespace Crm.Benchmarks.Faults.Kit;

/// <summary>Waits for a state by asking for it.</summary>
internal static class Until
{
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(25);

    /// <summary>Returns how long it took.</summary>
    /// <exception cref="TimeoutException">It did not come about.</exception>
    public static async Task<TimeSpan> True(Func<Task<bool>> state, string what, TimeSpan limit, CancellationToken ct)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        using var next = new PeriodicTimer(BetweenQuestions, clock);
        while (!await state())
        {
            if (clock.GetElapsedTime(started) > limit) throw new TimeoutException($"Not so within {limit.TotalSeconds:N0} s: {what}.");
            await next.WaitForNextTickAsync(ct);
        }

        return clock.GetElapsedTime(started);
    }
}
