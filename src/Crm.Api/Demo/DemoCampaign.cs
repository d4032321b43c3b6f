using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.Portfolios;
using Crm.Domain.Kernel;

namespace Crm.Api.Demo;

/// <summary>A campaign to show things in: Colombian rules, two teams, a portfolio. Making it twice changes nothing.</summary>
public sealed class DemoCampaign(CommandRunner runner, NaturalKeys keys)
{
    public const string Creditor = "Banco Andino", PortfolioCode = "ANDINO-2026";

    /// <summary>Begins the campaign with a portfolio in it, or finds it as it was begun.</summary>
    public async Task<DemoSite> Open(string code, string name, DateTimeOffset now, CancellationToken ct)
    {
        var place = await Begin(code, name, now, ct);
        var (id, today) = (place.Campaign, BusinessMoment.Of(now, place.Zone));
        var portfolio = keys.Portfolio(id, Creditor, PortfolioCode);
        await Do("OpenPortfolio", () => runner.Run<Portfolio>(portfolio.Value, Origin("OpenPortfolio"), known => OpenPortfolioHandler.Handle(
            new(portfolio, id, PortfolioCode, "Consumo 2026", Creditor, "CO", Currency.Cop, today.Date), known), ct));
        return new(id, portfolio, place.Teams, place.Zone);
    }

    /// <summary>Begins the campaign, or finds it as it was begun: its rules, its day, its two teams.</summary>
    public async Task<DemoPlace> Begin(string code, string name, DateTimeOffset now, CancellationToken ct)
    {
        var id = keys.Campaign(code);
        var today = BusinessMoment.Of(now, "America/Bogota");
        await Do("OpenCampaign", () => runner.Run<Campaign>(id.Value, Origin("OpenCampaign"), campaign =>
            OpenCampaignHandler.Handle(new(id, code, name, "CO", Currency.Cop, "America/Bogota", "es-CO"), campaign), ct));
        await Do("OpenBusinessDay", () => runner.Run<Campaign>(id.Value, Origin("OpenBusinessDay"), campaign =>
            campaign!.BusinessDate >= today.Date ? Decision.AlreadySo : OpenBusinessDayHandler.Handle(new(now), campaign), ct));

        TeamId[] teams = [Team(code, "Norte"), Team(code, "Sur")];
        await FormTeam(id, teams[0], "Norte", ct);
        await FormTeam(id, teams[1], "Sur", ct);
        return new(id, code, teams, today.Zone);
    }

    internal static CommandOrigin Origin(string command) => new(command, CorrelationId: "demo");

    internal static async Task<CommandOutcome.Done> Do(string command, Func<Task<CommandOutcome>> run) => await run() is CommandOutcome.Done done
        ? done
        : throw new InvalidOperationException($"The demo's {command} ended as {await run()}.");

    private async Task FormTeam(CampaignId campaign, TeamId team, string name, CancellationToken ct) =>
        await Do("FormTeam", () => runner.Run<Campaign>(campaign.Value, Origin("FormTeam"), known => FormTeamHandler.Handle(new(team, name), known!), ct));

    private TeamId Team(string campaign, string name) => new(keys.Derive("demo-team", campaign, name));
}

/// <param name="Zone">IANA zone of the campaign.</param>
public sealed record DemoPlace(CampaignId Campaign, string Code, IReadOnlyList<TeamId> Teams, string Zone);

/// <param name="Zone">IANA zone of the campaign.</param>
public sealed record DemoSite(CampaignId Campaign, PortfolioId Portfolio, IReadOnlyList<TeamId> Teams, string Zone);
