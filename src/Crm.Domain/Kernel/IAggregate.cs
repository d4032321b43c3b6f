namespace Crm.Domain.Kernel;

/// <summary>A stream's state as far as decisions ask about it.</summary>
public interface IAggregate<TSelf> where TSelf : class, IAggregate<TSelf>
{
    /// <summary>The state after an event; <c>null</c> before the first one. Events of no interest leave it as it is.</summary>
    static abstract TSelf? Evolve(TSelf? state, object @event);
}
