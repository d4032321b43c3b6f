using System.Collections;
using System.Reflection;
using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Architecture;

/// <summary>A value of any type an event may carry, always the same: for payloads that are kept.</summary>
internal static class Sample
{
    public static object Of(Type type, string name = "text")
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Of(underlying, name);
        if (type == typeof(string)) return name;
        if (type == typeof(bool)) return true;
        if (type == typeof(int)) return 7;
        if (type == typeof(long)) return 7_000_000_000L;
        if (type == typeof(decimal)) return 1234.56m;
        if (type == typeof(Guid)) return new Guid("01996c1e-0000-7000-8000-000000000001");
        if (type == typeof(DateOnly)) return new DateOnly(2026, 3, 2);
        if (type == typeof(TimeOnly)) return new TimeOnly(7, 30);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2026, 3, 2, 15, 4, 5, 678, TimeSpan.Zero);
        if (type == typeof(Currency)) return Currency.Cop;
        if (type == typeof(BusinessMonth)) return BusinessMonth.Of(new(2026, 3, 2));
        if (type.IsEnum) return Enum.GetValues(type).Cast<object>().Last();
        if (type.IsGenericType && type.GetGenericTypeDefinition() is { } definition)
        {
            var arguments = type.GetGenericArguments();
            if (arguments is [var item] && type.IsAssignableFrom(item.MakeArrayType())) return List(item);
            if (arguments is [var key, var value] && definition.Name.Contains("Dictionary", StringComparison.Ordinal))
            {
                var entries = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
                entries.Add(Of(key, "key"), Of(value, "value"));
                return entries;
            }
        }

        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).MaxBy(known => known.GetParameters().Length)
            ?? throw new InvalidOperationException($"There is no sample of {type}.");
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType, parameter.Name!))]);
    }

    private static Array List(Type item)
    {
        var list = Array.CreateInstance(item, 1);
        list.SetValue(Of(item, "item"), 0);
        return list;
    }
}
