using System.Diagnostics.CodeAnalysis;

namespace Crm.EventStore.Serialization;

/// <summary>An event's stored name and its class.</summary>
/// <param name="Alias">The name in the store, frozen for ever.</param>
/// <param name="Upcast">For a retired shape: to the shape (or the next one) of today.</param>
/// <param name="Personal">Members that hold personal data; stored encrypted with the key of the person they are about.</param>
public sealed record EventType(
    string Alias, Type Type, Func<object, object>? Upcast = null, IReadOnlyList<PersonalMember>? Personal = null);

/// <summary>A text member of an event that is personal data.</summary>
/// <param name="Name">The property's name in the class.</param>
/// <param name="SubjectOf">The id of the person it is about, read from the event.</param>
public sealed record PersonalMember(string Name, Func<object, Guid> SubjectOf);

/// <summary>Every event type this host knows. Names of classes are never stored and never used to resolve.</summary>
public sealed class EventTypes
{
    private readonly Dictionary<string, EventType> _byAlias;
    private readonly Dictionary<Type, EventType> _byType;

    /// <summary>Throws <see cref="ArgumentException"/> when two types share an alias.</summary>
    public EventTypes(IEnumerable<EventType> types)
    {
        All = [.. types.OrderBy(type => type.Alias, StringComparer.Ordinal)];
        _byAlias = All.ToDictionary(type => type.Alias, StringComparer.Ordinal);
        _byType = All.ToDictionary(type => type.Type);
    }

    public IReadOnlyList<EventType> All { get; }

    public bool TryFind(string alias, [MaybeNullWhen(false)] out EventType type) => _byAlias.TryGetValue(alias, out type);

    /// <summary>What is known of a class. Throws <see cref="UnknownEventTypeException"/>.</summary>
    public EventType Of(Type type) => _byType.TryGetValue(type, out var known) ? known : throw new UnknownEventTypeException(type.Name);

    /// <summary>The alias a class is stored under. Throws <see cref="UnknownEventTypeException"/>.</summary>
    public string AliasOf(Type type) => Of(type).Alias;

    /// <summary>The aliases a projection of these classes has to read: the classes' own and those of shapes that are upcast to them.</summary>
    public IReadOnlyList<string> AliasesReaching(IReadOnlyCollection<Type> types) =>
        [.. All.Where(type => types.Contains(type.Type) || type.Upcast is not null).Select(type => type.Alias)];
}

/// <summary>The store holds an event that this host does not know; it is never skipped.</summary>
public sealed class UnknownEventTypeException(string alias)
    : Exception($"The event type '{alias}' is not known to this host. Start a version that knows it; nothing was skipped.")
{
    public string Alias { get; } = alias;
}
