using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Crm.Api.Cli;

/// <summary>What a verb says: tables and progress bars when a person looks, plain lines or one JSON document when a program does.</summary>
public sealed class CliOutput(TextWriter output, TextWriter error, bool json, bool interactive)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool IsJson => json;

    /// <summary>Whether a person looks: progress bars make sense.</summary>
    public bool IsInteractive => interactive && !json;

    public TextWriter Plain => output;

    /// <summary>A list: a table for a person, tab-separated lines with a header otherwise, the data itself as JSON.</summary>
    public void Table<T>(IReadOnlyList<T> items, params (string Header, Func<T, object?> Value)[] columns)
    {
        if (json)
        {
            Data(items);
            return;
        }

        if (!interactive)
        {
            output.WriteLine(string.Join('\t', columns.Select(column => column.Header)));
            foreach (var item in items) output.WriteLine(string.Join('\t', columns.Select(column => Text(column.Value(item)).ReplaceLineEndings(" ").Replace('\t', ' '))));
            return;
        }

        var table = new Table().Border(TableBorder.Rounded);
        foreach (var (header, _) in columns) table.AddColumn(new TableColumn(Markup.Escape(header)));
        foreach (var item in items) table.AddRow([.. columns.Select(column => Markup.Escape(Text(column.Value(item))))]);
        AnsiConsole.Write(table);
    }

    /// <summary>A result that is one thing: JSON, or the lines a person reads.</summary>
    public void Result(object data, params IEnumerable<string> lines)
    {
        if (json) Data(data);
        else foreach (var line in lines) output.WriteLine(line);
    }

    /// <summary>A remark beside the result; never in the way of a program.</summary>
    public void Note(string text)
    {
        if (!json) error.WriteLine(text);
    }

    public void Error(string text) => error.WriteLine(text);

    private void Data(object data) => output.WriteLine(JsonSerializer.Serialize(data, Json));

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "yes" : "no",
        TimeSpan span => span.TotalSeconds < 60 ? FormattableString.Invariant($"{span.TotalSeconds:0.#} s") : span.ToString("d\\.hh\\:mm\\:ss", null),
        DateTimeOffset instant => instant.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
