namespace Crm.Api.Hosting;

/// <summary>Whether the database has been reached and has the schema of this build. Until then requests are answered 503.</summary>
public sealed class DatabaseGate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _reason = "The database has not been reached yet.";

    public bool IsOpen => _opened.Task.IsCompleted;

    /// <summary>Why it is not open, for the health report; names no secret.</summary>
    public string Reason => _reason;

    /// <summary>Ends when the database is there for the first time.</summary>
    public Task Opened(CancellationToken ct) => _opened.Task.WaitAsync(ct);

    internal void Open() => _opened.TrySetResult();

    internal void StillClosed(string reason) => _reason = reason;
}
