using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Reactions;

/// <summary>A debtor died or asked not to be contacted: nobody promises him a next contact any more.</summary>
public static class WhenContactEnds
{
    /// <summary>Why follow-ups are called off because of an event; <c>null</c>: they are not.</summary>
    public static string? Reason(object @event) => @event switch
    {
        DebtorReportedDeceased => "The debtor is reported deceased.",
        DoNotContactRequested => "The debtor asked not to be contacted.",
        _ => null,
    };

    /// <summary>Calls off a follow-up that is still to be done.</summary>
    /// <param name="by">Who made it known; <c>null</c>: a file, on behalf of the follow-up's owner.</param>
    public static Decision Handle(object @event, FollowUp followUp, UserId? by) => Reason(@event) is { } reason && followUp.IsPending
        ? CancelFollowUpHandler.Handle(new(by ?? followUp.OwnerId, BySupervisor: true, reason), followUp)
        : Decision.AlreadySo;
}
