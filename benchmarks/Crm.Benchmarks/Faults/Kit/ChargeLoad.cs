using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Crm.Api.Http;

namespace Crm.Benchmarks.Faults.Kit;

/// <summary>A charge that the API acknowledged.</summary>
/// <param name="Key">Its idempotency key, which is also its reason: the event is known again by it.</param>
internal sealed record Acknowledged(string Key, Guid Account, long Version, long Position);

/// <summary>
/// Writers that each charge one account after the other, for as long as it takes. What fails is repeated under its key until it is
/// acknowledged, except for every fourth charge, of which nobody learns what became of it.
/// </summary>
/// <param name="pause">What a writer lets pass between two charges; none: as fast as it goes.</param>
internal sealed class ChargeLoad(IReadOnlyList<Office> offices, IReadOnlyList<Guid> accounts, TimeSpan? pause = null)
{
    private const int GivenUpEvery = 4;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private long _sent, _away, _broken;

    public IReadOnlyCollection<Acknowledged> Acknowledged => _acknowledged;

    public int Count => _acknowledged.Count;

    /// <summary>Answers that nothing explains, and positions that went backwards for one writer.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Charges asked for, answers 503, and connections that broke.</summary>
    public (long Sent, long Away, long Broken) Failures => (Interlocked.Read(ref _sent), Interlocked.Read(ref _away), Interlocked.Read(ref _broken));

    /// <summary>Runs until it is stopped; then every charge under way is settled or given up.</summary>
    /// <param name="writers">More of them than accounts means that several work on one.</param>
    public Task Run(int writers, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => Write(writer, stop), CancellationToken.None)));

    /// <summary>The same until it is ended, which it is in any case with the block that it stands in.</summary>
    public RunningLoad Start(int writers)
    {
        var stop = new CancellationTokenSource();
        return new(stop, Run(writers, stop.Token));
    }

    /// <summary>Waits until so many more are acknowledged.</summary>
    public Task More(int charges, CancellationToken ct)
    {
        var enough = Count + charges;
        return Until.True(() => Task.FromResult(Count >= enough), $"{charges} more charges are acknowledged", TimeSpan.FromSeconds(60), ct);
    }

    private async Task Write(int writer, CancellationToken stop)
    {
        var position = 0L;
        using var pacing = pause is { } length ? new PeriodicTimer(length) : null;
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            if (pacing is not null) await pacing.WaitForNextTickAsync(CancellationToken.None);
            var key = string.Create(CultureInfo.InvariantCulture, $"w{writer}-{number}-{Guid.CreateVersion7():N}");
            var account = accounts[(writer + number) % accounts.Count];
            Interlocked.Increment(ref _sent);
            if (await Charge(writer, account, key, mayGiveUp: number % GivenUpEvery == 0, stop) is not { } done) continue;

            if (done.Position <= position) _wrong.Enqueue($"{key} was answered position {done.Position} after {position}");
            position = done.Position;
            _acknowledged.Enqueue(new(key, account, done.Version, done.Position));
        }
    }

    private async Task<CommandAnswer?> Charge(int writer, Guid account, string key, bool mayGiveUp, CancellationToken stop)
    {
        using var breath = new PeriodicTimer(Breath);
        for (var attempt = 0; ; attempt++)
        {
            // The next host takes over what one did not answer, under the same key.
            var office = offices[(writer + attempt) % offices.Count];
            try
            {
                using var request = Office.Charge(account, key);
                using var answer = await office.Http.SendAsync(request, CancellationToken.None);
                if (answer.IsSuccessStatusCode) return await Office.Read<CommandAnswer>(answer, CancellationToken.None);
                if (answer.StatusCode is HttpStatusCode.Unauthorized) await office.SignIn(CancellationToken.None);
                else if (Office.IsAway(answer)) Interlocked.Increment(ref _away);
                else if (!IsContended(answer)) _wrong.Enqueue($"{key} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
            {
                Interlocked.Increment(ref _broken);
            }

            if (mayGiveUp || stop.IsCancellationRequested) return null;
            await breath.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    // Others kept changing the account through every try: the answer says so, and to try again.
    private static bool IsContended(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.Conflict && answer.Headers.RetryAfter is not null;
}

/// <summary>A load under way: a test that fails in the middle of it does not leave it running.</summary>
internal sealed class RunningLoad(CancellationTokenSource stop, Task working) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Returns when every charge under way is settled or given up.</summary>
    public async Task End()
    {
        await stop.CancelAsync();
        await working.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        stop.Dispose();
    }
}
