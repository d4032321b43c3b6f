using Crm.EventStore.Projecting;
using Crm.Projections.Collections.Agenda;
using Crm.Projections.Collections.Kpis;

namespace Crm.Projections.Collections;

/// <summary>The read models of the collections' room.</summary>
public static class CollectionsProjections
{
    public static IReadOnlyList<Projection> All { get; } =
    [
        new AccountsTray(), new PromisesTray(), new BrokenPromisesTray(), new BrokenAgreementsTray(), new FollowUpsTray(), new PaymentsToConfirmTray(),
        new ReminderTasksTray(), new AgreementsToApproveTray(),
        new DebtorDirectory(), new DebtorFile(), new AgreementFile(), new AccountFile(), new AccountLedger(), new PortfolioCard(), new ImportProgress(),
        new PromiseFacts(), new AttemptFacts(), new PaymentFacts(),
        new AttemptCounts(), new DispositionCounts(), new PortfolioAttemptCounts(), new PromiseCounts(), new PromiseDueCounts(), new PaymentCounts(),
        new PortfolioLedger(), new AccountDays(), new AccountMonths(),
        new CollectionsAgenda(),
    ];
}
