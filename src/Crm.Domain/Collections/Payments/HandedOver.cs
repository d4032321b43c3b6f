using Crm.Domain.Collections.PaymentAgreements;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.Payments;

/// <summary>A payment's unit is decided on exactly the states it touches; handing over others is a bug of the caller.</summary>
internal static class HandedOver
{
    public static void Check(
        IEnumerable<PromiseId> promiseIds, IReadOnlyList<PromiseToPay> promises, AgreementId? agreementId, PaymentAgreement? agreement)
    {
        if (!promiseIds.ToHashSet().SetEquals(promises.Select(promise => promise.Id)))
            throw new InvalidOperationException("The promises that were handed over are not those the payment touches.");
        if (agreementId != agreement?.Id)
            throw new InvalidOperationException("The agreement that was handed over is not the one the payment touches.");
    }
}
