namespace Crm.Api.Tickets;

/// <summary>Values of the examples in OpenAPI.</summary>
internal static class TicketExamples
{
    public static readonly Guid Queue = new("3c1f9a5e-7b20-8d44-9e6a-1b8c0f7d2e31");
    public static readonly Guid Ticket = new("01938f6c-7d10-7a3e-9b52-4e6f1c8a0d77");
    public static readonly Guid Category = new("4d2e8b6f-8c31-8e55-8f7b-2c9d1a8e3f42");
}
