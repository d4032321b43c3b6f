using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

public sealed record SetCollectionPolicy(CollectionPolicy Policy);

public static class SetCollectionPolicyHandler
{
    public static Decision Handle(SetCollectionPolicy command, Campaign campaign)
    {
        if (campaign.RefusalWhenClosed() is { } closed) return closed;
        if (PolicyChecks.Of(command.Policy) is { } wrong) return Decision.Refuse(wrong);
        if (AreSame(campaign.CollectionPolicy.Value, command.Policy)) return Decision.AlreadySo;

        return Decision.Append(new CollectionPolicySet(campaign.Id, campaign.CollectionPolicy.Version + 1, command.Policy));
    }

    private static bool AreSame(CollectionPolicy old, CollectionPolicy @new) =>
        @new.Agreements == old.Agreements
        && @new.Promises with { ReminderDaysBefore = old.Promises.ReminderDaysBefore } == old.Promises
        && @new.Promises.ReminderDaysBefore.SequenceEqual(old.Promises.ReminderDaysBefore)
        && @new.Payments with { AllocationOrder = old.Payments.AllocationOrder } == old.Payments
        && @new.Payments.AllocationOrder.SequenceEqual(old.Payments.AllocationOrder);
}
