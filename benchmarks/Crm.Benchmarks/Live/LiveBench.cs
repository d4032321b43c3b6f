using System.Collections.Concurrent;
using System.Globalization;
using Crm.Api.Http;
using Crm.Benchmarks.Faults.Kit;
using Process = System.Diagnostics.Process;

namespace Crm.Benchmarks.Live;

/// <summary>
/// Listeners of one tray, all of whom are concerned by every change: the most that a change can cost. Delays are taken from before the command was
/// sent until the stream said it, so they hold the command, the append, the projection and the telling.
/// </summary>
internal static class LiveBench
{
    private const int Accounts = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<int> Run(int[] counts, int rate, int seconds, int burst, int stuck, TextWriter output, CancellationToken ct)
    {
        await using var scene = await FaultScene.Open("live", ct);
        var host = await scene.StartHost(ct);
        await Office.MakeUser(scene.Settings, ct);
        using var office = await FaultScene.SignedIn(host, ct);
        var accounts = await office.PlaceAccounts("LIVE", Accounts, ct);
        await Change(office, accounts, 50, 200, new(), ct);
        await Say($"{Accounts} accounts; host memory with no listener: {Memory(host)}");

        foreach (var count in counts)
        {
            await office.SignIn(ct);
            using var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) }) { BaseAddress = host.Url, Timeout = Timeout.InfiniteTimeSpan };
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var token = office.Http.DefaultRequestHeaders.Authorization!;
            var listeners = Enumerable.Range(0, count).Select(_ => new TrayListener(http, token)).ToList();
            var following = listeners.ConvertAll(listener => Task.Run(() => listener.Follow(ending.Token), CancellationToken.None));
            var opened = TimeProvider.System.GetTimestamp();
            await Until.True(() => Task.FromResult(listeners.TrueForAll(listener => listener.IsOpen)), "all streams are open", Patience, ct);
            await Say($"{count} listeners: open after {TimeProvider.System.GetElapsedTime(opened).TotalSeconds:N1} s; host memory {Memory(host)}");

            var changes = new ConcurrentQueue<(long Position, long At)>();
            await Change(office, accounts, rate, rate * seconds, changes, ct);
            await Seen(listeners, changes, ct);
            await Report(string.Create(CultureInfo.InvariantCulture, $"{count} listeners, {rate} changes/s for {seconds} s"), listeners, changes);

            changes.Clear();
            await Task.WhenAll(accounts.Take(burst).Select(account => Charge(office, account, changes, ct)));
            await Seen(listeners, changes, ct);
            await Report(string.Create(CultureInfo.InvariantCulture, $"{count} listeners, {burst} rows changed at once"), listeners, changes);

            if (count == counts.Max() && stuck > 0) await Stuck(stuck, listeners, http);
            if (count == counts.Max()) await ComeBack(listeners);
            await ending.CancelAsync();
            await Task.WhenAll(following);
        }

        return 0;

        async Task Stuck(int streams, List<TrayListener> listeners, HttpClient http)
        {
            var open = new List<HttpResponseMessage>();
            for (var i = 0; i < streams; i++) open.Add(await TrayListener.Open(http, office.Http.DefaultRequestHeaders.Authorization!, null, ct));
            var changes = new ConcurrentQueue<(long Position, long At)>();
            for (var round = 0; round < 5; round++) await Change(office, accounts, 400, Accounts, changes, ct);
            await Seen(listeners, changes, ct);
            await Say($"{streams} further streams that nobody reads, {changes.Count} changes at {400}/s: host memory {Memory(host)}; the others were reset {listeners.Sum(listener => listener.Resets)} times");
            open.ForEach(answer => answer.Dispose());
        }

        async Task ComeBack(List<TrayListener> listeners)
        {
            var before = listeners.Sum(listener => listener.Resets);
            host = await scene.KillAndRestart(host, ct);
            var ready = TimeProvider.System.GetTimestamp();
            var changes = new ConcurrentQueue<(long Position, long At)>();
            await office.SignIn(ct);
            await Charge(office, accounts[0], changes, ct);
            await Seen(listeners, changes, ct);
            var last = listeners.Max(listener => listener.ToldAt(changes.Single().Position));
            await Say($"{listeners.Count} listeners after kill -9 of the host: all back and told {TimeProvider.System.GetElapsedTime(ready, last).TotalSeconds:N1} s after it was ready (they wait 1 to 5 s by themselves)");
            await Say($"  resets {listeners.Sum(listener => listener.Resets) - before}; refused {string.Join(", ", TrayListener.Refused)}; host memory {Memory(host)}");
        }

        Task Say(FormattableString text) => output.WriteLineAsync(text.ToString(CultureInfo.InvariantCulture).AsMemory(), ct);

        async Task Report(string what, List<TrayListener> listeners, ConcurrentQueue<(long Position, long At)> changes)
        {
            var each = new List<double>(listeners.Count * changes.Count);
            var all = new List<double>(changes.Count);
            foreach (var (position, at) in changes)
            {
                var last = 0d;
                foreach (var listener in listeners)
                {
                    var delay = TimeProvider.System.GetElapsedTime(at, listener.ToldAt(position)).TotalMilliseconds;
                    each.Add(delay);
                    last = Math.Max(last, delay);
                }

                all.Add(last);
            }

            each.Sort();
            all.Sort();
            await Say($"{what}: one listener p50 {At(each, 0.5):N0} ms, p99 {At(each, 0.99):N0} ms; all of them p50 {At(all, 0.5):N0} ms, p99 {At(all, 0.99):N0} ms, at most {all[^1]:N0} ms; host memory {Memory(host)}");
        }
    }

    private static Task<TimeSpan> Seen(List<TrayListener> listeners, ConcurrentQueue<(long Position, long At)> changes, CancellationToken ct)
    {
        var last = changes.Max(change => change.Position);
        return Until.True(() => Task.FromResult(listeners.TrueForAll(listener => listener.Position >= last)), $"all have been told up to {last}", Patience, ct);
    }

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)];

    private static async Task Change(
        Office office, IReadOnlyList<Guid> accounts, int perSecond, int changes, ConcurrentQueue<(long Position, long At)> done, CancellationToken ct)
    {
        var under = new List<Task>(changes);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1d / perSecond));
        for (var i = 0; i < changes; i++)
        {
            under.Add(Charge(office, accounts[i % accounts.Count], done, ct));
            await timer.WaitForNextTickAsync(ct);
        }

        await Task.WhenAll(under);
    }

    private static async Task Charge(Office office, Guid account, ConcurrentQueue<(long Position, long At)> done, CancellationToken ct)
    {
        var at = TimeProvider.System.GetTimestamp();
        using var request = Office.Charge(account, Guid.CreateVersion7().ToString("N"));
        using var answer = await office.Http.SendAsync(request, ct);
        done.Enqueue(((await Office.Read<CommandAnswer>(answer, ct)).Position, at));
    }

    private static string Memory(HostProcess host)
    {
        using var process = Process.GetProcessById(host.ProcessId);
        var peak = File.ReadLines($"/proc/{host.ProcessId}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
        return string.Create(CultureInfo.InvariantCulture, $"{process.WorkingSet64 >> 20} MB (at most {long.Parse(peak, CultureInfo.InvariantCulture) >> 10} MB)");
    }
}
