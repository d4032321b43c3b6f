using System.Linq.Expressions;
using System.Reflection;
using Crm.Domain.Kernel;
using Crm.EventStore;
using Crm.EventStore.Serialization;

namespace Crm.Projections;

/// <summary>Every event of the business under its stored name, with its upcaster and its personal members, for the engine.</summary>
public static class DomainEvents
{
    private static readonly Lazy<EventTypes> Scanned = new(() => Types(typeof(IEvent).Assembly));

    /// <summary>The events of <c>Crm.Domain</c>.</summary>
    public static EventTypes Types() => Scanned.Value;

    /// <summary>The events of an assembly.</summary>
    public static EventTypes Types(Assembly assembly) => new(assembly.GetTypes().Where(IsEvent).Select(Describe));

    private static bool IsEvent(Type type) => type is { IsAbstract: false, IsInterface: false }
        && (type.IsAssignableTo(typeof(IEvent)) || type.IsAssignableTo(typeof(IOldEvent)));

    private static EventType Describe(Type type) => new(
        type.GetCustomAttribute<EventAliasAttribute>()?.Alias ?? SnakeCase.Of(type.Name),
        type,
        type.IsAssignableTo(typeof(IOldEvent)) ? old => ((IOldEvent)old).Upcast() : null,
        [.. type.GetProperties().Select(property => (property, personal: property.GetCustomAttribute<PersonalAttribute>()))
            .Where(member => member.personal is not null)
            .Select(member => new PersonalMember(member.property.Name, SubjectOf(type, member.personal!.Subject)))]);

    // event => ((DebtorRegistered)event).DebtorId.Value
    private static Func<object, Guid> SubjectOf(Type type, string member)
    {
        var property = type.GetProperty(member)
            ?? throw new InvalidOperationException($"{type.Name} names '{member}' as the person its data is about, but has no such member.");
        var @event = Expression.Parameter(typeof(object));
        Expression subject = Expression.Property(Expression.Convert(@event, type), property);
        if (property.PropertyType != typeof(Guid)) subject = Expression.Property(subject, "Value");
        return Expression.Lambda<Func<object, Guid>>(subject, @event).Compile();
    }
}
