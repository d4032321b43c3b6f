namespace Crm.Api.Imports;

/// <summary>How the cells of a field are read.</summary>
public enum FieldKind { Text, Money, Number, Days, Date, Phone, Email }

/// <summary>What a column of a file may mean to us.</summary>
/// <param name="name">In the API and on the command line: <c>documentNumber</c>.</param>
/// <param name="header">The column of the official template; <c>null</c>: it has none and has to be mapped.</param>
/// <param name="required">Whether a file without such a column cannot be imported.</param>
/// <param name="personal">Whether its values tell who somebody is.</param>
/// <param name="informative">Whether it is recognised but not kept: we compute it ourselves.</param>
public sealed class ImportField(string name, string? header, FieldKind kind, bool required = false, bool personal = false, bool informative = false)
{
    public string Name { get; } = name;
    public string? Header { get; } = header;
    public FieldKind Kind { get; } = kind;
    public bool Required { get; } = required;
    public bool Personal { get; } = personal;
    public bool Informative { get; } = informative;

    public override string ToString() => Name;
}

/// <summary>The columns that a kind of file has officially, in their order, and the fields that may be mapped beside them.</summary>
/// <param name="oneOf">Fields of which a file needs one at least; the last of each group is the one that is asked for.</param>
public sealed class ImportTemplate(IReadOnlyList<ImportField> fields, params IReadOnlyList<IReadOnlyList<ImportField>> oneOf)
{
    private readonly Dictionary<string, ImportField> _byHeader = fields.Where(field => field.Header is not null).ToDictionary(field => HeaderName.Normalize(field.Header!));
    private readonly Dictionary<string, ImportField> _byName = fields.ToDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<ImportField> Fields { get; } = fields;

    /// <summary>The official headers in their order.</summary>
    public IReadOnlyList<string> Headers { get; } = [.. fields.Where(field => field.Header is not null).Select(field => field.Header!)];

    /// <summary>The field whose official header a column has, exactly but for case, accents, blanks and per cent signs.</summary>
    public ImportField? FindByHeader(string header) => _byHeader.GetValueOrDefault(HeaderName.Normalize(header));

    public ImportField? FindByName(string name) => _byName.GetValueOrDefault(name);

    /// <summary>What a file needs and these columns do not give, as a person is told.</summary>
    internal IReadOnlyList<string> Missing(Func<ImportField, bool> has) =>
    [
        .. Fields.Where(field => field.Required && !has(field)).Concat(oneOf.Where(group => !group.Any(has)).Select(group => group[^1]))
            .Select(field => $"{field.Header} ({field.Name})"),
    ];
}
