using System.Text.Json;
using System.Text.Json.Serialization;

namespace Crm.Api.Http;

/// <summary>The JSON of the API: camelCase, enums as text, and nothing taken that was not meant.</summary>
public static class ApiJson
{
    public const int MaxDepth = 32;

    /// <summary>The same options for requests, answers and OpenAPI examples.</summary>
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Refuses unknown and repeated members, numbers as text, <c>null</c> where none may be, and nesting beyond <see cref="MaxDepth"/>.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = MaxDepth;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new StorableTextConverter());
        return options;
    }
}

/// <summary>Texts that the store can hold: PostgreSQL has no U+0000 and no half surrogate pairs, so they are refused at the door.</summary>
public sealed class StorableTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.String) throw new JsonException("Expected a text.");

        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("The text is not valid Unicode.");
        }

        return text.Contains('\0', StringComparison.Ordinal) ? throw new JsonException("The text holds the character U+0000.") : text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options)!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
}
