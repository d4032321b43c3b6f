using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Tasks;
using Crm.Domain.Kernel;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Projections.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tasks;

/// <summary>One task: what it is about, what was said, and what may be done with it as it stands.</summary>
[RecordsReads(AccessKind.Tray)]
[Requires(Permission.TasksRead)]
public sealed class TaskModel(TaskUnits units, Commands commands, Workplaces places, ViewReader views, UserReader users, BusinessClock clock) : DeskPage(views, users)
{
    private static readonly string[] Shown = [DocumentTable.NameOf<TasksTray>()];

    public TaskItem Task { get; private set; } = null!;

    /// <summary>Whom it may be given to.</summary>
    public IReadOnlyList<(UserId Id, string Name)> People { get; private set; } = [];
    public DateTimeOffset Now { get; private set; }

    /// <summary>Numbers of the tickets it is about.</summary>
    public IReadOnlyDictionary<Guid, string> Tickets { get; private set; } = new Dictionary<Guid, string>();

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public bool MayUpdate => Who.Has(Permission.TasksUpdate);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await Load(ct) ? Page() : Missing();

    public Task<IActionResult> OnPostStartAsync(CancellationToken ct) =>
        Send("act", "StartTask", new NoBody(), (_, context) => TaskEndpoints.Start(Id, units, context, commands, ct), ct);

    public Task<IActionResult> OnPostCompleteAsync(string? notes, CancellationToken ct) =>
        Send("complete", "CompleteTask", new CompleteTaskRequest(string.IsNullOrWhiteSpace(notes) ? null : notes.Trim()), (body, context) => TaskEndpoints.Complete(Id, body, units, context, commands, ct), ct);

    public Task<IActionResult> OnPostCommentAsync(string? text, Guid command, CancellationToken ct) =>
        Send("comment", "CommentTask", new CommentTaskRequest(text ?? "", command), (body, context) => TaskEndpoints.Comment(Id, body, units, context, commands, ct), ct);

    public Task<IActionResult> OnPostPrioritizeAsync(TaskPriority priority, CancellationToken ct) =>
        Send("more", "PrioritizeTask", new PrioritizeTaskRequest(priority), (body, context) => TaskEndpoints.Prioritize(Id, body, units, context, commands, ct), ct);

    public Task<IActionResult> OnPostAssignAsync(Guid? person, CancellationToken ct) =>
        Send("more", "AssignTask", new AssignTaskRequest(person is { } id ? new UserId(id) : null), (body, context) => TaskEndpoints.Assign(Id, body, units, context, commands, places, ct), ct);

    public Task<IActionResult> OnPostCancelAsync(string? reason, CancellationToken ct) =>
        Send("cancel", "CancelTask", new ReasonRequest(reason ?? ""), (body, context) => TaskEndpoints.Cancel(Id, body, units, context, commands, ct), ct);

    public Task<IActionResult> OnPostReopenAsync(string? reason, CancellationToken ct) =>
        Send("reopen", "ReopenTask", new ReasonRequest(reason ?? ""), (body, context) => TaskEndpoints.Reopen(Id, body, units, context, commands, ct), ct);

    // What the form says is the wall clock of the task.
    public async Task<IActionResult> OnPostSnoozeAsync(DateTime? due, string? reason, CancellationToken ct)
    {
        if (!await Load(ct)) return Missing();
        if (due is not { } at || !ModelState.IsValid)
        {
            Refuse("snooze", StatusCodes.Status400BadRequest, Texts.T("form.invalid"), []);
            return Page();
        }

        var request = new SnoozeTaskRequest(WallClock.InstantOf(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at), Task.Zone), string.IsNullOrWhiteSpace(reason) ? null : reason.Trim());
        return await Send("snooze", "SnoozeTask", request, (body, context) => TaskEndpoints.Snooze(Id, body, units, context, commands, ct), ct);
    }

    private async Task<IActionResult> Send<TRequest>(string form, string command, TRequest request, Func<TRequest, CommandContext, Task<IResult>> run, CancellationToken ct)
    {
        if (await Give(form, command, Permission.TasksUpdate, request, run, Shown, ct)) return RedirectToPage(new { id = Id });
        return await Load(ct) ? Page() : Missing();
    }

    private async Task<bool> Load(CancellationToken ct)
    {
        if (await Views.Find<TasksTray, TaskItem>(Id, ct) is not { } task || !TaskUnits.Reaches(ScopeOf(Permission.TasksRead), task.CampaignId, task.TeamId, task.AssigneeId)) return false;

        (Task, Now, Tickets) = (task, clock.GetUtcNow(), await TaskWords.Numbers(Views, [task], ct));
        await Know(task.Comments.Select(comment => comment.By).Concat([task.AssigneeId, task.CreatedBy, task.EndedBy]), ct);
        if (MayUpdate && task is { Open: true, CampaignId: { } campaign } && ScopeOf(Permission.TasksUpdate).Reaches(campaign)) People = await Colleagues(campaign, Now, ct);
        return true;
    }

    private sealed record NoBody;
}
