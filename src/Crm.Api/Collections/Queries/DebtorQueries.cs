using System.Globalization;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;
using SortKey = Crm.Api.Queries.SortKey;

namespace Crm.Api.Collections.Queries;

/// <summary>A debtor that a search found.</summary>
/// <param name="Phones">Masked for who may not see personal data.</param>
/// <param name="PointsTo">The record that took this one's place.</param>
public sealed record FoundDebtor(DebtorLabel Debtor, string Country, IReadOnlyList<string> Phones, DebtorId? PointsTo);

/// <summary>Everything about one person: who he is, what he owes, what was done, promised, agreed and paid.</summary>
/// <param name="Owed">What he owes, by currency.</param>
/// <param name="Attempts">The latest 50, newest first; older ones page through the list of attempts.</param>
public sealed record Debtor360(
    DebtorRecord Debtor, bool PersonalDataShown, IReadOnlyList<Money> Owed, IReadOnlyList<AccountLine> Accounts, IReadOnlyList<AttemptFact> Attempts,
    IReadOnlyList<PromiseFact> Promises, IReadOnlyList<AgreementRecord> Agreements, IReadOnlyList<PaymentFact> Payments, IReadOnlyList<FollowUpItem> FollowUps);

/// <summary>Finds debtors and shows one with everything about him, as far as the caller reaches.</summary>
public sealed class DebtorQueries(ViewReader views, BusinessClock clock)
{
    private const int Most = 200;
    private static readonly SortKey[] ByName = [SortKey.Text("name_search"), SortKey.Id];

    /// <summary>By name, document or phone, whatever the text looks like: digits are a number, anything else a name.</summary>
    public async Task<Page<FoundDebtor>> Search(string text, CallerScope scope, CallerScope personal, PageRequest page, CancellationToken ct)
    {
        var (code, name) = (SearchText.OfCode(text), SearchText.OfName(text));
        var query = new ListQuery(DocumentTable.Of<DebtorDirectory>());
        if (code.Any(char.IsAsciiDigit)) query.Where("(document_search like {0} or phone_search like {0})", ListQuery.Anywhere(code));
        else foreach (var word in name.Split(' ')) query.Where("name_search like {0}", ListQuery.Anywhere(word));
        if (!scope.All)
        {
            query.Where(
                $"(campaign_id = any({{0}}) or exists (select 1 from {DocumentTable.Of<AccountsTray>()} a where a.debtor_id = {DocumentTable.Of<DebtorDirectory>()}.id::text and (a.campaign_id = any({{0}}) or a.team_id = any({{1}}) or ({{2}} and a.owner_id = {{3}}))))",
                scope.CampaignTexts, scope.TeamTexts, scope.Own, scope.UserText);
        }

        var rows = await query.Read<DirectoryEntry>(views, page, ByName, total: false, ct);
        var mine = personal is { All: false, Own: true } ? await OwnedBy(personal, [.. rows.Items.Select(row => row.DebtorId)], ct) : [];
        return new([.. rows.Items.Select(row =>
        {
            var maySee = personal.Reaches(row.CampaignId) || mine.Contains(row.DebtorId.Value);
            return new FoundDebtor(DebtorLabel.Of(row, maySee), row.Country, maySee ? row.Phones : [.. row.Phones.Select(Masked.Phone)], row.PointsTo);
        })], rows.Next);
    }

    /// <summary>One debtor; <c>null</c>: there is none for the caller.</summary>
    public async Task<Debtor360?> Show(Guid id, CallerScope scope, CallerScope personal, CancellationToken ct)
    {
        if (await views.Find<DebtorFile, DebtorRecord>(id, ct) is not { } debtor) return null;

        var accounts = (await Of<AccountsTray, TrayAccount>(id, "urgency, due, less_owed, id", ct)).Where(row => scope.Reaches(row.CampaignId, row.TeamId, row.OwnerId)).ToList();
        if (!scope.Reaches(debtor.CampaignId) && accounts.Count == 0) return null;

        var maySee = personal.Reaches(debtor.CampaignId) || accounts.Any(row => personal.Reaches(row.CampaignId, row.TeamId, row.OwnerId));
        var label = new DebtorLabel(debtor.DebtorId, maySee ? debtor.FullName : Masked.Name(debtor.FullName),
            $"{debtor.DocumentType} {(maySee ? debtor.DocumentNumber : Masked.Number(debtor.DocumentNumber))}");
        var reached = accounts.Select(row => row.CampaignId).Append(debtor.CampaignId).Where(campaign => scope.Reaches(campaign) || accounts.Any(row => row.CampaignId == campaign)).ToHashSet();
        var ids = accounts.Select(row => row.AccountId).ToHashSet();
        var now = clock.GetUtcNow();
        return new(
            maySee ? debtor : Hidden(debtor), maySee,
            [.. accounts.Where(row => row.Live).GroupBy(row => row.Balance.Currency).Select(group => group.Select(row => row.Balance).Sum(group.Key))],
            [.. accounts.Select(row => AccountLine.Of(row, now, label))],
            [.. (await Of<AttemptFacts, AttemptFact>(id, "at desc, id", ct, 50)).Where(row => reached.Contains(row.CampaignId)).Select(row => maySee ? row : row with { Notes = null })],
            [.. (await Of<PromiseFacts, PromiseFact>(id, "made_on desc, id", ct)).Where(row => ids.Contains(row.AccountId))],
            [.. (await Of<AgreementFile, AgreementRecord>(id, "signed_on desc nulls first, id", ct)).Where(row => ids.Contains(row.Parties.AccountId))],
            [.. (await Of<PaymentFacts, PaymentFact>(id, "value_date desc, id", ct)).Where(row => ids.Contains(row.AccountId))],
            [.. (await Of<FollowUpsTray, FollowUpItem>(id, "due_at desc, id", ct)).Where(row => reached.Contains(row.CampaignId)).Select(row => maySee ? row : row with { Note = null })]);
    }

    private async Task<IReadOnlyList<TRow>> Of<TProjection, TRow>(Guid debtor, string order, CancellationToken ct, int limit = Most)
        where TProjection : EventStore.Projecting.Projection, new() where TRow : class =>
        [.. (await views.Query<string>(
            $"select data::text from {DocumentTable.Of<TProjection>()} where debtor_id = @debtor order by {order} limit {limit.ToString(CultureInfo.InvariantCulture)}",
            new { debtor = debtor.ToString() }, ct)).Select(views.Read<TRow>)];

    private async Task<HashSet<Guid>> OwnedBy(CallerScope personal, IReadOnlyList<DebtorId> debtors, CancellationToken ct) =>
        [.. (await views.Query<string>(
            $"select distinct debtor_id from {DocumentTable.Of<AccountsTray>()} where debtor_id = any(@debtors) and owner_id = @user",
            new { debtors = debtors.Select(debtor => debtor.ToString()).ToArray(), user = personal.UserText }, ct)).Select(Guid.Parse)];

    private static DebtorRecord Hidden(DebtorRecord debtor) => debtor with
    {
        FullName = Masked.Name(debtor.FullName),
        DocumentNumber = Masked.Number(debtor.DocumentNumber),
        FormerNames = [.. debtor.FormerNames.Select(Masked.Name)],
        Phones = [.. debtor.Phones.Select(phone => phone with { Number = Masked.Phone(phone.Number) })],
        Emails = [.. debtor.Emails.Select(email => email with { Email = Masked.Email(email.Email) })],
        Addresses = [.. debtor.Addresses.Select(address => address with { Address = Replay.PersonalData.Hidden })],
    };
}
