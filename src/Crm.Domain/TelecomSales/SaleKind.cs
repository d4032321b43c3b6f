namespace Crm.Domain.TelecomSales;

/// <summary>What is sold: a number brought from another operator, a prepaid line that becomes postpaid, a dearer plan, a service at home.</summary>
public enum SaleKind { Portability, PrepaidToPostpaid, PlanUpgrade, HomeService }
