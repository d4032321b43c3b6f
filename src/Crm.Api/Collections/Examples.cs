using Crm.Domain.Kernel;

namespace Crm.Api.Collections;

/// <summary>Values of the examples in OpenAPI: the same debtor, account and people in all of them.</summary>
internal static class Examples
{
    public static readonly Guid Campaign = new("8a4d1b6e-0c1f-8a55-9b5c-6f0d6c1c2a11");
    public static readonly Guid Team = new("01938f6a-41c0-7c3a-8a51-9f0e7d1b2c33");
    public static readonly Guid Agent = new("01938f6a-5b10-7d2e-9c41-2b7a6f0e1d44");
    public static readonly Guid Portfolio = new("6b1d0f3e-8c2a-8e77-b5a9-4d7c0e9f1a99");
    public static readonly Guid Debtor = new("5d0e7c2a-9b1f-8c66-a2d1-0f4b3e8a7c55");
    public static readonly Guid Account = new("2f9b6d1c-7e0a-8b44-8d3f-1c5a9e7b6d22");
    public static readonly Guid Attempt = new("01938f6b-0a20-7e4f-8b62-5d1c9a7f3e66");
    public static readonly Guid Phone = new("7c1e5a9d-3b2f-8d77-9e4a-6b0c8f2d1a88");

    public static Money Cop(decimal amount) => new(amount, Currency.Cop);
}
