using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Crm.EventStore.Documents;

/// <summary>What a projection's table looks like, and the SQL that makes it.</summary>
/// <param name="Name">Without schema or quotes.</param>
/// <param name="Columns">Definitions of columns and constraints; generated columns stand behind the others.</param>
/// <param name="Fingerprint">Differs when columns or indexes do.</param>
internal sealed record TableLayout(string Name, IReadOnlyList<string> Columns, IReadOnlyList<DocumentIndex> Indexes, string Fingerprint)
{
    /// <summary>The longest name that leaves room for what is put behind it.</summary>
    private const int MaxNameLength = Identifier.MaxLength - 14;

    private const string Data = "data jsonb not null", DataLz4 = "data jsonb compression lz4 not null";

    /// <summary>Marten's document columns, the position a document last changed at, and the columns the projection asks for.</summary>
    public static TableLayout ForDocuments(string projection, int version, bool guidKeys, DocumentColumns described) => Of(
        string.Create(CultureInfo.InvariantCulture, $"mt_doc_{projection}_{version}"),
        [
            guidKeys ? "id uuid not null" : "id varchar collate \"C\" not null",
            Data,
            "mt_last_modified timestamp with time zone not null default transaction_timestamp()",
            "mt_version uuid not null default (md5(random()::text || clock_timestamp()::text)::uuid)",
            "mt_dotnet_type varchar null",
            "crm_position bigint not null",
            .. described.Columns.Select(Generated),
            "primary key (id)",
        ],
        described.Indexes);

    /// <summary>A row per combination of dimensions and measure.</summary>
    public static TableLayout ForCounters(string projection, int version, IReadOnlyList<string> dimensions) => Of(
        string.Create(CultureInfo.InvariantCulture, $"crm_counter_{projection}_{version}"),
        [
            .. dimensions.Select(dimension => $"{Identifier.Quote(dimension)} text collate \"C\" not null"),
            "measure text collate \"C\" not null",
            "n numeric not null",
            $"primary key ({string.Join(", ", dimensions.Select(Identifier.Quote).Append("measure"))})",
        ],
        []);

    /// <param name="lz4">Whether the server can compress with it: several times faster than what it does by itself with documents of some length.</param>
    public string CreateTable(string? schema, string name, bool lz4) =>
        $"create table {Identifier.Quote(schema, name)} ({string.Join(", ", Columns.Select(column => lz4 && column == Data ? DataLz4 : column))}) with (fillfactor = 85)";

    /// <param name="trigrams">Whether <c>pg_trgm</c> is there; without it a search column gets a plain index.</param>
    public IEnumerable<string> CreateIndexes(string? schema, string table, bool trigrams) => Indexes.Select((index, number) =>
    {
        var unique = index.Unique ? "unique " : "";
        var where = index.Where is null ? "" : $" where {index.Where}";
        var columns = index.Words ? $"using gin ({Identifier.Quote(index.Columns[0])})"
            : index.Trigram && trigrams ? $"using gin ({Identifier.Quote(index.Columns[0])} gin_trgm_ops)"
            : $"({string.Join(", ", index.Columns.Select(Sorted))})";
        return $"create {unique}index {Identifier.Quote(IndexName(table, number))} on {Identifier.Quote(schema, table)} {columns}{where}";
    });

    /// <summary>Gives a table that was built beside another the other's name, and its indexes theirs.</summary>
    public IEnumerable<string> Rename(string from, string to) =>
    [
        $"alter table {Identifier.Quote(from)} rename to {Identifier.Quote(to)}",
        $"alter index {Identifier.Quote(from + "_pkey")} rename to {Identifier.Quote(to + "_pkey")}",
        .. Indexes.Select((_, number) => $"alter index {Identifier.Quote(IndexName(from, number))} rename to {Identifier.Quote(IndexName(to, number))}"),
    ];

    private static TableLayout Of(string name, IReadOnlyList<string> columns, IReadOnlyList<DocumentIndex> indexes)
    {
        if (name.Length > MaxNameLength)
            throw new ArgumentException($"The table name '{name}' is longer than {MaxNameLength} characters: give the projection a shorter name.");
        var text = string.Join('\n', columns) + '\n' + string.Join('\n', indexes.Select(index =>
            $"{string.Join(',', index.Columns)};{index.Unique};{index.Where};{index.Trigram}{(index.Words ? ";words" : "")}"));
        return new(name, columns, indexes, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12)));
    }

    private static string IndexName(string table, int number) => string.Create(CultureInfo.InvariantCulture, $"{table}_i{number + 1}");

    private static string Sorted(string column) =>
        column.EndsWith(" desc", StringComparison.Ordinal) ? $"{Identifier.Quote(column[..^5])} desc" : Identifier.Quote(column);

    // Only immutable expressions: no cast to date or timestamptz, whose result depends on settings of the session.
    private static string Generated(DocumentColumn column)
    {
        var path = column.Path.Split('.');
        var value = path.Length == 1
            ? $"data ->> {Identifier.Literal(path[0])}"
            : $"data #>> {Identifier.Literal("{" + string.Join(',', path) + "}")}";
        var (type, expression) = column.Kind switch
        {
            ColumnKind.Text => ("text collate \"C\"", value),
            ColumnKind.Number => ("numeric", $"({value})::numeric"),
            ColumnKind.Boolean => ("boolean", $"({value})::boolean"),
            ColumnKind.Words => ("tsvector", $"to_tsvector('spanish', coalesce({value}, '')) || to_tsvector('english', coalesce({value}, ''))"),
            _ => ("bigint", $"crm_epoch_micros({value})"),
        };
        return $"{Identifier.Quote(column.Name)} {type} generated always as ({expression}) stored";
    }
}
