using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Pages.Work;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Callbacks;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Projections.Campaigns;
using Crm.Projections.TelecomSales.Callbacks;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>Promised calls: those that are due, and all of a month, a week or a day as a calendar.</summary>
[Requires(Permission.CallbacksRead)]
[RecordsReads(AccessKind.Tray)]
public sealed class CallbacksModel(
    CallbackQueries callbacks, ViewReader views, UserReader users, Workplaces places, CommandRunner runner, Commands commands, BusinessClock clock) : SalesPage(views, users)
{
    private static readonly string[] Shown = [DocumentTable.NameOf<CallbacksTray>(), DocumentTable.NameOf<CallbackFile>()];

    public Page<CallbackLine> Due { get; private set; } = new([], null);
    public ILookup<DateOnly, CallbackLine> ByDay { get; private set; } = Array.Empty<CallbackLine>().ToLookup(_ => default(DateOnly));
    public IReadOnlyDictionary<DateOnly, CallbackDay> Counts { get; private set; } = new Dictionary<DateOnly, CallbackDay>();
    public CalendarPeriod Period { get; private set; }
    public DateOnly Today { get; private set; }

    /// <summary>Where the reader may promise calls.</summary>
    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];

    /// <summary><c>month</c>, <c>week</c> or <c>day</c>.</summary>
    [BindProperty(SupportsGet = true, Name = "view")]
    public string? Span { get; set; }

    /// <summary>Any day of what is shown.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? On { get; set; }

    /// <summary><c>me</c>: the reader's own.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Person { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>The days of the calendar: of a month whole weeks, Monday first.</summary>
    public IEnumerable<DateOnly> Days
    {
        get
        {
            var first = Span is "month" ? Period.From.AddDays(-(((int)Period.From.DayOfWeek + 6) % 7)) : Period.From;
            var count = Period.To.DayNumber - first.DayNumber + 1;
            return Enumerable.Range(0, Span is "month" ? (count + 6) / 7 * 7 : count).Select(first.AddDays);
        }
    }

    /// <summary>A page of the same view some months, weeks or days on.</summary>
    public string Address(int steps, string? span = null)
    {
        var on = On ?? Today;
        var day = Span switch { "month" => on.AddMonths(steps), "day" => on.AddDays(steps), _ => on.AddDays(7 * steps) };
        return $"?view={span ?? Span}&on={Texts.Date(day)}{(Person is "me" ? "&person=me" : "")}";
    }

    public async Task OnGetAsync(CancellationToken ct) => await Load(ct);

    /// <param name="callback">Made with the form, so that sending it twice promises one call.</param>
    public async Task<IActionResult> OnPostScheduleAsync(
        Guid campaign, SaleKind kind, string? prospect, string? phone, DateTime? due, string? note, Guid callback, CancellationToken ct)
    {
        await Load(ct);
        if (!ModelState.IsValid || due is not { } at || Campaigns.FirstOrDefault(one => one.CampaignId.Value == campaign) is not { } place)
        {
            RefuseUnread("schedule");
            return Page();
        }

        var request = new ScheduleCallbackRequest(
            place.CampaignId, kind, prospect ?? "", phone ?? "", WallClock.InstantOf(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at), place.Zone), null, note, new(callback));
        return await Book("schedule", "ScheduleCallback", Permission.CallbacksCreate, request,
            (body, context) => CallbackEndpoints.Schedule(body, context, runner, commands, places, callbacks, ct), Shown, ct)
            ? LocalRedirect($"/desk/callbacks/{callback}")
            : Page();
    }

    private async Task Load(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Today = BusinessMoment.Of(now, await this.ZoneOfCaller(ct)).Date;
        if (Person is not "me") Person = null;
        Period = CalendarPeriod.Of(Span ??= "week", On ?? Today) ?? CalendarPeriod.Of(Span = "week", (On = Today).Value)!.Value;
        Campaigns = Who.Has(Permission.CallbacksCreate) ? await SellingFirst(await CampaignsFor(Permission.CallbacksCreate, places, ct), ct) : [];

        var asked = this.Rows(Permission.CallbacksRead, Cursor) with { Person = Person };
        Due = await callbacks.Pending(asked, new(null, null, null), now, ct);
        var all = asked with { Page = new(PageRequest.MaxLimit, null), Total = false };
        var days = Days.ToList();
        ByDay = (await callbacks.Between(all, new(null, null, null), days[0], days[^1], ct)).Items.ToLookup(line => line.DueOn);
        Counts = (await callbacks.Days(all, new(null, null, null), days[0], days[^1], ct)).ToDictionary(day => day.On);
        await Know(Due.Items.Select(line => line.AgentId), ct);
    }
}
