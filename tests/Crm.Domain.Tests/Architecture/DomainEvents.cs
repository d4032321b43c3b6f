using System.Reflection;
using System.Runtime.CompilerServices;
using Crm.Domain.Kernel;
using Crm.EventStore;

namespace Crm.Domain.Tests.Architecture;

/// <summary>The events of the domain, and what they carry, by reflection.</summary>
internal static class DomainEvents
{
    public static readonly Assembly Domain = typeof(IEvent).Assembly;

    public static readonly IReadOnlyList<Type> All =
        [.. Domain.GetTypes().Where(type => !type.IsInterface && type.IsAssignableTo(typeof(IEvent))).OrderBy(AliasOf, StringComparer.Ordinal)];

    public static readonly IReadOnlyList<Type> Retired =
        [.. Domain.GetTypes().Where(type => !type.IsInterface && type.IsAssignableTo(typeof(IOldEvent))).OrderBy(AliasOf, StringComparer.Ordinal)];

    public static string AliasOf(Type type) => type.GetCustomAttribute<EventAliasAttribute>()?.Alias ?? SnakeCase.Of(type.Name);

    /// <summary>The stored members of a record, in order.</summary>
    public static IReadOnlyList<PropertyInfo> MembersOf(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.MetadataToken)];

    /// <summary>The domain's own types that events carry beside the kernel's: part of the events' shape.</summary>
    public static readonly IReadOnlySet<Type> Carried = CarriedBy(All);

    public static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    /// <summary>A type without its wrappers: what a list lists, what a nullable may hold.</summary>
    public static IEnumerable<Type> Bare(Type type) =>
        type.IsArray ? Bare(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Bare).Append(type.GetGenericTypeDefinition())
        : [type];

    public static bool IsOptional(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || new NullabilityInfoContext().Create(property).ReadState is NullabilityState.Nullable;

    public static bool IsGenerated(Type type) => type.IsDefined(typeof(CompilerGeneratedAttribute), false) || type.Name.StartsWith('<');

    private static HashSet<Type> CarriedBy(IEnumerable<Type> types)
    {
        var carried = new HashSet<Type>();
        void Add(Type type)
        {
            foreach (var bare in MembersOf(type).SelectMany(member => Bare(member.PropertyType)))
            {
                if (bare.Assembly == Domain && carried.Add(bare)) Add(bare);
            }
        }

        foreach (var type in types) Add(type);
        return carried;
    }
}
