using Crm.Api.Audit;
using Crm.Api.Collections.Queries;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;

namespace Crm.Api.Collections;

/// <summary>One person, one account, one agreement, one import: each with everything about it.</summary>
public static class DebtorPages
{
    private static readonly SortKey[] ByPosition = [SortKey.Number("position", descending: true)];
    private static readonly SortKey[] ByStart = [SortKey.Instant("started_at", descending: true), SortKey.Id];

    public static void MapDebtorPages(this IEndpointRouteBuilder routes)
    {
        var room = routes.MapGroup("/api/collections").WithTags("Collections: files");

        room.MapGet("/debtors", Search)
            .WithName("SearchDebtors").WithSummary("Find a debtor by name, document or phone: ?q=").Produces<Page<FoundDebtor>>()
            .Reads<DebtorDirectory, AccountsTray>().RecordsReads(AccessKind.DebtorSearch).RequirePermission(Permission.CustomersRead);
        room.MapGet("/debtors/{id:guid}", Show)
            .WithName("ShowDebtor").WithSummary("Everything about one person").Produces<Debtor360>()
            .Reads(DocumentTable.NameOf<DebtorFile>(), DocumentTable.NameOf<AccountsTray>(), DocumentTable.NameOf<AttemptFacts>(), DocumentTable.NameOf<PromiseFacts>(),
                DocumentTable.NameOf<AgreementFile>(), DocumentTable.NameOf<PaymentFacts>(), DocumentTable.NameOf<FollowUpsTray>())
            .RecordsReads(AccessKind.DebtorFile).RequirePermission(Permission.CustomersRead);
        room.MapGet("/accounts/{id:guid}", Account)
            .WithName("ShowAccount").WithSummary("An account: how it stands, how it came, whose it was, what stopped its days").Produces<AccountAnswer>()
            .Reads(DocumentTable.NameOf<AccountsTray>(), DocumentTable.NameOf<AccountFile>(), DocumentTable.NameOf<DebtorDirectory>())
            .RecordsReads(AccessKind.AccountFile).RequirePermission(Permission.AccountsRead);
        room.MapGet("/accounts/{id:guid}/movements", Movements)
            .WithName("ListMovements").WithSummary("The movements of an account's balance, newest first").Produces<Page<AccountMovement>>()
            .Reads<AccountsTray, AccountLedger>().RequirePermission(Permission.AccountsRead);
        room.MapGet("/agreements/{id:guid}", Agreement)
            .WithName("ShowAgreement").WithSummary("An agreement with its installments and its history").Produces<AgreementRecord>()
            .Reads<AgreementFile>().RequirePermission(Permission.AgreementsRead);
        room.MapGet("/promises/{id:guid}", Promise)
            .WithName("ShowPromise").WithSummary("A promise and what became of it").Produces<PromiseFact>()
            .Reads<PromiseFacts>().RequirePermission(Permission.PromisesRead);
        room.MapGet("/payments/{id:guid}", Payment)
            .WithName("ShowPayment").WithSummary("A payment from what was registered to what became of it").Produces<PaymentFact>()
            .Reads<PaymentFacts>().RequirePermission(Permission.PaymentsRead);
        room.MapGet("/import-progress", Imports)
            .WithName("ListImportProgress").WithSummary("How far imports are and what became of their rows, latest first").Produces<Page<ImportStatus>>()
            .Reads<ImportProgress>().RequirePermission(Permission.ImportsRead);
    }

