using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.SuperAdministrators;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

public sealed record SuperAdministratorAdded(UserId UserId) : IEvent;
public sealed record SuperAdministratorRemoved(UserId UserId) : IEvent;
