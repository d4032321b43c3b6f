using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.UserNames;

/// <summary>The reservation of a user name: its stream's id is derived from the normalised name, so that two cannot have it.</summary>
public sealed record UserName(Guid Id, UserId? HeldBy) : IAggregate<UserName>
{
    public static UserName? Evolve(UserName? name, object @event) => @event switch
    {
        UserNameTaken e => new(e.UserNameId, e.UserId),
        UserNameReleased => name! with { HeldBy = null },
        _ => name,
    };
}
