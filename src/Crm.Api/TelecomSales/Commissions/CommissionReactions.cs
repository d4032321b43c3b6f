using Crm.Api.Http;
using Crm.Domain.TelecomSales.Reactions;
using Crm.EventStore.Projecting;
using Crm.EventStore.Reactions;
using Crm.EventStore.Streams;

namespace Crm.Api.TelecomSales.Commissions;

/// <summary>A sale was approved, activated, charged back, cancelled or rejected: its agent's statement hears of it.</summary>
public sealed class WhenSaleEarned(IServiceProvider services) : Reaction(ReactionStart.FromBeginning)
{
    /// <summary>Under which its progress and its dead letters stand in the database.</summary>
    public static readonly string Shard = ShardName.Of("when_sale_earned", 1);

    public override IReadOnlyCollection<Type> Handles => WhenSaleEarns.Hears;

    public override async Task React(Recorded recorded, ReactionContext context, CancellationToken ct)
    {
        // Asked for when it is needed: the engine makes the reactions, and the commands stand on the engine.
        var ledger = services.GetRequiredService<CommissionLedger>();
        var outcome = WhenSaleEarns.Earned(recorded.Data) is { } earning ? await ledger.Accrue(earning, Origin("AccrueCommission", recorded), ct)
            : WhenSaleEarns.Lost(recorded.Data) is { } loss ? await ledger.Reverse(loss, Origin("ReverseCommission", recorded), ct)
            : null;
        if (outcome is not (null or CommandOutcome.Done))
            throw new InvalidOperationException($"The commission of sale {recorded.StreamId} could not be written: {outcome.GetType().Name}.");
    }

    private static CommandOrigin Origin(string command, Recorded recorded) =>
        new(command, CorrelationId: recorded.Metadata.CorrelationId, CausationId: recorded.EventId.ToString());
}
