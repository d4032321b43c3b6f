using System.Text.Json;

namespace Crm.EventStore.Projecting.Models;

/// <summary>The projections this host was built with.</summary>
internal sealed class ReadModels
{
    private readonly Dictionary<string, ReadModel> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, ReadModel> _byType = [];

    /// <exception cref="ArgumentException">Two projections have one name.</exception>
    public ReadModels(IEnumerable<Projection> projections, JsonSerializerOptions json)
    {
        if (!json.IsReadOnly)
        {
            json = new(json);
            json.MakeReadOnly(populateMissingResolver: true);
        }

        foreach (var projection in projections)
        {
            var model = ReadModel.Of(projection, json);
            if (!_byName.TryAdd(model.Name, model)) throw new ArgumentException($"Two projections are named '{model.Name}'.");
            _byType[projection.GetType()] = model;
        }

        All = [.. _byName.Values];
    }

    public IReadOnlyList<ReadModel> All { get; }

    /// <summary>Whether the database has trigram indexes; known once the tables were prepared.</summary>
    public bool Trigrams { get; set; }

    /// <summary>Whether the server compresses with lz4; known once the tables were prepared.</summary>
    public bool Lz4 { get; set; }

    public ReadModel Find(string name) => _byName.TryGetValue(name, out var model)
        ? model
        : throw new ArgumentException($"There is no projection '{name}'. There are: {string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal))}.");

    public ReadModel Find(Type projection) => _byType.TryGetValue(projection, out var model)
        ? model
        : throw new ArgumentException($"{projection.Name} is not registered with this host.");
}
