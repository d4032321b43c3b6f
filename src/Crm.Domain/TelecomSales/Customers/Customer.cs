using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;

namespace Crm.Domain.TelecomSales.Customers;

/// <summary>Somebody who was sold to; his data stand in his sales.</summary>
public sealed record Customer(CustomerId Id, CampaignId CampaignId) : IAggregate<Customer>
{
    /// <summary>His data was erased: whoever buys under the same document again is a new customer.</summary>
    public bool Erased { get; init; }

    public static Customer? Evolve(Customer? customer, object @event) => @event switch
    {
        CustomerRegistered e => new(e.CustomerId, e.CampaignId),
        LeadPersonRegistered e => new(e.CustomerId, e.CampaignId),
        SubjectErased => customer! with { Erased = true },
        _ => customer,
    };
}
