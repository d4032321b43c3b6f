using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.TelecomSales.Callbacks;
using Crm.Domain.Kernel;
using Crm.Projections.TelecomSales.Callbacks;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>A promised call with its history, and what became of it.</summary>
[Requires(Permission.CallbacksRead)]
[RecordsReads(AccessKind.CallbackFile, ByItself = true)]
public sealed class CallbackModel(
    CallbackQueries callbacks, ViewReader views, UserReader users, AccessLog reads, Workplaces places, CommandRunner runner, Commands commands) : SalesPage(views, users)
{
    private static readonly string[] Shown = [DocumentTable.NameOf<CallbacksTray>(), DocumentTable.NameOf<CallbackFile>()];

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public CallbackLine Call { get; private set; } = null!;
    public IReadOnlyList<CallbackEntry> History { get; private set; } = [];

    /// <summary>Those to whom it may be given; none where the reader may not give it.</summary>
    public IReadOnlyList<(UserId Id, string Name)> Others { get; private set; } = [];

    /// <summary>Whether somebody still has to make it.</summary>
    public bool Pending => Call.State is CallbackState.Scheduled or CallbackState.Due or CallbackState.Missed;

    /// <summary>Whether a permission reaches this call.</summary>
    public bool May(string permission) => ScopeOf(permission).Reaches(Call.CampaignId, Call.TeamId, Call.AgentId);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    public Task<IActionResult> OnPostAgainAsync(bool reached, DateTime? due, string? note, CancellationToken ct) => At("again", due, at => Send(
        "again", "RecordCallAgain", Permission.CallbacksUpdate, new CallAgainRequest(reached, at, note),
        (body, context) => CallbackEndpoints.CallAgain(Id, body, context, runner, commands, places, callbacks, ct), ct), ct);

    public Task<IActionResult> OnPostMoveAsync(DateTime? due, string? reason, CancellationToken ct) => At("move", due, at => Send(
        "move", "MoveCallback", Permission.CallbacksUpdate, new MoveCallbackRequest(at, reason ?? ""),
        (body, context) => CallbackEndpoints.Move(Id, body, context, runner, commands, places, callbacks, ct), ct), ct);

    public async Task<IActionResult> OnPostReassignAsync(Guid agent, string? reason, CancellationToken ct) => await Load(ct)
        ? await Send("reassign", "ReassignCallback", Permission.CallbacksAssign, new ReassignCallbackRequest(new(agent), reason ?? ""),
            (body, context) => CallbackEndpoints.Reassign(Id, body, context, runner, commands, places, callbacks, ct), ct)
        : Missing();

    public async Task<IActionResult> OnPostDeclineAsync(string? note, CancellationToken ct) =>
        await Give("decline", "DeclineCallback", Permission.CallbacksUpdate, new DeclineCallbackRequest(note),
            (body, context) => CallbackEndpoints.Decline(Id, body, context, commands, places, ct), Shown, ct)
            ? RedirectToPage(new { id = Id })
            : await OnGetAsync(ct);

    public async Task<IActionResult> OnPostCancelAsync(string? reason, CancellationToken ct) =>
        await Give("cancel", "CancelCallback", Permission.CallbacksDelete, new ReasonRequest(reason ?? ""),
            (body, context) => CallbackEndpoints.Cancel(Id, body, context, commands, places, ct), Shown, ct)
            ? RedirectToPage(new { id = Id })
            : await OnGetAsync(ct);

    // What a form says is the wall clock of the call's campaign.
    private async Task<IActionResult> At(string form, DateTime? due, Func<DateTimeOffset, Task<IActionResult>> send, CancellationToken ct)
    {
        if (!await Load(ct)) return Missing();
        if (ModelState.IsValid && due is { } at) return await send(WallClock.InstantOf(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at), Call.Zone));

        Refuse(form, StatusCodes.Status400BadRequest, Texts.T("form.invalid"), []);
        return Page();
    }

    private async Task<IActionResult> Send<TRequest>(
        string form, string command, string permission, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct) =>
        await Book(form, command, permission, request, run, Shown, ct) ? RedirectToPage(new { id = Id }) : Page();

    private async Task<bool> Load(CancellationToken ct)
    {
        var personal = ScopeOf(Permission.CustomersSeePersonalData);
        if (await callbacks.Find(Id, ScopeOf(Permission.CallbacksRead), personal, ct) is not { } found) return false;

        Call = found.Callback;
        History = found.History;
        if (personal.Reaches(Call.CampaignId, Call.TeamId, Call.AgentId))
            await reads.Record(CommandContext.For(HttpContext, "ShowCallback", Permission.CallbacksRead), AccessKind.CallbackFile, Id.ToString(), new { }, ct);
        if (Pending && May(Permission.CallbacksAssign)) Others = [.. (await Colleagues(Call.CampaignId, places.Now, ct)).Where(person => person.Id != Call.AgentId)];
        await Know(History.SelectMany(entry => new[] { entry.By, entry.AgentId }).Append(Call.AgentId), ct);
        return true;
    }
}
