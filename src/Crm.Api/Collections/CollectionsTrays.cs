using Crm.Api.Audit;
using Crm.Api.Collections.Queries;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Kernel;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections;

namespace Crm.Api.Collections;

/// <summary>The work queues of the room: whose accounts, what is due, what was broken, what waits for a supervisor.</summary>
public static class CollectionsTrays
{
    public static void MapCollectionsTrays(this IEndpointRouteBuilder routes)
    {
        var trays = routes.MapGroup("/api/collections/trays").WithTags("Collections: trays");

        trays.MapGet("/accounts", Accounts)
            .Tray<AccountsTray, AccountLine>("ListAccounts", "Accounts: mine (owner=me), my team's, those nobody has (owner=none); most urgent first", Permission.AccountsRead);
        trays.MapGet("/promises", Promises)
            .Tray<PromisesTray, TrayLine<OpenPromise>>("ListOpenPromises", "Open promises: due=today, overdue or upcoming, at the campaign's date", Permission.PromisesRead);
        trays.MapGet("/broken-promises", (TrayParameters asked, DueTrays due, HttpContext http, CancellationToken ct) => Answer(http, due.BrokenPromises(asked.Request, ct)))
            .Tray<BrokenPromisesTray, TrayLine<UnmetPromise>>("ListBrokenPromises", "Accounts whose last promise was broken or kept in part", Permission.PromisesRead);
        trays.MapGet("/broken-agreements", (TrayParameters asked, DueTrays due, HttpContext http, CancellationToken ct) => Answer(http, due.BrokenAgreements(asked.Request, ct)))
            .Tray<BrokenAgreementsTray, TrayLine<BrokenAgreement>>("ListBrokenAgreements", "Accounts whose agreement is broken", Permission.AgreementsRead);
        trays.MapGet("/reminders", (TrayParameters asked, DueTrays due, HttpContext http, CancellationToken ct) => Answer(http, due.Reminders(asked.Request, ct)))
            .Tray<ReminderTasksTray, TrayLine<ReminderTask>>("ListReminders", "Debtors to be reminded of their promise", Permission.TasksRead);
        trays.MapGet("/payments-to-confirm", (TrayParameters asked, DueTrays due, HttpContext http, CancellationToken ct) => Answer(http, due.PaymentsToConfirm(asked.Request, ct)))
            .Tray<PaymentsToConfirmTray, TrayLine<PaymentToConfirm>>("ListPaymentsToConfirm", "Payments that somebody says were made", Permission.PaymentsRead);
        trays.MapGet("/agreements-to-approve", (TrayParameters asked, DueTrays due, HttpContext http, CancellationToken ct) => Answer(http, due.AgreementsToApprove(asked.Request, ct)))
            .Tray<AgreementsToApproveTray, TrayLine<AgreementToApprove>>("ListAgreementsToApprove", "Agreements below the floor that wait for a supervisor", Permission.AgreementsRead);
        trays.MapGet("/follow-ups", (TrayParameters asked, DueTrays due, HttpContext http, CancellationToken ct) =>
                Answer(http, due.FollowUps(asked.Request, null, null, pendingOnly: true, ct)))
            .Tray<FollowUpsTray, TrayLine<FollowUpItem>>("ListFollowUps", "Follow-ups that somebody still has to do, missed ones first", Permission.FollowUpsRead);

        routes.MapGet("/api/collections/follow-ups/calendar", Calendar)
            .WithTags("Collections: follow-ups")
            .Tray<FollowUpsTray, TrayLine<FollowUpItem>>("ShowFollowUpCalendar", "Follow-ups of a month, week or day at the campaign's wall clock", Permission.FollowUpsRead);
    }

    private static RouteHandlerBuilder Tray<TProjection, TLine>(this RouteHandlerBuilder endpoint, string name, string summary, string permission)
        where TProjection : EventStore.Projecting.Projection, new() => endpoint
        .WithName(name).WithSummary(summary).Produces<Page<TLine>>().Reads<TProjection, DebtorDirectory>().RecordsReads(AccessKind.Tray).RequirePermission(permission);

