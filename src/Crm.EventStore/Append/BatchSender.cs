using Npgsql;

namespace Crm.EventStore.Append;

/// <summary>Sends a batch and settles each of its units, whatever happens to the connection or to its neighbours.</summary>
internal sealed class BatchSender(AppendCommand command, TimeSpan patience, CancellationToken stopping) : IAsyncDisposable
{
    /// <summary>Never throws: what goes wrong is told to the callers of the units it went wrong for.</summary>
    public async Task Send(AppendBatch batch)
    {
        try
        {
            await TrySend(batch);
        }
        catch (Exception exception)
        {
            // Nobody may wait for ever for a unit of his, nor the lane be lost.
            Fail(batch, exception);
        }
    }

    private async Task TrySend(AppendBatch batch)
    {
        try
        {
            Settle(batch, await command.Execute(batch, CancellationToken.None));
        }
        catch (PostgresException exception) when (!StoreFaults.MeansServerIsGone(exception))
        {
            // The server refused the whole batch and wrote nothing. One unit is to blame: each is tried alone.
            if (batch.Units.Count == 1) batch.Units[0].Fail(StoreFaults.IsBusy(exception) ? new StoreUnavailableException(outcomeUnknown: false, exception) : exception);
            else foreach (var unit in batch.Units) await Send(AppendBatch.Of([unit]));
        }
        catch (Exception exception) when (StoreFaults.IsConnectionFault(exception))
        {
            if (command.Sent) await Resolve(batch, exception);
            else Fail(batch, new StoreUnavailableException(outcomeUnknown: false, exception));
        }
    }

    /// <summary>
    /// The connection was lost after the batch had been sent: it may be committed, not committed, or still under way in an orphaned
    /// server process. Sending it again with the same event ids settles it: whichever comes second fails on the versions or on the
    /// unique event ids, and the first event's presence tells that it was ours.
    /// </summary>
    private async Task Resolve(AppendBatch batch, Exception lost)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(20);
        var open = batch.Units;
        while (open.Count > 0)
        {
            if (TimeProvider.System.GetElapsedTime(deadline) > patience || stopping.IsCancellationRequested)
            {
                Fail(AppendBatch.Of(open), new StoreUnavailableException(outcomeUnknown: true, lost));
                return;
            }

            try
            {
                foreach (var unit in open) await SendAgain(unit);
            }
            catch (Exception exception) when (StoreFaults.IsConnectionFault(exception))
            {
                await Task.Delay(pause, CancellationToken.None);
                if (pause < TimeSpan.FromMilliseconds(500)) pause *= 2;
            }

            open = [.. open.Where(unit => !unit.IsSettled)];
        }
    }

    private async Task SendAgain(PendingUnit unit)
    {
        if (unit.IsSettled) return;
        AppendOutcome? outcome = null;
        Exception? refusal = null;
        try
        {
            outcome = (await command.Execute(AppendBatch.Of([unit]), CancellationToken.None))[0];
        }
        catch (PostgresException exception) when (!StoreFaults.MeansServerIsGone(exception))
        {
            if (StoreFaults.IsBusy(exception)) throw;
            refusal = exception;
        }

        if (outcome is AppendOutcome.Appended) unit.Settle(outcome);
        else if (await command.FindAppended(unit, CancellationToken.None) is { } appended) unit.Settle(appended);
        else if (outcome is not null) unit.Settle(outcome);
        else unit.Fail(refusal!);
    }

    public ValueTask DisposeAsync() => command.DisposeAsync();

    private static void Settle(AppendBatch batch, IReadOnlyList<AppendOutcome> outcomes)
    {
        for (var i = 0; i < outcomes.Count; i++) batch.Units[i].Settle(outcomes[i]);
    }

    private static void Fail(AppendBatch batch, Exception exception)
    {
        foreach (var unit in batch.Units) unit.Fail(exception);
    }
}
