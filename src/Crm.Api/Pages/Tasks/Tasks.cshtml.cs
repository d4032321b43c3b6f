using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Collections;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Tasks;
using Crm.Domain.Kernel;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Projections.Campaigns;
using Crm.Projections.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tasks;

/// <summary>What is to be done: mine, what nobody has, or all within reach; the most urgent and earliest first.</summary>
[RecordsReads(AccessKind.Tray)]
[Requires(Permission.TasksRead)]
public sealed class TasksModel(
    TaskQueries tasks, TaskUnits units, Commands commands, Workplaces places, DebtorReach debtors, ViewReader views, UserReader users, BusinessClock clock) : DeskPage(views, users)
{
    public static readonly IReadOnlyList<string> Tabs = ["open", "overdue", "today", "upcoming", "none", "completed", "cancelled"];

    private static readonly string[] Shown = [DocumentTable.NameOf<TasksTray>()];

    public Page<TaskItem> Tasks { get; private set; } = new([], null);
    public TaskCounts? Counts { get; private set; }

    /// <summary>Numbers of the tickets that tasks are about.</summary>
    public IReadOnlyDictionary<Guid, string> Tickets { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>Where something may be written down, each with those it may be for; nobody where it may only be for oneself.</summary>
    public IReadOnlyList<(CampaignInfo Campaign, IReadOnlyList<(UserId Id, string Name)> People)> Places { get; private set; } = [];
    public DateTimeOffset Now { get; private set; }

    /// <summary>One of <see cref="Tabs"/>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Show { get; set; }

    /// <summary><c>me</c>, <c>none</c>, or <c>all</c> within reach.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Person { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public bool MayCreate => Who.Has(Permission.TasksCreate);
    public bool MayUpdate => Who.Has(Permission.TasksUpdate);
    public string Tab => Tabs.Contains(Show) ? Show! : "open";
    public string Whose => Person is "none" or "all" ? Person : "me";
    public string Stream => "/api/tasks/live" + (Whose == "all" ? "" : $"?person={Whose}");

    public async Task OnGetAsync(CancellationToken ct)
    {
        Now = clock.GetUtcNow();
        var asked = new TaskFilter(ScopeOf(Permission.TasksRead), Whose == "all" ? null : Whose, null, null, null, new(PageRequest.DefaultLimit, Cursor), Total: false);
        Tasks = await tasks.List(asked, Tab is "open" or "completed" or "cancelled" ? null : Tab, Tab is "completed" or "cancelled" ? Tab : "open", ct);
        Counts = await tasks.Count(asked, ct);
        await Know(Tasks.Items.Select(task => task.AssigneeId), ct);
        Tickets = await TaskWords.Numbers(Views, Tasks.Items, ct);
        if (!MayCreate) return;

        var found = new List<(CampaignInfo, IReadOnlyList<(UserId Id, string Name)>)>();
        foreach (var campaign in await CampaignsFor(Permission.TasksCreate, places, ct))
            found.Add((campaign, ScopeOf(Permission.TasksCreate).Reaches(campaign.CampaignId) ? await Colleagues(campaign.CampaignId, Now, ct) : []));
        Places = found;
    }

    public Task<IActionResult> OnPostCreateAsync(
        Guid campaign, string? title, string? description, TaskPriority priority, DateTime? due, string? @for, Guid command, CancellationToken ct) =>
        At("create", campaign, due, at =>
        {
            var request = new CreateTaskRequest(
                title?.Trim() ?? "", new(campaign), Guid.TryParse(@for, out var person) ? new UserId(person) : null, ForTeam: @for == "anybody",
                Description: string.IsNullOrWhiteSpace(description) ? null : description.Trim(), Priority: priority, DueAt: at, TaskId: command);
            return Give("create", "CreateTask", Permission.TasksCreate, request, (body, context) => TaskEndpoints.Create(body, context, commands, places, debtors, ct), Shown, ct);
        }, ct);

    public async Task<IActionResult> OnPostStartAsync(Guid task, CancellationToken ct) => await Again(
        await Give("row", "StartTask", Permission.TasksUpdate, new NoBody(), (_, context) => TaskEndpoints.Start(task, units, context, commands, ct), Shown, ct), ct);

    public async Task<IActionResult> OnPostCompleteAsync(Guid task, CancellationToken ct) => await Again(
        await Give("row", "CompleteTask", Permission.TasksUpdate, new CompleteTaskRequest(), (body, context) => TaskEndpoints.Complete(task, body, units, context, commands, ct), Shown, ct), ct);

    // What a form says is the wall clock of the campaign.
    private async Task<IActionResult> At(string form, Guid campaign, DateTime? due, Func<DateTimeOffset?, Task<bool>> give, CancellationToken ct)
    {
        if (!ModelState.IsValid || await Views.Find<CampaignCard, CampaignInfo>(campaign, ct) is not { } info)
        {
            Refuse(form, StatusCodes.Status400BadRequest, Texts.T("form.invalid"), []);
            return await Again(false, ct);
        }

        return await Again(await give(due is { } at ? WallClock.InstantOf(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at), info.Zone) : null), ct);
    }

    private async Task<IActionResult> Again(bool done, CancellationToken ct)
    {
        if (done) return Redirect($"/desk/tasks?show={Tab}&person={Whose}");

        await OnGetAsync(ct);
        return Page();
    }

    private sealed record NoBody;
}
