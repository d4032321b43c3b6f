namespace Crm.EventStore.Documents;

/// <summary>What a projection declares to be filtered and sorted on: generated columns and indexes over them.</summary>
public sealed class DocumentColumns
{
    private readonly List<DocumentColumn> _columns = [];
    private readonly List<DocumentIndex> _indexes = [];

    public IReadOnlyList<DocumentColumn> Columns => _columns;
    public IReadOnlyList<DocumentIndex> Indexes => _indexes;

    /// <summary>Text at a path of the document, compared byte by byte: ids, codes, ISO dates.</summary>
    /// <param name="path">Members in camelCase: <c>owner</c>, <c>work.agentId</c>.</param>
    public DocumentColumns Text(string name, string path) => Add(name, path, ColumnKind.Text);

    public DocumentColumns Number(string name, string path) => Add(name, path, ColumnKind.Number);

    public DocumentColumns Boolean(string name, string path) => Add(name, path, ColumnKind.Boolean);

    /// <summary>An instant as microseconds since 1970 UTC. The document must hold it as ISO 8601 in UTC ("…Z" or "+00:00").</summary>
    public DocumentColumns Instant(string name, string path) => Add(name, path, ColumnKind.Instant);

    /// <summary>An index over columns, in order; a name may be followed by <c>desc</c>.</summary>
    /// <param name="where">A condition over the columns, for a partial index.</param>
    public DocumentColumns Index(IReadOnlyList<string> columns, bool unique = false, string? where = null)
    {
        _indexes.Add(new(columns, unique, where));
        return this;
    }

    /// <summary>A trigram index for "contains" searches over a text column.</summary>
    public DocumentColumns Search(string column)
    {
        _indexes.Add(new([column], Unique: false, Where: null, Trigram: true));
        return this;
    }

    /// <summary>The words of a text at a path, Spanish and English, for full-text search: <c>name @@ websearch_to_tsquery(…)</c>. With its index.</summary>
    public DocumentColumns Words(string name, string path)
    {
        _indexes.Add(new([name], Unique: false, Where: null, Words: true));
        return Add(name, path, ColumnKind.Words);
    }

    private DocumentColumns Add(string name, string path, ColumnKind kind)
    {
        _columns.Add(new(name, path, kind));
        return this;
    }
}

public enum ColumnKind { Text, Number, Boolean, Instant, Words }

public sealed record DocumentColumn(string Name, string Path, ColumnKind Kind);

public sealed record DocumentIndex(IReadOnlyList<string> Columns, bool Unique, string? Where, bool Trigram = false, bool Words = false);
