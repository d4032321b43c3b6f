using System.Reflection;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tests.Kit;

/// <summary>Runs projections over events as the engine does: only the events they handle, every document through storage, nulls deleted.</summary>
public static class Folded
{
    public static TDocument? One<TDocument>(StreamProjection<TDocument> projection, Guid key, History history) where TDocument : class =>
        Documents(projection, history.Events).GetValueOrDefault(key);

    public static TDocument? One<TKey, TDocument>(DocumentProjection<TKey, TDocument> projection, TKey key, History history)
        where TKey : notnull where TDocument : class => Documents(projection, history.Events).GetValueOrDefault(key);

    public static Dictionary<TKey, TDocument> Documents<TKey, TDocument>(DocumentProjection<TKey, TDocument> projection, IEnumerable<Recorded> events)
        where TKey : notnull where TDocument : class
    {
        Dictionary<TKey, TDocument> documents = [];
        foreach (var recorded in events.Where(recorded => projection.Handles.Contains(recorded.Data.GetType())))
        {
            var keys = projection.Keys(recorded).ToList();
            keys.Distinct().Count().ShouldBe(keys.Count, $"{projection.Name} names a key twice for {recorded.EventType}.");
            foreach (var key in keys)
            {
                if (projection.Evolve(key, documents.GetValueOrDefault(key), recorded) is { } document) documents[key] = Stored.RoundTrip(document);
                else documents.Remove(key);
            }
        }

        return documents;
    }

    /// <summary>Measures by their key, those that came to nothing left out.</summary>
    public static SortedDictionary<string, decimal> Counters(CounterProjection projection, IEnumerable<Recorded> events)
    {
        SortedDictionary<string, decimal> sums = new(StringComparer.Ordinal);
        foreach (var recorded in events.Where(recorded => projection.Handles.Contains(recorded.Data.GetType())))
        {
            foreach (var delta in projection.Deltas(recorded))
            {
                delta.Key.Length.ShouldBe(projection.Dimensions.Count, $"{projection.Name} does not fill its dimensions.");
                var key = $"{delta.Measure}|{string.Join('|', delta.Key)}";
                if ((sums[key] = sums.GetValueOrDefault(key) + delta.Amount) == 0) sums.Remove(key);
            }
        }

        return new(sums.ToDictionary(sum => sum.Key, sum => sum.Value / OneWithoutScale), StringComparer.Ordinal);
    }

    // Dividing by it takes the zeros off a sum's end: 5.00 and 5 are one amount, and which of them comes out depends on the order of adding.
    private const decimal OneWithoutScale = 1.0000000000000000000000000000m;

    /// <summary>The sum of a measure over all keys, or over those that hold a value of a dimension.</summary>
    public static decimal Sum(CounterProjection projection, IEnumerable<Recorded> events, string measure, string? dimension = null, string? value = null)
    {
        var index = dimension is null ? -1 : projection.Dimensions.ToList().IndexOf(dimension);
        return events.Where(recorded => projection.Handles.Contains(recorded.Data.GetType())).SelectMany(projection.Deltas)
            .Where(delta => delta.Measure == measure && (index < 0 || delta.Key[index] == value)).Sum(delta => delta.Amount);
    }

    /// <summary>Everything a projection makes of events, as text, whatever its kind.</summary>
    public static string Text(Projection projection, IEnumerable<Recorded> events)
    {
        if (projection is CounterProjection counters) return Stored.Text(Counters(counters, events));

        var type = projection.GetType();
        while (type is not null && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(DocumentProjection<,>))) type = type.BaseType;
        return (string)typeof(Folded).GetMethod(nameof(DocumentsText), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type!.GetGenericArguments()).Invoke(null, [projection, events])!;
    }

    private static string DocumentsText<TKey, TDocument>(DocumentProjection<TKey, TDocument> projection, IEnumerable<Recorded> events)
        where TKey : notnull where TDocument : class =>
        Stored.Text(Documents(projection, events).OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal).ToDictionary(pair => pair.Key.ToString()!, pair => pair.Value));
}
