using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Tasks.TodoTasks;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Tasks;

/// <summary>Everything somebody has to do or had to: trays show the open ones, by person, team and campaign, the most urgent and earliest first.</summary>
public sealed class TasksTray() : StreamProjection<TaskItem>(version: 1), ILiveTray<TaskItem>
{
    private const int MaxComments = 50;

    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(TaskCreated), typeof(TaskStarted), typeof(TaskAssigned), typeof(TaskSnoozed), typeof(TaskReminded), typeof(TaskFellDue), typeof(TaskPriorityChanged),
        typeof(TaskCommented), typeof(TaskCompleted), typeof(TaskCancelled), typeof(TaskReopened), typeof(RecordTextErased),
    ];

    public override TaskItem? Evolve(TaskItem? row, Recorded recorded) => recorded.Data switch
    {
        TaskCreated e => new(
            e.TaskId, e.CampaignId, e.TeamId, e.AssigneeId, e.SubjectId, e.DebtorId, e.Title, e.Description, e.Trigger, e.Links, e.Links is [var first, ..] ? first.Id : null, e.Priority,
            TaskState.Pending, e.Due?.At, e.Due?.Date, e.Due?.Time, e.Moment.Zone, RemindedAt: null, FellDue: false, Snoozes: 0, Comments: [], CreatedBy: e.By, CreatedAt: e.Moment.At,
            EndedBy: null, EndedAt: null, EndNotes: null, Erased: e.Title == Erasure.Placeholder || e.Description == Erasure.Placeholder),
        _ when row is null => null,
        TaskStarted => row with { State = TaskState.InProgress },
        TaskAssigned e => row with { AssigneeId = e.NewAssigneeId, TeamId = e.NewTeamId },
        TaskSnoozed e => row with { DueAt = e.NewDue.At, DueOn = e.NewDue.Date, DueTime = e.NewDue.Time, RemindedAt = null, FellDue = false, Snoozes = row.Snoozes + 1 },
        TaskReminded e => row with { RemindedAt = e.At },
        TaskFellDue => row with { FellDue = true },
        TaskPriorityChanged e => row with { Priority = e.NewPriority },
        TaskCommented e => row with { Comments = [.. row.Comments.TakeLast(MaxComments - 1), new(e.CommentId, e.Text, e.By, e.Moment.At)] },
        TaskCompleted e => row with { State = TaskState.Completed, EndedBy = e.By, EndedAt = e.Moment.At, EndNotes = e.Notes },
        TaskCancelled e => row with { State = TaskState.Cancelled, EndedBy = e.By, EndedAt = e.Moment.At, EndNotes = e.Reason },
        TaskReopened => row with { State = TaskState.InProgress, EndedBy = null, EndedAt = null, EndNotes = null },
        RecordTextErased => row with
        {
            Title = Gone(row.Title),
            Description = Gone(row.Description),
            EndNotes = Gone(row.EndNotes),
            Comments = [.. row.Comments.Select(comment => comment with { Text = Erasure.Placeholder })],
            Erased = true,
        },
        _ => row,
    };

    public TrayRoute Route(TaskItem row) => new(row.CampaignId, row.TeamId, row.AssigneeId);

    public override void Describe(DocumentColumns columns) => columns
        .Text("campaign_id", "campaignId").Text("team_id", "teamId").Text("assignee_id", "assigneeId").Text("subject_id", "subjectId").Text("debtor_id", "debtorId")
        .Text("about_id", "aboutId").Text("state", "state").Text("priority", "priority").Boolean("open", "open").Number("urgency", "urgency")
        .Number("due_order", "dueOrder").Text("due_on", "dueOn")
        .Index(["assignee_id", "urgency", "due_order", "id"], where: "open").Index(["team_id", "urgency", "due_order", "id"], where: "open")
        .Index(["campaign_id", "urgency", "due_order", "id"], where: "open").Index(["about_id"]).Index(["subject_id"]).Index(["debtor_id"]);

    private static string? Gone(string? text) => text is null ? null : Erasure.Placeholder;
}

/// <param name="AssigneeId">Who has to do it; <c>null</c>: whoever of the team or campaign takes it.</param>
/// <param name="Title">Personal; <c>null</c> where a reaction wrote it down: <paramref name="Trigger"/> says what it is.</param>
/// <param name="AboutId">What it is about first.</param>
/// <param name="DueAt">UTC; <c>null</c>: some time.</param>
/// <param name="DueOn">Date at its wall clock.</param>
/// <param name="RemindedAt">UTC: the latest reminder since it is due then.</param>
/// <param name="FellDue">Whether it is overdue.</param>
/// <param name="Comments">The latest, oldest first.</param>
/// <param name="EndNotes">What was said when it was done, or why it was called off.</param>
public sealed record TaskItem(
    TodoTaskId TaskId, CampaignId? CampaignId, TeamId? TeamId, UserId? AssigneeId, Guid SubjectId, DebtorId? DebtorId, string? Title, string? Description, TaskTrigger Trigger,
    IReadOnlyList<TaskLink> Links, Guid? AboutId, TaskPriority Priority, TaskState State, DateTimeOffset? DueAt, DateOnly? DueOn, TimeOnly? DueTime, string Zone, DateTimeOffset? RemindedAt,
    bool FellDue, int Snoozes, IReadOnlyList<TaskComment> Comments, UserId? CreatedBy, DateTimeOffset CreatedAt, UserId? EndedBy, DateTimeOffset? EndedAt, string? EndNotes, bool Erased)
{
    public bool Open => State is TaskState.Pending or TaskState.InProgress;

    /// <summary>What comes first: urgent is 0.</summary>
    public int Urgency => TaskPriority.Urgent - Priority;

    /// <summary>Milliseconds since 1970 UTC; what is due some time comes last.</summary>
    public long DueOrder => DueAt?.ToUnixTimeMilliseconds() ?? 253_402_300_799_999;

    /// <summary>Whether its texts can be read.</summary>
    public string Texts => Erased ? Erasure.Placeholder : "kept";
}

public sealed record TaskComment(Guid CommentId, string Text, UserId? By, DateTimeOffset At);
