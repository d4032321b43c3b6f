using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.UserNames;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

public sealed record UserNameTaken(Guid UserNameId, UserId UserId) : IEvent;
public sealed record UserNameReleased(Guid UserNameId, UserId UserId) : IEvent;
