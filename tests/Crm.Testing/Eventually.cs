namespace Crm.Testing;

/// <summary>Waits for a state that announces itself nowhere, by asking for it. What does not come about fails and is named.</summary>
public static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(20);

    /// <exception cref="TimeoutException">It was not so in time.</exception>
    public static Task True(Func<bool> state, string what, TimeSpan? limit = null) => True(() => Task.FromResult(state()), what, limit);

    /// <inheritdoc cref="True(Func{bool}, string, TimeSpan?)"/>
    public static async Task True(Func<Task<bool>> state, string what, TimeSpan? limit = null)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        using var next = new PeriodicTimer(BetweenQuestions, clock);
        while (!await state())
        {
            if (clock.GetElapsedTime(started) > (limit ?? Patience)) throw new TimeoutException($"Not so within {(limit ?? Patience).TotalSeconds:N0} s: {what}.");
            await next.WaitForNextTickAsync();
        }
    }

    /// <summary>What an answer gives as soon as it gives something.</summary>
    /// <exception cref="TimeoutException">It gave nothing in time.</exception>
    public static async Task<T> Some<T>(Func<Task<T?>> answer, string what, TimeSpan? limit = null) where T : class
    {
        T? found = null;
        await True(async () => (found = await answer()) is not null, what, limit);
        return found!;
    }
}
