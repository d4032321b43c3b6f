using Crm.Api.Audit;
using Crm.Api.Collections.Queries;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>Follow-ups: what is due as a list, and the month as a calendar.</summary>
[RecordsReads(AccessKind.Tray)]
[Requires(Permission.FollowUpsRead)]
public sealed class FollowUpsModel(DueTrays trays, BusinessClock clock) : WorkPage
{
    public Page<TrayLine<FollowUpItem>> Due { get; private set; } = new([], null);
    public ILookup<DateOnly, TrayLine<FollowUpItem>> ByDay { get; private set; } = Array.Empty<TrayLine<FollowUpItem>>().ToLookup(_ => default(DateOnly));
    public DateOnly Today { get; private set; }

    /// <summary>The first of the month that is shown.</summary>
    public DateOnly First { get; private set; }

    /// <summary>Any day of the month to show.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Month { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>The days of the calendar: whole weeks, Monday first.</summary>
    public IEnumerable<DateOnly> Days
    {
        get
        {
            var monday = First.AddDays(-(((int)First.DayOfWeek + 6) % 7));
            var weeks = (int)Math.Ceiling((First.AddMonths(1).DayNumber - monday.DayNumber) / 7m);
            return Enumerable.Range(0, weeks * 7).Select(monday.AddDays);
        }
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Today = BusinessMoment.Of(clock.GetUtcNow(), await this.ZoneOfCaller(ct)).Date;
        var month = Month is { Year: > 1900 and < 9000 } asked ? asked : Today;
        First = new(month.Year, month.Month, 1);
        Due = await trays.FollowUps(this.Rows(Permission.FollowUpsRead, Cursor), null, null, pendingOnly: true, ct);

        var all = this.Rows(Permission.FollowUpsRead, null) with { Page = new(PageRequest.MaxLimit, null), Total = false };
        var days = Days.ToList();
        ByDay = (await trays.FollowUps(all, days[0], days[^1], pendingOnly: false, ct)).Items.ToLookup(line => line.Row.DueOn);
    }
}