    private static async Task<IResult> Answer<TLine>(HttpContext http, Task<Page<TLine>> page) => PageResults.Ok(http, await page);

    private static async Task<IResult> Accounts(
        [AsParameters] AccountFilter filter, string? sort, bool? total, PageRequest page, CommandContext context, AccountTray tray, HttpContext http, Problems problems,
        CancellationToken ct)
    {
        if (sort is not (null or "priority" or "balance")) return problems.Invalid("sort", "priority or balance.");
        if (filter.Owner is not (null or "me" or "none") && !Guid.TryParse(filter.Owner, out _)) return problems.Invalid("owner", "me, none or a person's id.");

        return PageResults.Ok(http, await tray.Page(
            filter, sort, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), page, total is true, ct));
    }

    private static async Task<IResult> Promises(
        TrayParameters asked, string? due, DueTrays trays, CampaignDates dates, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (due is not (null or "today" or "overdue" or "upcoming")) return problems.Invalid("due", "today, overdue or upcoming.");

        return PageResults.Ok(http, await trays.Promises(asked.Request, due, await dates.Today(asked.Request.Campaign, ct), ct));
    }

    private static async Task<IResult> Calendar(
        TrayParameters asked, string? view, DateOnly? on, DueTrays trays, CampaignDates dates, HttpContext http, Problems problems, CancellationToken ct)
    {
        var day = on ?? await dates.Today(asked.Request.Campaign, ct);
        if (day.Year is < 2000 or > 9000) return problems.Invalid("on", "A date of this century.");

        (DateOnly From, DateOnly To)? period = view switch
        {
            "day" => (day, day),
            "week" => (day.AddDays(-(((int)day.DayOfWeek + 6) % 7)), day.AddDays(6 - ((int)day.DayOfWeek + 6) % 7)),
            null or "month" => (new(day.Year, day.Month, 1), new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1)),
            _ => null,
        };
        return period is { } known
            ? PageResults.Ok(http, await trays.FollowUps(asked.Request, known.From, known.To, pendingOnly: false, ct))
            : problems.Invalid("view", "month, week or day.");
    }
}

/// <summary>What every tray can be asked: <c>?campaign=&amp;team=&amp;person=me&amp;total=true&amp;limit=&amp;cursor=</c>.</summary>
public sealed class TrayParameters
{
    private TrayParameters(TrayRequest request) => Request = request;

    internal TrayRequest Request { get; }

    public static async ValueTask<TrayParameters?> BindAsync(HttpContext http, System.Reflection.ParameterInfo parameter)
    {
        var context = (await CommandContext.BindAsync(http, parameter))!;
        var person = http.Request.Query["person"] is { Count: > 0 } asked ? asked.ToString() : null;
        if (person is not (null or "me") && !Guid.TryParse(person, out _)) throw Wrong("person", "me or a person's id.");

        return new(new(
            context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), Id(http, "campaign"), Id(http, "team"), person,
            (await PageRequest.BindAsync(http, parameter))!, http.Request.Query["total"] == "true"));
    }

    private static Guid? Id(HttpContext http, string name) =>
        http.Request.Query[name] is not { Count: > 0 } text ? null : Guid.TryParse(text, out var id) ? id : throw Wrong(name, "An id.");

    private static RequestProblemException Wrong(string field, string message) => new(problems => problems.Invalid(field, message));
}

/// <summary>What date it is: a campaign's own, or that of the campaign that is furthest behind when none is named.</summary>
public sealed class CampaignDates(ViewReader views, BusinessClock clock)
{
    public async Task<DateOnly> Today(Guid? campaign, CancellationToken ct)
    {
        var zones = campaign is { } id
            ? (await views.Find<CampaignCard, CampaignInfo>(id, ct))?.Zone is { } zone ? [zone] : []
            : await views.Query<string>($"select distinct data ->> 'zone' from {DocumentTable.Of<CampaignCard>()}", null, ct);
        var now = clock.GetUtcNow();
        return zones.Select(zone => BusinessMoment.Of(now, zone).Date).DefaultIfEmpty(DateOnly.FromDateTime(now.UtcDateTime)).Min();
    }
}
