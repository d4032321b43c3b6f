using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales;

internal static class CommissionRefusals
{
    public static Refusal Of(string code, string reason, IReadOnlyList<string> fields, params IReadOnlyList<(string Name, object? Value)> figures) =>
        new(code, reason, fields) { Figures = figures.ToDictionary(figure => figure.Name, figure => figure.Value) };
}
