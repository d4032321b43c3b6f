using System.Collections.Frozen;
using System.Reflection;
using Crm.Domain.Kernel;
using Crm.EventStore;

namespace Crm.Api.Replay;

/// <summary>The fold of every stream type of the domain, by the name under which its streams are stored.</summary>
public sealed class StreamTypes
{
    private static readonly MethodInfo Typed = typeof(StreamTypes).GetMethod(nameof(FoldOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly FrozenDictionary<string, Func<object?, object, object?>> _folds = typeof(IAggregate<>).Assembly.GetTypes()
        .Where(type => type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IAggregate<>)))
        .ToFrozenDictionary(
            type => SnakeCase.Of(type.Name),
            type => (Func<object?, object, object?>)Typed.MakeGenericMethod(type).Invoke(null, null)!,
            StringComparer.Ordinal);

    public IEnumerable<string> Names => _folds.Keys.Order(StringComparer.Ordinal);

    /// <summary>The fold of a stream type; <c>null</c>: this host knows no such type.</summary>
    public Func<object?, object, object?>? Find(string? name) => name is null ? null : _folds.GetValueOrDefault(name);

    private static Func<object?, object, object?> FoldOf<T>() where T : class, IAggregate<T> => (state, @event) => T.Evolve((T?)state, @event);
}
