using Crm.EventStore.Streams;

namespace Crm.EventStore.Tests;

public sealed class StreamTurnsTests
{
    private readonly StreamTurns _turns = new();
    private readonly Guid _stream = Guid.CreateVersion7();

    [Fact]
    public async Task One_has_the_turn_at_a_time_and_the_next_in_line_gets_it()
    {
        var first = await _turns.Take(_stream, default);
        var second = _turns.Take(_stream, default).AsTask();
        second.IsCompleted.ShouldBeFalse();

        first.Dispose();
        first.Dispose();

        (await second).Dispose();
        _turns.Take(_stream, default).AsTask().IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_stream_waits_for_nobody()
    {
        using var first = await _turns.Take(_stream, default);

        _turns.Take(Guid.CreateVersion7(), default).AsTask().IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_keep_the_others_waiting()
    {
        using var patience = new CancellationTokenSource();
        var first = await _turns.Take(_stream, default);
        var impatient = _turns.Take(_stream, patience.Token).AsTask();
        var patient = _turns.Take(_stream, default).AsTask();

        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => impatient);
        first.Dispose();

        (await patient).Dispose();
    }
}
