using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using Crm.Projections.TelecomSales;
using Crm.Projections.TelecomSales.Reports;
using Crm.Projections.Tests.Kit;

namespace Crm.Projections.Tests.TelecomSales;

/// <summary>
/// A customer is erased after whatever was done with his sales, also those whose document was corrected from him to another or from another to him: what is
/// shown at once is what a rebuild makes of events that cannot be read any more.
/// </summary>
public sealed class SaleErasureTests
{
    private static readonly Projection[] Views = [new SaleFile(), new SaleDirectory(), new SaleSheets()];

    [Fact]
    public void Erasing_a_customer_and_rebuilding_without_his_key_give_the_same_and_nothing_of_him()
    {
        var formers = 0;
        foreach (var office in SalesOffice.Fixed(60))
        {
            var files = Folded.Documents(new SaleFile(), office.History.Events);
            foreach (var who in Enumerable.Range(0, 5))
            {
                var person = Known.Id($"c0{who}");
                var his = files.Where(file => file.Value.Persons.Contains(person.ToString(), StringComparison.Ordinal)).Select(file => file.Key).ToList();
                formers += his.Count(id => files[id].CustomerId.Value != person);
                var erased = Erased([.. office.History.Events.Where(recorded => his.Contains(recorded.StreamId))], his, person);
                var rebuilt = erased.Select(recorded => Unreadable(recorded, person)).ToList();
                foreach (var view in Views)
                {
                    var live = Folded.Text(view, erased);
                    live.ShouldBe(Folded.Text(view, rebuilt), view.Name);
                    live.ShouldNotContain($"102030405{who}", Case.Insensitive, view.Name);
                    live.ShouldNotContain($"Person {who}", Case.Insensitive, view.Name);
                }

                Folded.Documents(new SaleFile(), erased).Values.ShouldAllBe(file => !file.Persons.Contains(person.ToString(), StringComparison.Ordinal));
            }
        }

        formers.ShouldBeGreaterThan(10, "histories in which a document was corrected");
    }

    [Fact]
    public void Who_a_sale_was_corrected_to_stays_readable_when_the_other_is_erased()
    {
        var office = SalesOffice.Fixed(60).First(one => Folded.Documents(new SaleFile(), one.History.Events).Values.Any(file => file.FormerCustomers.Count > 0));
        var (id, before) = Folded.Documents(new SaleFile(), office.History.Events).First(file => file.Value.FormerCustomers.Count > 0);
        var after = Folded.Documents(new SaleFile(), Erased(office.History.Events, [id], before.FormerCustomers[0].Value))[id];

        after.Details.ShouldBe(before.Details);
        (after.CustomerErased, after.FormerCustomers.Count).ShouldBe((false, before.FormerCustomers.Count - 1));
        Folded.Documents(new SaleDirectory(), Erased(office.History.Events, [id], before.FormerCustomers[0].Value))[id].FullName.ShouldBe(before.Details.FullName);
    }

    private static List<Recorded> Erased(IReadOnlyList<Recorded> events, IEnumerable<Guid> sales, Guid person)
    {
        var history = new History();
        foreach (var recorded in events) history.Append(recorded.StreamId, (IEvent)recorded.Data, recorded.Timestamp);
        foreach (var sale in sales) history.Append(sale, new RecordTextErased(sale, person), null);
        return [.. history.Events];
    }

    // As it is read when the person's key is destroyed.
    private static Recorded Unreadable(Recorded recorded, Guid person)
    {
        var type = recorded.Data.GetType();
        var data = JsonSerializer.SerializeToNode(recorded.Data, type, Stored.Options)!.AsObject();
        foreach (var member in type.GetProperties())
        {
            if (member.GetCustomAttribute<PersonalAttribute>() is not { } personal) continue;
            var (name, owner) = (JsonNamingPolicy.CamelCase.ConvertName(member.Name), JsonNamingPolicy.CamelCase.ConvertName(personal.Subject));
            if (data[name] is JsonValue && data[owner]!.ToString() == person.ToString()) data[name] = Erasure.Placeholder;
        }

        return recorded with { Data = data.Deserialize(type, Stored.Options)! };
    }
}
