using Crm.EventStore.Projecting;
using Crm.Projections.TelecomSales.Callbacks;
using Crm.Projections.TelecomSales.Leads;
using Crm.Projections.TelecomSales.Reports;
using Crm.Projections.TelecomSales.Commissions;
using Crm.Projections.TelecomSales.Kpis;

namespace Crm.Projections.TelecomSales;

/// <summary>The read models of the telecom sales' room.</summary>
public static class TelecomSalesProjections
{
    public static IReadOnlyList<Projection> All { get; } =
    [
        new SalesTray(), new SaleDirectory(), new SaleFile(), new PlanCard(), new SalesPolicyCard(), new TelecomSalesAgenda(),
        new LeadBaseList(), new LeadDirectory(), new LeadImportProgress(),
        new CallbacksTray(), new CallbackFile(), new CallbackAgenda(),
        new SaleSheets(),
        new CommissionSchemeCard(), new CommissionStatementList(), new CommissionEntries(), new CommissionSettlementList(),
        new SaleCounts(), new SaleReturnReasons(), new SaleCourses(),
    ];
}
