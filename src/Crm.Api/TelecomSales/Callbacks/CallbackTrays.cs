using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Live;
using Crm.Api.Queries;
using Crm.Projections.TelecomSales.Callbacks;

namespace Crm.Api.TelecomSales.Callbacks;

/// <summary>What one reads of promised calls: those to make, the calendar, one with its history.</summary>
public static class CallbackTrays
{
    private const string Live = "telecom-sales/callbacks";

    internal static IServiceCollection AddLiveCallbacks(this IServiceCollection services) => services.AddLiveTray(_ => new LiveTray<CallbacksTray, CallbackRow>(Live)
    {
        Lines = (_, _) => Task.FromResult<Func<CallbackRow, bool, object>>(CallbackLine.Of),
        Query = ask => CallbackQueries.Begin(ask.Request, new(null, null, null)).Where("pending"),
        Listed = row => row.Pending,
    });

    public static void MapCallbackTrays(this IEndpointRouteBuilder routes)
    {
        var callbacks = routes.MapGroup("/api/telecom-sales/callbacks").WithTags("Telecom sales: callbacks");

        callbacks.MapGet("/", async (TrayParameters asked, [AsParameters] CallbackFilter filter, bool? due, CallbackQueries queries, BusinessClock clock, HttpContext http, CancellationToken ct) =>
                PageResults.Ok(http, await queries.Pending(asked.Request, filter, due is true ? clock.GetUtcNow() : null, ct)))
            .WithName("ListCallbacks").WithSummary("Calls that somebody still has to make, longest due first: ?due=true&person=me&kind=&state=&q=")
            .Produces<Page<CallbackLine>>().Reads<CallbacksTray>().RecordsReads(AccessKind.Tray).RequirePermission(Permission.CallbacksRead);
        callbacks.MapLive("/live", Live, "FollowCallbacks", "Calls that somebody still has to make as they change", Permission.CallbacksRead);
        callbacks.MapGet("/calendar", Calendar)
            .WithName("ShowCallbackCalendar").WithSummary("Calls of a month, week or day at the campaign's wall clock, with counts per day: ?view=week&on=2026-11-23&person=me")
            .Produces<CallbackCalendar>().Reads<CallbacksTray>().RecordsReads(AccessKind.Tray).RequirePermission(Permission.CallbacksRead);
        callbacks.MapGet("/{id:guid}", async (Guid id, CommandContext context, CallbackQueries queries, Problems problems, CancellationToken ct) =>
                await queries.Find(id, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), ct) is { } found ? TypedResults.Ok(found) : problems.NotFound())
            .WithName("ShowCallback").WithSummary("A call with its history").Produces<CallbackView>()
            .Reads<CallbacksTray, CallbackFile>().RecordsReads(AccessKind.CallbackFile).RequirePermission(Permission.CallbacksRead);
    }

    private static async Task<IResult> Calendar(
        TrayParameters asked, [AsParameters] CallbackFilter filter, string? view, DateOnly? on, CallbackQueries queries, CampaignDates dates, Problems problems, CancellationToken ct)
    {
        var day = on ?? await dates.Today(asked.Request.Campaign, ct);
        if (CalendarPeriod.Of(view, day) is not { } period) return problems.Invalid("view", "month, week or day, and on a date of this century.");

        return TypedResults.Ok(new CallbackCalendar(
            period.From, period.To, await queries.Days(asked.Request, filter, period.From, period.To, ct), await queries.Between(asked.Request, filter, period.From, period.To, ct)));
    }
}
