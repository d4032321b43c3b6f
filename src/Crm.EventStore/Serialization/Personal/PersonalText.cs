using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Crm.EventStore.Serialization.Personal;

/// <summary>Encrypts the personal members of events while they are written as JSON and decrypts them while they are read.</summary>
internal sealed class PersonalText : JsonConverter<string>
{
    // Serialising is synchronous; the keys were fetched before and are handed over beside the call.
    [ThreadStatic]
    private static KeyRing? s_keys;

    public static void Using(KeyRing? keys) => s_keys = keys;

    /// <summary>Makes the contract of every class with personal members encrypt them.</summary>
    public static IJsonTypeInfoResolver Protect(IJsonTypeInfoResolver resolver, EventTypes types)
    {
        var personal = types.All.Where(type => type.Personal is { Count: > 0 }).ToDictionary(type => type.Type, type => type.Personal!);
        return resolver.WithAddedModifier(contract =>
        {
            if (!personal.TryGetValue(contract.Type, out var members)) return;
            foreach (var member in members)
            {
                var property = contract.Properties.Single(property => (property.AttributeProvider as System.Reflection.MemberInfo)?.Name == member.Name);
                if (property.PropertyType != typeof(string)) throw new ArgumentException($"{contract.Type.Name}.{member.Name} is personal, but no text.");
                var get = property.Get!;
                property.CustomConverter = new PersonalText();
                property.Get = @event =>
                {
                    if (get(@event) is not string text) return null;
                    StorableText.Require(text, $"{contract.Type.Name}.{member.Name}");
                    return Keys.Encrypt(member.SubjectOf(@event), text);
                };
            }
        });
    }

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text ? Keys.Decrypt(text) : null;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static KeyRing Keys => s_keys ?? throw new InvalidOperationException("Events with personal data go through the event serializer only.");
}
