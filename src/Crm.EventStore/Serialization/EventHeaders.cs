using System.Buffers;
using System.Text.Json;
using Crm.EventStore.Streams;

namespace Crm.EventStore.Serialization;

/// <summary>The metadata without a column of its own: command, encrypted address and idempotency key, as a small JSON object.</summary>
internal readonly record struct EventHeaders(string? Command, string? Address, string? IdempotencyKey)
{
    /// <param name="address">The address, encrypted.</param>
    public static byte[]? Write(EventMetadata metadata, string? address)
    {
        if (metadata is { Command: null, Address: null, IdempotencyKey: null }) return null;
        StorableText.Require(metadata.Command, "The command's name");
        StorableText.Require(metadata.IdempotencyKey, "The idempotency key");
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (metadata.Command is not null) writer.WriteString("command"u8, metadata.Command);
            if (address is not null) writer.WriteString("address"u8, address);
            if (metadata.IdempotencyKey is not null) writer.WriteString("idempotencyKey"u8, metadata.IdempotencyKey);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static EventHeaders Read(byte[]? json)
    {
        string? command = null, address = null, idempotencyKey = null;
        if (json is null) return default;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is not JsonTokenType.PropertyName) continue;
            if (reader.ValueTextEquals("command"u8)) command = Value(ref reader);
            else if (reader.ValueTextEquals("address"u8)) address = Value(ref reader);
            else if (reader.ValueTextEquals("idempotencyKey"u8)) idempotencyKey = Value(ref reader);
            else reader.Skip();
        }

        return new(command, address, idempotencyKey);
    }

    private static string? Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType is JsonTokenType.String ? reader.GetString() : null;
    }
}
