using System.Net;
using System.Text.Json;
using Crm.EventStore.Sealing;
using Crm.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Crm.EventStore.Tests.Sealing;

public sealed class PublishingTests
{
    [Fact]
    public async Task Heads_go_to_a_file_that_a_verification_takes()
    {
        var (scene, jars) = await SealScene.WithHistory();
        await using var _ = scene;
        var file = scene.File("heads.ndjson");
        var publishing = new HeadPublishing(scene.Store, [new FileHeadPublisher(file)]);

        await publishing.Publish(publishing.Publishers[0], "events", default);
        await publishing.Publish(publishing.Publishers[0], "events", default);
        await scene.Append(jars[0], 5, new CoinDropped(1));
        await scene.SealAll();
        await publishing.Publish(publishing.Publishers[0], "events", default);

        var heads = HeldHead.ReadAll(await File.ReadAllTextAsync(file));
        heads.Select(head => head.Number).ShouldBe([3, 4]);
        (await scene.Verify(new(heads, scene.Fingerprint))).Finding.ShouldBeNull();
    }

    [Fact]
    public async Task A_receiver_that_is_away_is_told_later_and_the_file_meanwhile()
    {
        var (scene, _) = await SealScene.WithHistory();
        await using var _ = scene;
        using var receiver = new Receiver { Answer = HttpStatusCode.BadRequest };
        using var http = new HttpClient(receiver);
        var publishing = new HeadPublishing(scene.Store,
            [new FileHeadPublisher(scene.File("heads.ndjson")), new HttpHeadPublisher(http, new("https://notary.example/heads"), "Bearer secret", new ImpatientClock())]);

        await publishing.Publish(publishing.Publishers[0], "events", default);
        await Should.ThrowAsync<HttpRequestException>(() => publishing.Publish(publishing.Publishers[1], "events", default));
        var status = (await new SealStatuses(scene.Store).All(default)).Single(chain => chain.Chain == "events");
        status.Published.Select(published => (published.Publisher, published.Number, published.Error is null)).ShouldBe([("file", 3L, true), ("http", 0L, false)]);

        receiver.Answer = HttpStatusCode.OK;
        (await publishing.Publish(publishing.Publishers[1], "events", default)).ShouldBe(3);
        JsonSerializer.Deserialize<HeldHead>(receiver.Received[^1], JsonSerializerOptions.Web)!.Hash.ShouldBe((await scene.Head()).Hash);
        receiver.Received.Count.ShouldBe(6, "five tries, then one that was taken");
    }

    [Fact]
    public async Task A_host_seals_and_publishes_by_itself_and_another_takes_over()
    {
        await using var scene = await SealScene.Open();
        var file = scene.File("heads.ndjson");
        var options = new SealingOptions(scene.Keys.Folder, true)
        {
            Seals = new(2, TimeSpan.Zero),
            Poll = TimeSpan.FromMilliseconds(20),
            PublishEvery = TimeSpan.FromMilliseconds(20),
            RetryAfter = TimeSpan.FromMilliseconds(20),
        };
        var publishing = new HeadPublishing(scene.Store, [new FileHeadPublisher(file)]);
        using var first = Host();
        using var second = Host();
        await first.StartAsync(default);
        await second.StartAsync(default);

        await scene.Append(Guid.CreateVersion7(), 0, new JarOpened("rent"), new CoinDropped(1), new CoinDropped(2));
        await SealedUpTo(3);
        await first.StopAsync(default);
        await scene.Append(Guid.CreateVersion7(), 0, new JarOpened("rent"));
        await SealedUpTo(4);
        await second.StopAsync(default);

        (await scene.Verify()).Finding.ShouldBeNull();

        SealingHost Host() => new(scene.Store, new(scene.Store, scene.Keys, options.Seals, TimeProvider.System), publishing, options, TimeProvider.System, NullLogger<SealingHost>.Instance);

        async Task SealedUpTo(long position)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while ((await scene.Store.Last("events", limit.Token))?.Header.Last is not { } last || last < position) await Task.Yield();
            while (!File.Exists(file) || !(await File.ReadAllTextAsync(file, limit.Token)).Contains($"last: {position}", StringComparison.Ordinal)) await Task.Yield();
        }
    }

    private sealed class Receiver : HttpMessageHandler
    {
        public HttpStatusCode Answer { get; set; }

        public List<string> Received { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization!.ToString().ShouldBe("Bearer secret");
            Received.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new(Answer);
        }
    }

    // Its timers do not wait.
    private sealed class ImpatientClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime < TimeSpan.FromSeconds(9) && dueTime > TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }
}
