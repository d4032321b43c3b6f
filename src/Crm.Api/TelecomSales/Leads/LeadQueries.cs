using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Collections.Queries;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.Leads;
using Crm.Domain.TelecomSales.Sales;
using Crm.Projections.Collections;
using Crm.Projections.TelecomSales.Leads;

namespace Crm.Api.TelecomSales.Leads;

/// <summary>Finds leads, and says whether somebody who buys stands in a base.</summary>
public sealed class LeadQueries(ViewReader views, NaturalKeys keys)
{
    private const int MostMatches = 20;

    private static readonly SortKey[] LatestFirst = [SortKey.Instant("changed_at", descending: true), SortKey.Id];
    private static readonly SortKey[] ByName = [SortKey.Text("name"), SortKey.Id];

    /// <summary>The bases of the campaigns within reach, with how many leads each has.</summary>
    public async Task<Page<LeadBaseLine>> Bases(Guid? campaign, LeadKind? kind, CallerScope scope, PageRequest page, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<LeadBaseList>()).WhereAsked("campaign_id = {0}", campaign?.ToString()).WhereAsked("kind = {0}", Stored.Name(kind));
        if (!scope.All) query.Where("campaign_id = any({0})", [scope.CampaignTexts]);
        var cards = await query.Read<LeadBaseCard>(views, page, ByName, total: false, ct);
        return new(await Counted(cards.Items, ct), cards.Next);
    }

    /// <summary>One base; <c>null</c>: there is none for the caller.</summary>
    public async Task<LeadBaseLine?> Base(Guid id, CallerScope scope, CancellationToken ct) =>
        await views.Find<LeadBaseList, LeadBaseCard>(id, ct) is { } card && scope.Reaches(card.CampaignId) ? (await Counted([card], ct))[0] : null;

    /// <summary>By registration number, document or phone when the text has digits, otherwise by name.</summary>
    /// <param name="live">Left out: those that are in their base.</param>
    public async Task<Page<FoundLead>> Search(
        string? text, Guid? campaign, Guid? leadBase, bool? live, CallerScope scope, CallerScope personal, PageRequest page, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<LeadDirectory>())
            .WhereAsked("campaign_id = {0}", campaign?.ToString()).WhereAsked("base_id = {0}", leadBase?.ToString());
        if (!scope.All) query.Where("campaign_id = any({0})", [scope.CampaignTexts]);
        if (live is not false) query.Where("live");
        if (text is not null)
        {
            var code = SearchText.OfCode(text);
            if (code.Any(char.IsAsciiDigit)) query.Where("(registration_search = {0} or document_search = {0} or phone_search like {1})", code, ListQuery.Anywhere(code));
            else foreach (var word in SearchText.OfName(text).Split(' ')) query.Where("name_search like {0}", ListQuery.Anywhere(word));
        }

        var rows = await query.Read<LeadRow>(views, page, LatestFirst, total: false, ct);
        return new([.. rows.Items.Select(row => FoundLead.Of(row, personal.Reaches(row.CampaignId)))], rows.Next);
    }

    /// <summary>One lead; <c>null</c>: there is none for the caller.</summary>
    public async Task<FoundLead?> Find(Guid id, CallerScope scope, CallerScope personal, CancellationToken ct) =>
        await views.Find<LeadDirectory, LeadRow>(id, ct) is { } row && scope.Reaches(row.CampaignId) ? FoundLead.Of(row, personal.Reaches(row.CampaignId)) : null;

    /// <summary>
    /// The leads that somebody who buys may be: in the open bases of the campaign, by phone for a prepaid line, by registration number or document
    /// for an upgrade. The other kinds of sale have no base.
    /// </summary>
    public async Task<IReadOnlyList<LeadRow>> Matches(LeadQuestion asked, CancellationToken ct)
    {
        LeadKind? kind = asked.Kind switch { SaleKind.PrepaidToPostpaid => LeadKind.Prepaid, SaleKind.PlanUpgrade => LeadKind.Upgrade, _ => null };
        if (kind is null) return [];

        var bases = (await views.Query<Guid>(
            $"select id from {DocumentTable.Of<LeadBaseList>()} where campaign_id = @campaign and kind = @kind and not closed order by id",
            new { campaign = asked.CampaignId.ToString(), kind = Stored.Name(kind) }, ct)).Select(id => new LeadBaseId(id)).ToList();
        if (bases.Count == 0) return [];

        var found = new List<LeadRow>();
        var key = kind is LeadKind.Prepaid ? PhoneNumber.Parse(asked.Country, asked.Phone).Number : asked.RegistrationNumber;
        if (!string.IsNullOrWhiteSpace(key) && key.Any(char.IsLetterOrDigit))
            found.AddRange((await views.FindMany<LeadDirectory, LeadRow>([.. bases.Select(id => keys.Lead(id, key).Value)], ct)).Values.Where(row => row.Live));
        if (found.Count > 0 || kind is LeadKind.Prepaid || asked.DocumentNumber is not { } document) return Latest(found);

        var rows = await views.Query<string>(
            $"select data::text from {DocumentTable.Of<LeadDirectory>()} where document_search = @document and base_id = any(@bases) and live order by changed_at desc, id limit {MostMatches}",
            new { document = SearchText.OfCode(document), bases = bases.Select(id => id.ToString()).ToArray() }, ct);
        return Latest(rows.Select(views.Read<LeadRow>).Where(row => asked.DocumentType is null || row.DocumentType == DocumentNumber.NormalizeType(asked.DocumentType)));
    }

    /// <summary>What a sale keeps of it: in base by the lead that was changed last, or outside base.</summary>
    public async Task<BaseMatch> Match(LeadQuestion asked, CancellationToken ct) =>
        (await Matches(asked, ct)) is [var latest, ..] ? new(InBase: true, latest.BaseId, latest.LeadId) : BaseMatch.Outside;

    private static List<LeadRow> Latest(IEnumerable<LeadRow> rows) => [.. rows.OrderByDescending(row => row.ChangedAt).ThenBy(row => row.LeadId.Value)];

    private async Task<IReadOnlyList<LeadBaseLine>> Counted(IReadOnlyList<LeadBaseCard> cards, CancellationToken ct)
    {
        if (cards.Count == 0) return [];
        var counts = (await views.Query<(string Base, bool Live, long Leads)>(
            $"select base_id, live, count(*) from {DocumentTable.Of<LeadDirectory>()} where base_id = any(@bases) group by base_id, live",
            new { bases = cards.Select(card => card.LeadBaseId.ToString()).ToArray() }, ct)).ToLookup(row => row.Base);
        return [.. cards.Select(card =>
        {
            var its = counts[card.LeadBaseId.ToString()];
            return new LeadBaseLine(card, its.Where(row => row.Live).Sum(row => row.Leads), its.Where(row => !row.Live).Sum(row => row.Leads));
        })];
    }
}

