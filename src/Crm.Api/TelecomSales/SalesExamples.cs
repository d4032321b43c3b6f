using Crm.Domain.Kernel;

namespace Crm.Api.TelecomSales;

/// <summary>Values of the examples in OpenAPI.</summary>
internal static class SalesExamples
{
    public static readonly Guid Plan = new("3c7d1b0a-5e2f-8a19-9d4c-7b6e0f8a2c11");
    public static readonly DateOnly Soon = new(2026, 11, 25), Window = new(2026, 11, 27);

    public static Money Cop(decimal amount) => new(amount, Currency.Cop);
}
