using Crm.Api.Audit;
using Crm.Api.Collections.Queries;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Campaigns;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Requesters;
using Crm.EventStore.Streams;
using Crm.Projections.Collections;
using Crm.Projections.Tickets;
using FluentValidation;

namespace Crm.Api.Tickets;

/// <summary>Customers who ask and are neither users nor debtors: found, and their data set right. Masked for who may not see personal data.</summary>
public static class RequesterEndpoints
{
    public static void MapRequesters(this IEndpointRouteBuilder routes)
    {
        var requesters = routes.MapGroup("/api/tickets/requesters").WithTags("Tickets: customers");

        requesters.MapGet("/", List)
            .WithName("FindRequesters").WithSummary("Customers who asked before, by name, e-mail or phone: ?q=&campaign=")
            .Produces<Page<RequesterAnswer>>().Reads<RequesterDirectory>().RecordsReads(AccessKind.TicketSearch).RequirePermission(Permission.CustomersRead);
        requesters.MapGet("/{id:guid}", Show)
            .WithName("ShowRequester").WithSummary("One customer who asked").Produces<RequesterAnswer>()
            .Reads<RequesterDirectory>().RecordsReads(AccessKind.TicketFile).RequirePermission(Permission.CustomersRead);
        requesters.MapPost("/{id:guid}/correct", Correct)
            .Command("CorrectRequester", "Set his data right; what is left out stays, what is empty goes", new CorrectRequesterRequest(Phone: "300 123 4568"), Permission.CustomersUpdate)
            .RequireIfMatch();
    }

    private static async Task<IResult> List(
        string? q, Guid? campaign, bool? total, PageRequest page, CommandContext context, RequesterQueries queries, HttpContext http, Problems problems, CancellationToken ct) =>
        q?.Trim() is { Length: < 2 or > 100 }
            ? problems.Invalid("q", "2 to 100 characters.")
            : PageResults.Ok(http, await queries.Find(q, campaign, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), page, total is true, ct));

    private static async Task<IResult> Show(
        Guid id, CommandContext context, RequesterQueries queries, Aggregates aggregates, HttpContext http, Problems problems, CancellationToken ct)
    {
        // Of before what is shown: who corrects what has changed since is told so.
        var version = (await aggregates.Load<Requester>(id, Requester.Evolve, fresh: true, ct)).Version;
        if (await queries.Show(id, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), ct) is not { } known) return problems.NotFound();

        http.Response.Headers.ETag = new EntityTag(version).ToString();
        return TypedResults.Ok(known);
    }

    internal static Task<IResult> Correct(Guid id, CorrectRequesterRequest body, CommandContext context, Commands commands, CancellationToken ct) =>
        commands.Handle(context, async (unit, _) =>
        {
            var requester = await unit.Require<Requester>(id);
            if (!RequesterQueries.Reaches(context.Scope, requester.CampaignId)) throw new StreamMissingException(id);

            var country = requester.CampaignId is { } campaign ? (await unit.Require<Campaign>(campaign.Value)).Country : "CO";
            return UnitDecision.For<Requester>(id, CorrectRequesterHandler.Handle(
                new(country, body.FullName ?? requester.FullName, body.Email ?? requester.Email, body.Phone ?? requester.Phone, context.Actor), requester));
        }, ct);
}

/// <summary>Finds customers who asked, within a reach.</summary>
public sealed class RequesterQueries(ViewReader views)
{
    private static readonly SortKey[] ByName = [SortKey.Text("name_search"), SortKey.Id];

    /// <summary>Whether customers of a campaign are within a scope; those of the installation's queues are for who reaches everything.</summary>
    internal static bool Reaches(CallerScope scope, CampaignId? campaign) => campaign is { } its ? scope.Reaches(its) : scope.All;

    /// <param name="text">Words of a name, an e-mail or a phone; <c>null</c>: all.</param>
    public async Task<Page<RequesterAnswer>> Find(string? text, Guid? campaign, CallerScope scope, CallerScope personal, PageRequest page, bool total, CancellationToken ct)
    {
        // Who was erased is found by nobody.
        var query = new ListQuery(DocumentTable.Of<RequesterDirectory>()).Where("name_search <> ''").WhereAsked("campaign_id = {0}", campaign?.ToString());
        if (!scope.All) query.Where("campaign_id = any({0})", [scope.CampaignTexts]);
        foreach (var word in Words(text)) query.Where("name_search like {0}", ListQuery.Anywhere(word));
        var rows = await query.Read<RequesterEntry>(views, page, ByName, total, ct);
        return new([.. rows.Items.Select(row => RequesterAnswer.Of(row, Reaches(personal, row.CampaignId)))], rows.Next, rows.Total);
    }

    /// <summary>One; <c>null</c>: there is none for the caller.</summary>
    public async Task<RequesterAnswer?> Show(Guid id, CallerScope scope, CallerScope personal, CancellationToken ct) =>
        await views.Find<RequesterDirectory, RequesterEntry>(id, ct) is { } row && Reaches(scope, row.CampaignId) ? RequesterAnswer.Of(row, Reaches(personal, row.CampaignId)) : null;

    // A phone is kept as one word of digits, however it is written when it is asked for.
    private static string[] Words(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return digits.Length >= 5 && !text.Any(char.IsLetter) ? [digits] : SearchText.OfName(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <param name="CampaignId">Whose customer he is; <c>null</c>: of the installation's queues.</param>
/// <param name="Shown">Whether he is shown unmasked.</param>
public sealed record RequesterAnswer(RequesterId RequesterId, CampaignId? CampaignId, string FullName, string? Email, string? Phone, bool Shown)
{
    internal static RequesterAnswer Of(RequesterEntry row, bool maySee) => maySee || row.FullName == Erasure.Placeholder
        ? new(row.RequesterId, row.CampaignId, row.FullName, row.Email, row.Phone, maySee)
        : new(row.RequesterId, row.CampaignId, Masked.Name(row.FullName), row.Email is { } email ? Masked.Email(email) : null, row.Phone is { } phone ? Masked.Phone(phone) : null, false);
}

/// <param name="FullName">Left out: as it is. So with the others; an empty e-mail or phone is taken away.</param>
public sealed record CorrectRequesterRequest(string? FullName = null, string? Email = null, string? Phone = null);

public sealed class CorrectRequesterRequestValidator : AbstractValidator<CorrectRequesterRequest>
{
    public CorrectRequesterRequestValidator()
    {
        RuleFor(request => request.FullName).MaximumLength(200);
        RuleFor(request => request.Email).MaximumLength(254);
        RuleFor(request => request.Phone).MaximumLength(40);
    }
}