/// <summary>Who buys, as far as bases know people.</summary>
/// <param name="Phone">The line that becomes postpaid, as it was typed.</param>
/// <param name="Country">Of phones that do not say theirs.</param>
public sealed record LeadQuestion(CampaignId CampaignId, SaleKind Kind, string Country, string? Phone, string? DocumentType, string? DocumentNumber, string? RegistrationNumber);

/// <param name="Leads">In the base.</param>
/// <param name="Withdrawn">Were in it, until a newer file did not name them any more.</param>
public sealed record LeadBaseLine(LeadBaseCard Base, long Leads, long Withdrawn);

/// <summary>A lead as a search shows it; masked for who may not see personal data.</summary>
public sealed record FoundLead(
    LeadId LeadId, LeadBaseId BaseId, LeadKind Kind, bool Live, string? Name, string? Document, string? RegistrationNumber, IReadOnlyList<string> Phones, string? Address,
    LeadOffer? Offer, DateTimeOffset ChangedAt)
{
    internal static FoundLead Of(LeadRow row, bool maySee) => new(
        row.LeadId, row.BaseId, row.Kind, row.Live,
        row.FullName is { } name ? maySee ? name : Masked.Name(name) : null,
        row.DocumentNumber is { } number ? $"{row.DocumentType} {(maySee ? number : Masked.Number(number))}" : null,
        row.RegistrationNumber is { } registration ? maySee ? registration : Masked.Number(registration) : null,
        maySee ? row.Phones : [.. row.Phones.Select(Masked.Phone)],
        row.Address is { } address ? maySee ? string.Join(", ", new[] { address, row.Neighborhood }.OfType<string>()) : Replay.PersonalData.Hidden : null,
        row.Offer, row.ChangedAt);
}
