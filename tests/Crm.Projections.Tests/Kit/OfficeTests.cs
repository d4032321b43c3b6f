using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Payments;
using Crm.Domain.Collections.Promises;

namespace Crm.Projections.Tests.Kit;

public sealed class OfficeTests
{
    /// <summary>Claims about random histories are worth what happens in them.</summary>
    [Fact]
    public void Random_histories_see_every_turn_that_collections_can_take()
    {
        var seen = Scripts.Fixed(300).SelectMany(office => office.History.Events).Select(recorded => recorded.Data.GetType()).ToHashSet();

        Type[] rooms = [typeof(DebtAccount), typeof(PromiseToPay), typeof(PaymentAgreement), typeof(Payment), typeof(ContactAttempt)];
        Type[] elsewhere = [typeof(PaymentRejected), typeof(AgreementApproved), typeof(AgreementRejected), typeof(AccountDebtorCorrected)];
        DomainEvents.Types().All.Select(known => known.Type).Where(type => rooms.Any(room => room.Namespace == type.Namespace))
            .Except(seen).Except(elsewhere).Select(type => type.Name).Order(StringComparer.Ordinal).ShouldBeEmpty();
    }
}
