using Crm.Api.Http;
using Crm.Domain.Identity.Sessions;
using Crm.Domain.Kernel;

namespace Crm.Api.Identity;

/// <summary>The commands on sessions that need nothing of signing in; for the host and the command line alike.</summary>
internal static class SessionUnits
{
    /// <param name="owner">Whose it has to be; anybody else's is not there. <c>null</c>: whoever's.</param>
    public static Func<CommandUnit, CancellationToken, Task<UnitDecision>> End(Guid sessionId, EndSession command, UserId? owner) => async (unit, _) =>
    {
        var session = await unit.Require<Session>(sessionId);
        if (owner is { } its && its != session.UserId) throw new StreamMissingException(sessionId);
        return UnitDecision.For<Session>(sessionId, EndSessionHandler.Handle(command, session));
    };
}
