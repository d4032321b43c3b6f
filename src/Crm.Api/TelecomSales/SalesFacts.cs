using System.Globalization;
using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.Domain.TelecomSales.SalesPolicies;

namespace Crm.Api.TelecomSales;

/// <summary>What a decision of telecom sales is told: the campaign's wall clock and policy, who acts and with which authority. Assembled here and nowhere else.</summary>
public sealed class SalesFacts(Workplaces workplaces, NaturalKeys keys, Numbers series)
{
    /// <summary>A sale within the reach of the caller; beyond it, it does not exist for him.</summary>
    public static async Task<Sale> Sale(CommandUnit unit, Guid id, CommandContext context)
    {
        var sale = await unit.Require<Sale>(id);
        return context.Scope.Reaches(sale.Work.CampaignId, sale.Work.TeamId, sale.Work.AgentId) ? sale : throw new StreamMissingException(id);
    }

    /// <summary>The campaign's facts for a caller. The decision falls when campaign or policy move before it is written.</summary>
    public async Task<SalesPlace> Place(CommandUnit unit, CampaignId id, CommandContext context, CancellationToken ct)
    {
        var place = await workplaces.Of(unit, id, context, ct);
        return new(place, await Terms(unit, id), context.ScopeOf(Permission.SalesRelease).Reaches(id));
    }

    /// <summary>The campaign's facts for what nobody does: the agenda.</summary>
    public async Task<SalesPlace> Place(CommandUnit unit, CampaignId id) =>
        new(await workplaces.Of(unit, id), await Terms(unit, id), BySupervisor: false);

    /// <summary>Who works where, whatever the room.</summary>
    public Workplaces Places => workplaces;

    public NaturalKeys Keys => keys;

    /// <summary>The next number of a kind in the year of the campaign's date.</summary>
    public async Task<string> NextNumber(SaleKind kind, DateOnly today, CancellationToken ct)
    {
        var (prefix, year) = (Prefix(kind), today.Year.ToString("0000", CultureInfo.InvariantCulture));
        var next = await series.Next(prefix, year, ct);
        return $"{prefix}-{year}-{next.ToString("0000000", CultureInfo.InvariantCulture)}";
    }

    private async Task<SalesTerms> Terms(CommandUnit unit, CampaignId id) => await unit.Load<SalesTerms>(keys.SalesPolicy(id)) ?? SalesTerms.Default(id);

    private static string Prefix(SaleKind kind) => kind switch
    {
        SaleKind.Portability => "POR",
        SaleKind.PrepaidToPostpaid => "PRE",
        SaleKind.PlanUpgrade => "UPG",
        SaleKind.HomeService => "HOG",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of sale."),
    };
}

/// <param name="BySupervisor">Whether he may do what is beyond a reviewer.</param>
public sealed record SalesPlace(Workplace Workplace, SalesTerms Terms, bool BySupervisor)
{
    public BusinessMoment Now => Workplace.Now;

    /// <summary>What a form of a kind is checked against; <c>null</c>: the campaign does not sell it.</summary>
    public SaleGround? Ground(SaleKind kind) => Terms.Policy.Kind(kind) is { } definition
        ? new(Workplace.Campaign.Country, Workplace.Campaign.Currency, Workplace.Campaign.Calendar.Value, Terms.Policy, Terms.Version, definition, Now)
        : null;
}
