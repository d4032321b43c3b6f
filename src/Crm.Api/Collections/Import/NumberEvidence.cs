namespace Crm.Api.Collections.Import;

/// <summary>What the numbers of a file prove about its decimal mark: by column, and where a column says nothing, by the whole file.</summary>
public sealed class NumberEvidence
{
    private readonly Dictionary<PortfolioField, Seen> _columns = [];

    public void Hear(PortfolioField field, NumberText number)
    {
        if (number.Proves is not { } mark) return;
        var seen = _columns.GetValueOrDefault(field);
        _columns[field] = mark is DecimalMark.Comma ? seen with { Commas = seen.Commas + 1 } : seen with { Points = seen.Points + 1 };
    }

    /// <summary>The mark by which ambiguous numbers of a column are read; <c>null</c> when nothing or both are proven.</summary>
    public DecimalMark? For(PortfolioField field)
    {
        if (_columns.TryGetValue(field, out var seen)) return seen.Mark;
        return _columns.Values.Aggregate(default(Seen), (sum, next) => new(sum.Commas + next.Commas, sum.Points + next.Points)).Mark;
    }

    /// <summary>The mark of every column that proves one.</summary>
    public IReadOnlyDictionary<PortfolioField, DecimalMark> Proven =>
        _columns.Where(pair => pair.Value.Mark is not null).ToDictionary(pair => pair.Key, pair => pair.Value.Mark!.Value);

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
