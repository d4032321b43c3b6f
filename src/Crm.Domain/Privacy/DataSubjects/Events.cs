using Crm.Domain.Kernel;

namespace Crm.Domain.Privacy.DataSubjects;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A person's data may not be read any more: his key is destroyed, and everything written under it reads as a placeholder.</summary>
/// <param name="SubjectId">The stream that is about him; the event stands in it.</param>
/// <param name="Pseudonym">What he is called from now on where something has to stand; it tells nothing of him.</param>
/// <param name="CampaignId">The campaign that registered him; <c>null</c> for a user.</param>
public sealed record SubjectErased(
    Guid SubjectId, SubjectKind Kind, string Pseudonym, string Reason, CampaignId? CampaignId, UserId? ErasedBy, DateOnly On) : IEvent;

/// <summary>Something written about a person who was erased stood in this record; the record itself stays.</summary>
/// <param name="RecordId">The attempt, the follow-up, the ticket, the sale, the promised call, the lead or the session; the event stands in its stream.</param>
/// <param name="SubjectId">Of a record that names several persons only what is about this one is redacted.</param>
public sealed record RecordTextErased(Guid RecordId, Guid SubjectId) : IEvent;

/// <summary>Nothing of this person may be erased: a lawsuit, an investigation, an order of an authority.</summary>
public sealed record LegalHoldPlaced(Guid SubjectId, Guid HoldId, string Reason, CampaignId? CampaignId, UserId? PlacedBy) : IEvent;

public sealed record LegalHoldReleased(Guid SubjectId, Guid HoldId, string Reason, CampaignId? CampaignId, UserId? ReleasedBy) : IEvent;

/// <summary>As what somebody is known.</summary>
public enum SubjectKind
{
    Debtor,

    /// <summary>Who only asked for something; known by e-mail or phone.</summary>
    Customer,
    User,

    /// <summary>Who was sold to, or stands in a lead base with his document.</summary>
    Buyer,

    /// <summary>Who is to be called, or was; each promised call is a person of its own until it becomes a sale.</summary>
    Prospect,

    /// <summary>A prepaid line in a lead base, known by its number alone.</summary>
    Line,
}
