using Crm.Api.Audit;
using Crm.Api.Collections.Queries;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Kernel;
using Crm.Projections.Collections;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>Open promises by due date, and whom to remind.</summary>
[RecordsReads(AccessKind.Tray)]
[Requires(Permission.PromisesRead)]
public sealed class PromisesModel(DueTrays trays, BusinessClock clock) : WorkPage
{
    public Page<TrayLine<OpenPromise>> Promises { get; private set; } = new([], null);
    public Page<TrayLine<ReminderTask>> Reminders { get; private set; } = new([], null);

    [BindProperty(SupportsGet = true)]
    public string? Due { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var today = BusinessMoment.Of(clock.GetUtcNow(), await this.ZoneOfCaller(ct)).Date;
        Promises = await trays.Promises(this.Rows(Permission.PromisesRead, Cursor), Due, today, ct);
        if (Cursor is null) Reminders = await trays.Reminders(this.Rows(Permission.PromisesRead, null), ct);
    }
}
