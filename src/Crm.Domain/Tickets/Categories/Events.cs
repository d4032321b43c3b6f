using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Categories;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <summary>Something a ticket can be about.</summary>
/// <param name="ParentId">What it is a part of; <c>null</c>: a root, such as an application.</param>
/// <param name="Code">Unique among its siblings; kebab case.</param>
/// <param name="Spanish">What it is called in Spanish.</param>
/// <param name="English">What it is called in English.</param>
public sealed record CategoryAdded(CategoryId CategoryId, CategoryId? ParentId, string Code, string Spanish, string English, UserId? By) : IEvent;

public sealed record CategoryRenamed(
    CategoryId CategoryId, string OldSpanish, string NewSpanish, string OldEnglish, string NewEnglish, UserId? By) : IEvent;

public sealed record CategoryPlaced(CategoryId CategoryId, CategoryId? OldParentId, CategoryId? NewParentId, UserId? By) : IEvent;

/// <summary>Nothing new is filed under it or under its parts; what is stays.</summary>
public sealed record CategoryRetired(CategoryId CategoryId, UserId? By) : IEvent;
public sealed record CategoryRestored(CategoryId CategoryId, UserId? By) : IEvent;
