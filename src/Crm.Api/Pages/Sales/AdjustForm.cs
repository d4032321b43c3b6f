using Crm.Domain.Kernel;

namespace Crm.Api.Pages.Sales;

/// <summary>The form in which an amount is given or taken by hand.</summary>
/// <param name="Agents">Whom it may be given to or taken from; none: the page's own.</param>
/// <param name="Month">The month it is about, and in <paramref name="Campaign"/> whose; <c>null</c>: the page's own.</param>
public sealed record AdjustForm(WorkPage Page, int Key, Currency Currency, IReadOnlyList<(UserId Id, string Name)> Agents, string? Month = null, Guid? Campaign = null);
