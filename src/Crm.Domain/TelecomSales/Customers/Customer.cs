using Crm.Domain.Kernel;

namespace Crm.Domain.TelecomSales.Customers;

/// <summary>Somebody who was sold to; his data stand in his sales.</summary>
public sealed record Customer(CustomerId Id, CampaignId CampaignId) : IAggregate<Customer>
{
    public static Customer? Evolve(Customer? customer, object @event) => @event switch
    {
        CustomerRegistered e => new(e.CustomerId, e.CampaignId),
        _ => customer,
    };
}
