using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.EventStore.Append;

namespace Crm.EventStore.Serialization;

/// <summary>Texts that the database can hold: no U+0000 and no half of a surrogate pair.</summary>
internal static class StorableText
{
    public static bool Is(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0')) return false;
        var at = text.IndexOfAnyInRange('\ud800', '\udfff');
        while (at >= 0)
        {
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return false;
            text = text[(at + 2)..];
            at = text.IndexOfAnyInRange('\ud800', '\udfff');
        }

        return true;
    }

    public static void Require(string? text, string what)
    {
        if (text is not null && !Is(text)) throw new InvalidEventTextException(what);
    }
}

/// <summary>Refuses a text in an event that the database could not hold, before the event is queued with others.</summary>
internal sealed class StorableTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        StorableText.Require(value, "A text of the event");
        writer.WriteStringValue(value);
    }

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        StorableText.Require(value, "A name in the event");
        writer.WritePropertyName(value);
    }
}
