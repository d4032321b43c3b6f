using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactGuards;

/// <summary>An outbound contact as the policy looks at it: who, how, over which phone, by whom.</summary>
/// <param name="Person">Who is contacted: the debtor himself or a linked person.</param>
/// <param name="IsThirdPerson">Whether he is neither debtor nor co-debtor nor guarantor.</param>
/// <param name="Guard">What counts for him so far; <c>null</c>: nothing.</param>
internal sealed record PlannedContact(
    Debtor Person, bool IsThirdPerson, ContactGuard? Guard, ContactChannel Channel, DebtorPhone? Phone, UserId? AgentId, ContactRules Rules)
{
    /// <summary>IANA zone at whose wall clock it is judged.</summary>
    public string Zone => Phone?.Zone ?? Rules.Zone;

    public BusinessMoment MomentAt(DateTimeOffset at) => BusinessMoment.Of(at, Zone);

    /// <param name="person">The linked person, or <c>null</c> for the debtor himself.</param>
    public static PlannedContact To(
        Debtor debtor, Debtor? person, ContactGuard? guard, ContactChannel channel, Guid? phoneId, UserId? agentId, ContactRules rules)
    {
        var contacted = person ?? debtor;
        if (guard is not null && guard.DebtorId != contacted.Id) throw new InvalidOperationException("The guard is another person's.");

        var isThird = person is not null && person.Id != debtor.Id
            && !debtor.Links.Any(link => link.PersonId == person.Id && link.Role is LinkedRole.CoDebtor or LinkedRole.Guarantor);
        return new(contacted, isThird, guard, channel, phoneId is { } id ? contacted.Phone(id) : null, agentId, rules);
    }
}
