using System.Buffers;
using System.IO.Pipelines;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Microsoft.AspNetCore.Http.Features;

namespace Crm.Api.Live;

/// <summary>An answer that goes on: what changes in a tray, until who listens goes, may not listen any more, or the host stops.</summary>
internal sealed class LiveStream(LiveHub hub, string tray, LiveAsk ask, LiveToken? from, bool unknown, LiveRights rights, ReadQueue reads, TimeProvider clock, Problems problems) : IResult
{
    /// <summary>Those who were cut off together do not all come back in one moment.</summary>
    private static readonly (int Least, int Most) RetryMilliseconds = (1_000, 5_000);
    private const int PersonsPerRecord = 200;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var caller = Caller.Of(httpContext)!;
        if (!hub.TryEnter(caller.UserId.Value))
        {
            await (hub.IsStopping
                ? problems.Of(StatusCodes.Status503ServiceUnavailable, "unavailable", TimeSpan.FromSeconds(2))
                : problems.Of(StatusCodes.Status429TooManyRequests, "too-many-streams", TimeSpan.FromSeconds(30))).ExecuteAsync(httpContext);
            return;
        }

        try
        {
            await Open(httpContext);
        }
        finally
        {
            hub.Exit(caller.UserId.Value);
        }
    }

    private async Task Open(HttpContext http)
    {
        var feed = hub.Feed(tray);
        var permission = CommandContext.For(http, tray).Permission!;
        var (following, allowed) = await Reaching(feed.Tray, rights.Of(http, permission), http.RequestAborted);
        using var listener = await feed.Join(following, from, group => new(group)
        {
            Allowed = allowed,
            Until = LiveRights.EndOf(http),
            SentAt = clock.GetTimestamp(),
        }, http.RequestAborted);
        if (unknown) listener.Reset(LiveReset.Unknown);
        var shown = new HashSet<Guid>();
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, listener.Ending);
            if (hub.IsStopping) listener.End();
            Begin(http);
            await Send(http.Response.BodyWriter, feed, listener, shown, http, ending.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // He went, or his time is over: he comes back with the id of what he heard last.
        }
        catch (Exception exception) when (ProblemMiddleware.IsUnavailable(exception))
        {
            // Whether he may still listen cannot be found out: he comes back.
        }
        finally
        {
            feed.Leave(listener);
            Record(http, shown);
        }
    }

    // Where queues decide, he may follow as long as his teams work for the same: otherwise he comes back and reads anew.
    private async Task<(LiveAsk Ask, Func<CancellationToken, ValueTask<bool>> Allowed)> Reaching(LiveTray followed, Func<CancellationToken, ValueTask<bool>> allowed, CancellationToken ct)
    {
        if (followed.Queues is not { } queuesOf) return (ask, allowed);
        var following = ask.Working(await queuesOf(ask.Scope, true, ct));
        return (following, async token => await allowed(token) && following.Queues!.SequenceEqual(await queuesOf(ask.Scope, false, token)));
    }

    private static void Begin(HttpContext http)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = LiveText.ContentType;
        // What an answer must not be: kept, changed on the way, or held back by a proxy.
        http.Response.Headers.CacheControl = "no-store, no-transform";
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }

    private async Task Send(PipeWriter body, LiveFeed feed, LiveListener listener, HashSet<Guid> shown, HttpContext http, CancellationToken ct)
    {
        body.Write(LiveText.Retry(TimeSpan.FromMilliseconds(Random.Shared.Next(RetryMilliseconds.Least, RetryMilliseconds.Most))));
        var told = -1L;
        while (true)
        {
            if (!await listener.Allowed(ct)) return;
            var mark = feed.Mark;
            var (reset, frames) = listener.Take();
            if (reset is not null)
            {
                body.Write(LiveText.Event("reset", new { Reason = reset }));
                hub.Meter.Reset(reset);
                if (frames.Count == 0) End(body, mark, listener.Group);
                else body.Write("\n"u8);
            }

            for (var i = 0; i < frames.Count; i++)
            {
                body.Write(frames[i].Text);
                shown.UnionWith(frames[i].Persons);
                // The last of what is sent together says how far he is with all of it.
                if (i == frames.Count - 1) End(body, mark, listener.Group);
                else body.Write("\n"u8);
            }

            if (reset is null && frames.Count == 0)
            {
                if (mark.Position == told)
                {
                    body.Write(LiveText.Heartbeat);
                }
                else
                {
                    body.Write(LiveText.Event("position", new { mark.Position }));
                    End(body, mark, listener.Group);
                }
            }

            told = mark.Position;
            await body.FlushAsync(ct);
            listener.SentAt = clock.GetTimestamp();
            hub.Meter.Sent(frames.Count);
            if (shown.Count >= PersonsPerRecord) Record(http, shown);
            await listener.Woken(ct);
        }
    }

    private void End(PipeWriter body, LiveMark mark, LiveGroup group)
    {
        body.Write(LiveText.Id(new(mark.Position, group.Stamp(tray, mark.Generation))));
        body.Write("\n"u8);
    }

    // As the list does of each of its answers: who was shown whose data.
    private void Record(HttpContext http, HashSet<Guid> shown)
    {
        if (shown.Count == 0) return;
        var context = CommandContext.For(http, AccessKind.Tray.ToString());
        reads.Add(new(
            Guid.CreateVersion7(), context.Actor.Value, AccessKind.Tray, shown.Count == 1 ? shown.First().ToString() : null,
            http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "", [.. shown], shown.Count, context.Permission ?? "", context.CorrelationId));
        shown.Clear();
    }
}
