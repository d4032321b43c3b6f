using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.AccessLogs;

/// <summary>What became of the access log. The log is no events; that some of it went is one.</summary>
/// <param name="PurgedBefore">What is older is gone.</param>
public sealed record AccessLogKeeping(DateOnly PurgedBefore) : IAggregate<AccessLogKeeping>
{
    public static AccessLogKeeping? Evolve(AccessLogKeeping? keeping, object @event) => @event switch
    {
        AccessLogPurged e => new(e.Before),
        _ => keeping,
    };
}

/// <param name="Days">What is to be dropped; recorded first, so that nothing goes without a trace.</param>
public sealed record RecordPurge(Guid LogId, DateOnly Before, IReadOnlyList<PurgedDay> Days, UserId? By);

public static class RecordPurgeHandler
{
    public static Decision Handle(RecordPurge command, AccessLogKeeping? keeping) =>
        command.Days.Count == 0 || keeping?.PurgedBefore >= command.Before
            ? Decision.AlreadySo
            : Decision.Append(new AccessLogPurged(command.LogId, command.Before, command.Days, command.By));
}
