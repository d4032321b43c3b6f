namespace Crm.Api.Imports;

/// <summary>What the numbers of a file prove about its decimal mark: by column, and where a column says nothing, by the whole file.</summary>
public sealed class NumberEvidence
{
    private readonly Dictionary<ImportField, Seen> _columns = [];

    public void Hear(ImportField field, NumberText number)
    {
        if (number.Proves is not { } mark) return;
        var seen = _columns.GetValueOrDefault(field);
        _columns[field] = mark is DecimalMark.Comma ? seen with { Commas = seen.Commas + 1 } : seen with { Points = seen.Points + 1 };
    }

    /// <summary>The mark by which ambiguous numbers of a column are read; <c>null</c> when nothing or both are proven.</summary>
    public DecimalMark? For(ImportField field)
    {
        if (_columns.TryGetValue(field, out var seen)) return seen.Mark;
        return _columns.Values.Aggregate(default(Seen), (sum, next) => new(sum.Commas + next.Commas, sum.Points + next.Points)).Mark;
    }

    /// <summary>The mark of every column that proves one.</summary>
    public IReadOnlyDictionary<ImportField, DecimalMark> Proven =>
        _columns.Where(pair => pair.Value.Mark is not null).ToDictionary(pair => pair.Key, pair => pair.Value.Mark!.Value);

    /// <summary>The same by the fields' names.</summary>
    public IReadOnlyDictionary<string, DecimalMark> ProvenByName => Proven.ToDictionary(pair => pair.Key.Name, pair => pair.Value);

    private readonly record struct Seen(int Commas, int Points)
    {
        public DecimalMark? Mark => (Commas, Points) switch
        {
            ( > 0, 0) => DecimalMark.Comma,
            (0, > 0) => DecimalMark.Point,
            _ => null,
        };
    }
}
