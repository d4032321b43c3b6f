using System.Globalization;
using Crm.Api.Collections.Queries;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Replay;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.Sales;
using Crm.Projections.Collections;
using Crm.Projections.TelecomSales;
using SortKey = Crm.Api.Queries.SortKey;

namespace Crm.Api.TelecomSales.Queries;

/// <summary>What the list of sales may be narrowed to.</summary>
/// <param name="Agent"><c>me</c> or a person's id.</param>
/// <param name="From">First date of submission, at the campaign's wall clock.</param>
/// <param name="To">The last.</param>
/// <param name="Text">Parts of name, document, phone, number to port, sale's or order number.</param>
public sealed record SaleFilter(
    Guid? Campaign = null, Guid? Team = null, string? Agent = null, Choice<SaleState>? State = null, Choice<SaleKind>? Kind = null, Guid? Plan = null, DateOnly? From = null, DateOnly? To = null,
    string? Text = null);

/// <summary>A sale in the list.</summary>
public sealed record SaleLine(
    SaleId SaleId, string Number, SaleKind Kind, SaleState State, DateTimeOffset StateSince, CustomerLabel Customer, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId,
    string PlanCode, string PlanName, Money MonthlyChargeWithVat, bool InBase, string? OrderNumber, DateTimeOffset SubmittedAt, DateOnly SubmittedOn, DateOnly? ActivatedOn);

/// <summary>The page of one sale.</summary>
/// <param name="PersonalDataShown">Whether the customer's data stand as they are; otherwise they are masked.</param>
public sealed record SaleView(SaleRecord Sale, bool PersonalDataShown);

/// <summary>Finds sales and shows one, as far as the caller reaches.</summary>
public sealed class SaleQueries(ViewReader views)
{
    private static readonly SortKey[] NewestFirst = [SortKey.Instant("submitted_at", descending: true), new("id", "uuid", Descending: true)];

    public async Task<Page<SaleLine>> List(SaleFilter filter, CallerScope scope, CallerScope personal, PageRequest page, bool total, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<SaleDirectory>())
            .Within(scope, "agent_id")
            .WhereAsked("campaign_id = {0}", filter.Campaign?.ToString())
            .WhereAsked("team_id = {0}", filter.Team?.ToString())
            .WhereAsked("agent_id = {0}", filter.Agent is "me" ? scope.UserText : filter.Agent)
            .WhereAsked("state = {0}", Stored.Name(filter.State?.Value))
            .WhereAsked("kind = {0}", Stored.Name(filter.Kind?.Value))
            .WhereAsked("plan_id = {0}", filter.Plan?.ToString())
            .WhereAsked("submitted_on >= {0}", filter.From?.ToString("O", CultureInfo.InvariantCulture))
            .WhereAsked("submitted_on <= {0}", filter.To?.ToString("O", CultureInfo.InvariantCulture));
        foreach (var word in (filter.Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            query.Where("search like {0}", ListQuery.Anywhere(word.Any(char.IsAsciiDigit) ? SearchText.OfCode(word) : SearchText.OfName(word)));

        var rows = await query.Read<SaleEntry>(views, page, NewestFirst, total, ct);
        return new([.. rows.Items.Select(row => Line(row, personal.Reaches(row.CampaignId, row.TeamId, row.AgentId)))], rows.Next, rows.Total);
    }

    /// <summary>One sale; <c>null</c>: there is none for the caller.</summary>
    public async Task<SaleView?> Show(Guid id, CallerScope scope, CallerScope personal, CancellationToken ct)
    {
        if (await views.Find<SaleFile, SaleRecord>(id, ct) is not { } sale || !scope.Reaches(sale.CampaignId, sale.TeamId, sale.AgentId)) return null;

        var maySee = personal.Reaches(sale.CampaignId, sale.TeamId, sale.AgentId);
        return new(maySee ? sale : Hidden(sale), maySee);
    }

    private static SaleLine Line(SaleEntry row, bool maySee) => new(
        row.SaleId, row.Number, row.Kind, row.State, row.StateSince, CustomerLabel.Of(row, maySee), row.CampaignId, row.TeamId, row.AgentId, row.PlanCode, row.PlanName,
        row.MonthlyChargeWithVat, row.InBase, row.OrderNumber, row.SubmittedAt, row.SubmittedOn, row.ActivatedOn);

    private static SaleRecord Hidden(SaleRecord sale) => sale with
    {
        Details = new(
            Masked.Number(sale.Details.DocumentNumber), Masked.Name(sale.Details.FullName), Masked.Phone(sale.Details.LegalizationPhone),
            sale.Details.NumberToPort is { } number ? Masked.Phone(number) : null, Text(sale.Details.PortingPin), Text(sale.Details.InstallationAddress), Text(sale.Details.Note)),
        Timeline = [.. sale.Timeline.Select(step => step.Hiding(PersonalData.Hidden))],
    };

    private static string? Text(string? text) => text is null ? null : PersonalData.Hidden;
}
