using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Collections.Queries;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
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

        return CalendarPeriod.Of(view, day) is { } known
            ? PageResults.Ok(http, await trays.FollowUps(asked.Request, known.From, known.To, pendingOnly: false, ct))
            : problems.Invalid("view", "month, week or day.");
    }
}
