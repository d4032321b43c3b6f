namespace Crm.Domain.Kernel;

/// <summary>Marks a record as an event: a fact that happened, stored for ever under its alias.</summary>
/// <remarks>The alias is the snake_case of the record's name, unless <see cref="EventAliasAttribute"/> states another.</remarks>
public interface IEvent;

/// <summary>A retired shape of an event that is still in the store; read, never written.</summary>
public interface IOldEvent
{
    /// <summary>The same fact in the shape written today.</summary>
    IEvent Upcast();
}

/// <summary>The name under which an event is stored, where it is not the snake_case of the record's name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventAliasAttribute(string alias) : Attribute
{
    public string Alias { get; } = alias;
}

/// <summary>
/// Marks a text member of an event as personal data of a subject. It is stored encrypted with that subject's key,
/// so that erasing the key erases the datum and nothing else.
/// </summary>
/// <param name="subject">The name of the member of the same event that holds the subject's id.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PersonalAttribute(string subject) : Attribute
{
    public string Subject { get; } = subject;
}
