using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.TelecomSales;
using Crm.Api.TelecomSales.Commissions;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.CommissionSchemes;
using Crm.Domain.TelecomSales.Plans;
using Crm.Domain.TelecomSales.SalesPolicies;

namespace Crm.Api.Demo;

/// <summary>A day of a campaign that sells for an operator: plans, what they earn, sales in every tray and some that are over, calls that were promised.</summary>
public sealed class DemoSales(CommandRunner runner, NaturalKeys keys, SalesFacts facts)
{
    /// <summary>Events that a sale makes on average, with its share of calls.</summary>
    internal const int EventsOfASale = 6;

    private const int AtOnce = 16, SalesOfACall = 5;

    private static readonly (string Code, SaleKind Kind, string Name, int WithVat, string? Segment)[] Plans =
    [
        ("POS-20GB", SaleKind.Portability, "Pospago 20 GB", 39_900, null), ("POS-40GB", SaleKind.Portability, "Pospago 40 GB", 59_900, "PREMIUM"),
        ("MIG-10GB", SaleKind.PrepaidToPostpaid, "Pásate 10 GB", 29_900, null), ("MIG-20GB", SaleKind.PrepaidToPostpaid, "Pásate 20 GB", 42_900, null),
        ("SUBE-60GB", SaleKind.PlanUpgrade, "Sube a 60 GB", 74_900, "PREMIUM"), ("SUBE-100GB", SaleKind.PlanUpgrade, "Sube a 100 GB", 94_900, "PREMIUM"),
        ("HOGAR-300", SaleKind.HomeService, "Hogar 300 Mbps", 79_900, null), ("HOGAR-600", SaleKind.HomeService, "Hogar 600 Mbps", 109_900, "PREMIUM"),
    ];

    /// <summary>Lives the day. The same place, seed and number are the same sales; repeating it changes nothing.</summary>
    /// <returns>How many events it made.</returns>
    public async Task<int> Run(DemoPlace place, int seed, int sales, DemoTimes times, DemoCrew crew, CancellationToken ct)
    {
        var made = await Prepare(place, times, crew, ct);
        await Parallel.ForEachAsync(Enumerable.Range(0, sales), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (number, each) =>
        {
            var own = await new DemoSale(runner, keys, facts, place, crew, times, seed, number, PlansOf).Run(each);
            if (number % SalesOfACall == 0) own += await new DemoCallback(runner, keys, place, crew, times, seed, number / SalesOfACall).Run(each);
            Interlocked.Add(ref made, own);
        });
        return made;
    }

    private IReadOnlyList<PlanId> PlansOf(CampaignId campaign, SaleKind kind) => [.. Plans.Where(plan => plan.Kind == kind).Select(plan => keys.Plan(campaign, plan.Code))];

    // Where somebody has set another policy or other terms since, they stay.
    private async Task<int> Prepare(DemoPlace place, DemoTimes times, DemoCrew crew, CancellationToken ct)
    {
        var (campaign, now, by) = (place.Campaign, BusinessMoment.Of(times.Opening.AddDays(-DemoSale.LongestDays - 1), place.Zone), crew.Supervisor);
        var policy = SalesPolicy.Default with { Operator = "Móvil Andina", ClaimMinutes = DemoSale.ClaimMinutes };
        var made = await Once<SalesTerms>("SetSalesPolicy", keys.SalesPolicy(campaign), by, _ => SetSalesPolicyHandler.Handle(new(campaign, policy, by), null), ct);
        foreach (var (code, kind, name, withVat, segment) in Plans)
        {
            var plan = keys.Plan(campaign, code);
            var offer = new PlanOffer(name, [name, "Minutos ilimitados"], null, new Money(withVat, Currency.Cop), new(19), 90, segment);
            made += await Once<Plan>("PublishPlan", plan.Value, by, _ => PublishPlanHandler.Handle(new(plan, campaign, code, kind, offer, now.Date, null, Currency.Cop, by, now), null), ct);
        }

        (string Name, SaleKind Kind, CommissionBase Base)[] rules =
        [
            ("Portabilidades", SaleKind.Portability, new(OfMonthlyCharge: new Percentage(60))), ("Migraciones", SaleKind.PrepaidToPostpaid, new(Fixed: new Money(12_000, Currency.Cop))),
            ("Mejoras de plan", SaleKind.PlanUpgrade, new(OfMonthlyCharge: new Percentage(30))), ("Hogar", SaleKind.HomeService, new(Fixed: new Money(35_000, Currency.Cop))),
        ];
        var scheme = new DemoStory<CommissionScheme>(runner, keys.CommissionScheme(campaign));
        foreach (var (name, kind, of) in rules)
        {
            CommissionRuleId rule = new(keys.Derive("demo-commission-rule", campaign.ToString(), kind.ToString()));
            await scheme.Take("SetCommissionRule", by, (_, state) => Task.FromResult(SetCommissionRuleHandler.Handle(
                new(campaign, Currency.Cop, rule, new(name, kind, null, null, now.Date, null, of, [new(1, new Percentage(100)), new(31, new Percentage(110))], null, CommissionTrigger.Activation), by, now),
                state)), ct);
        }

        return made + scheme.Events;
    }

    private async Task<int> Once<T>(string command, Guid id, UserId by, Func<T?, Decision> decide, CancellationToken ct) where T : class, IAggregate<T>
    {
        var story = new DemoStory<T>(runner, id);
        await story.Take(command, by, (_, state) => Task.FromResult(decide(state)), ct);
        return story.Events;
    }
}
