using Crm.EventStore.Projecting;

namespace Crm.Projections.Identity;

/// <summary>The read models of the identity room.</summary>
public static class IdentityProjections
{
    public static IReadOnlyList<Projection> All { get; } =
        [new UserDirectory(), new SessionList(), new ApiKeyList(), new AgentBoard(), new WorkDays(), new StaffedTime(), new IdentityAgenda()];
}