    private static async Task<IResult> Search(
        string q, PageRequest page, CommandContext context, DebtorQueries debtors, HttpContext http, Problems problems, CancellationToken ct)
    {
        // Fewer characters would be a list of everybody.
        if (q.Trim().Length is < 3 or > 100) return problems.Invalid("q", "From 3 to 100 characters.");

        return PageResults.Ok(http, await debtors.Search(q, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), page, ct));
    }

    private static async Task<IResult> Show(
        Guid id, CommandContext context, DebtorQueries debtors, StreamVersions versions, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (await debtors.Show(id, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), ct) is not { } file) return problems.NotFound();

        await versions.Tag(http, id, ct);
        return TypedResults.Ok(file);
    }

    private static async Task<IResult> Account(
        Guid id, CommandContext context, ViewReader views, DebtorLabels labels, BusinessClock clock, StreamVersions versions, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (await views.Find<AccountsTray, TrayAccount>(id, ct) is not { } row || !context.Scope.Reaches(row.CampaignId, row.TeamId, row.OwnerId)) return problems.NotFound();

        var label = await labels.For([row.DebtorId], ct);
        var maySee = context.ScopeOf(Permission.CustomersSeePersonalData).Reaches(row.CampaignId, row.TeamId, row.OwnerId);
        var file = await views.Find<AccountFile, AccountRecord>(id, ct);
        await versions.Tag(http, id, ct);
        return TypedResults.Ok(new AccountAnswer(AccountLine.Of(row, clock.GetUtcNow(), label(row.DebtorId, maySee)), row.InLegal, row.PriorityRaised, file));
    }

    private static async Task<IResult> Movements(Guid id, CallerScope scope, PageRequest page, ViewReader views, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (await views.Find<AccountsTray, TrayAccount>(id, ct) is not { } row || !scope.Reaches(row.CampaignId, row.TeamId, row.OwnerId)) return problems.NotFound();

        var query = new ListQuery(DocumentTable.Of<AccountLedger>()).Where("account_id = {0}", id.ToString());
        return PageResults.Ok(http, await query.Read<AccountMovement>(views, page, ByPosition, total: false, ct));
    }

    private static async Task<IResult> Agreement(Guid id, CallerScope scope, ViewReader views, StreamVersions versions, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (await views.Find<AgreementFile, AgreementRecord>(id, ct) is not { } record
            || !await Reaches(views, scope, record.Parties.AccountId, record.Parties.CampaignId, record.Work?.TeamId, record.Work?.AgentId ?? record.ProposedBy, ct)) return problems.NotFound();

        await versions.Tag(http, id, ct);
        return TypedResults.Ok(record);
    }

    private static async Task<IResult> Promise(Guid id, CallerScope scope, ViewReader views, StreamVersions versions, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (await views.Find<PromiseFacts, PromiseFact>(id, ct) is not { } fact
            || !await Reaches(views, scope, fact.AccountId, fact.CampaignId, fact.TeamId, fact.AgentId, ct)) return problems.NotFound();

        await versions.Tag(http, id, ct);
        return TypedResults.Ok(fact);
    }

    private static async Task<IResult> Payment(Guid id, CallerScope scope, ViewReader views, StreamVersions versions, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (await views.Find<PaymentFacts, PaymentFact>(id, ct) is not { } fact
            || !await Reaches(views, scope, fact.AccountId, fact.CampaignId, fact.AttributedTo?.TeamId, fact.AttributedTo?.AgentId ?? fact.RegisteredBy, ct)) return problems.NotFound();

        await versions.Tag(http, id, ct);
        return TypedResults.Ok(fact);
    }

    private static async Task<IResult> Imports(Guid? campaign, CallerScope scope, PageRequest page, ViewReader views, HttpContext http, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<ImportProgress>()).WhereAsked("campaign_id = {0}", campaign?.ToString());
        if (!scope.All) query.Where("campaign_id = any({0})", [scope.CampaignTexts]);
        return PageResults.Ok(http, await query.Read<ImportStatus>(views, page, ByStart, total: false, ct));
    }

    // What is about an account is within reach of who did it and of who has the account now.
    private static async Task<bool> Reaches(
        ViewReader views, CallerScope scope, AccountId account, CampaignId campaign, TeamId? team, UserId? person, CancellationToken ct) =>
        scope.Reaches(campaign, team, person)
        || (await views.Find<AccountsTray, TrayAccount>(account.Value, ct) is { } row && scope.Reaches(row.CampaignId, row.TeamId, row.OwnerId));
}

/// <param name="Record">How it came, its owners, pauses and legal stays.</param>
public sealed record AccountAnswer(AccountLine Account, bool InLegal, bool PriorityRaised, AccountRecord? Record);
