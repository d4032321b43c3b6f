using System.Net.Http.Json;
using System.Text;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Crm.EventStore.Sealing;

/// <summary>A place outside the database that is told the head of a chain.</summary>
public interface IHeadPublisher
{
    /// <summary>Remembered beside how far it has come.</summary>
    string Name { get; }

    Task Publish(HeldHead head, CancellationToken ct);
}

/// <summary>Appends heads to a file, a line each: on another disk, a share, a medium that can be written once.</summary>
public sealed class FileHeadPublisher(string file) : IHeadPublisher
{
    public string Name => "file";

    public async Task Publish(HeldHead head, CancellationToken ct)
    {
        await using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head.ToLine() + "\n"), ct);
        stream.Flush(flushToDisk: true);
    }
}

/// <summary>Posts heads to a receiver that somebody else runs; it answers 2xx when it has kept one, and may be sent one twice.</summary>
public sealed class HttpHeadPublisher(HttpClient http, Uri receiver, string? authorization, TimeProvider system) : IHeadPublisher
{
    private readonly ResiliencePipeline _retry = new ResiliencePipelineBuilder { TimeProvider = system }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>().Handle<TaskCanceledException>().Handle<TimeoutRejectedException>(),
            MaxRetryAttempts = 4,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromSeconds(1),
        })
        .AddTimeout(TimeSpan.FromSeconds(10))
        .Build();

    public string Name => "http";

    public async Task Publish(HeldHead head, CancellationToken ct) => await _retry.ExecuteAsync(async token =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver) { Content = JsonContent.Create(head) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", $"{head.Chain}-{head.Hash}");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await http.SendAsync(request, token);
        answer.EnsureSuccessStatusCode();
    }, ct);
}
