using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Callbacks;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>A prospect is to be called at an instant.</summary>
/// <param name="Work">Campaign, and team and person who is to call.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Due">When, with the campaign's wall clock; whole minutes.</param>
/// <param name="MissedAfter">UTC instant at which the due day ends in the campaign's zone.</param>
public sealed record CallbackScheduled(
    CallbackId CallbackId, SaleKind Kind, Work Work, [property: Personal("CallbackId")] string ProspectName, [property: Personal("CallbackId")] string Phone,
    BusinessMoment Due, DateTimeOffset MissedAfter, [property: Personal("CallbackId")] string? Note, UserId? By, BusinessMoment Moment) : IEvent;

/// <summary>Its instant came: the agenda says so, once for each instant.</summary>
public sealed record CallbackDue(CallbackId CallbackId, SaleKind Kind, Work Work, BusinessMoment Due, BusinessMoment Moment) : IEvent;

/// <summary>The day it was due on ended without a call. It stays to be done.</summary>
public sealed record CallbackMissed(CallbackId CallbackId, SaleKind Kind, Work Work, BusinessMoment Due, BusinessMoment Moment) : IEvent;

/// <summary>Another instant without having called.</summary>
public sealed record CallbackMoved(
    CallbackId CallbackId, SaleKind Kind, Work Work, BusinessMoment OldDue, BusinessMoment NewDue, DateTimeOffset MissedAfter, [property: Personal("CallbackId")] string Reason,
    UserId By, BusinessMoment Moment) : IEvent;

/// <summary>The prospect was called and asks to be called again.</summary>
/// <param name="CallId">The call that was made: hearing of it twice defers once.</param>
public sealed record CallbackDeferred(
    CallbackId CallbackId, SaleKind Kind, Work Work, Guid CallId, BusinessMoment OldDue, BusinessMoment NewDue, DateTimeOffset MissedAfter,
    [property: Personal("CallbackId")] string? Note, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>The prospect was called and not reached; another try is due.</summary>
/// <param name="Tries">How often he was not reached in a row, this call included.</param>
public sealed record CallbackUnreached(
    CallbackId CallbackId, SaleKind Kind, Work Work, Guid CallId, int Tries, BusinessMoment OldDue, BusinessMoment NewDue, DateTimeOffset MissedAfter,
    [property: Personal("CallbackId")] string? Note, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>The call became a sale.</summary>
public sealed record CallbackWon(
    CallbackId CallbackId, SaleKind Kind, Work Work, SaleId SaleId, [property: Personal("CallbackId")] string? Note, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>The prospect is not interested.</summary>
public sealed record CallbackDeclined(
    CallbackId CallbackId, SaleKind Kind, Work Work, [property: Personal("CallbackId")] string? Note, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>It is not needed any more; nobody called.</summary>
public sealed record CallbackCancelled(
    CallbackId CallbackId, SaleKind Kind, Work Work, [property: Personal("CallbackId")] string Reason, UserId By, BusinessMoment Moment) : IEvent;

/// <summary>Somebody else is to call.</summary>
/// <param name="Work">With the new person and team.</param>
/// <param name="OldWork">With the old ones.</param>
public sealed record CallbackReassigned(
    CallbackId CallbackId, SaleKind Kind, Work Work, Work OldWork, [property: Personal("CallbackId")] string Reason, UserId By, BusinessMoment Moment) : IEvent;
