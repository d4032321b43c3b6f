using Crm.Domain.Kernel;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Tasks;

public sealed class TodoTaskTests
{
    private static readonly TodoTaskId Task = new(Id("7a01"));
    private static readonly BusinessMoment Now = At(2026, 6, 1), Due = At(2026, 6, 3, 15);
    private static readonly TaskActor Assignee = new(Agent, false, Now.At), Stranger = new(OtherAgent, false, Now.At), Boss = new(Supervisor, true, Now.At);

    private static readonly CreateTask Create = new(
        Task, Known.Campaign, Team, Agent, Debtor.Value, Debtor, " Send the letter ", null, TaskTrigger.Person, null, TaskPriority.Medium, [new(TaskLinkKind.Debtor, Debtor.Value)], Due.At, Agent, Now);

    private static readonly TaskCreated Created = new(
        Task, Known.Campaign, Team, Agent, Debtor.Value, Debtor, "Send the letter", null, TaskTrigger.Person, null, TaskPriority.Medium, [new(TaskLinkKind.Debtor, Debtor.Value)], Due,
        [Due.At.AddHours(-24), Due.At.AddHours(-1)], Agent, Now);

    private static readonly TaskCompleted Completed = new(Task, Debtor.Value, "Sent", Late: false, Agent, Now);

    [Fact]
    public void Is_written_down_once_and_reminds_a_day_and_an_hour_before() => new Spec<TodoTask, CreateTask>(CreateTaskHandler.Handle).Given().When(Create).Then(Created);

    [Fact]
    public void A_reminder_whose_instant_is_over_is_never_raised()
    {
        var soon = At(2026, 6, 1, 10, 30);
        new Spec<TodoTask, CreateTask>(CreateTaskHandler.Handle).Given().When(Create with { DueAt = soon.At }).Then(Created with { Due = soon, RemindAt = [] });
    }

    [Fact]
    public void Some_time_is_a_time_too() =>
        new Spec<TodoTask, CreateTask>(CreateTaskHandler.Handle).Given().When(Create with { DueAt = null }).Then(Created with { Due = null, RemindAt = [] });

    [Fact]
    public void Is_due_after_now_and_says_what_is_to_be_done()
    {
        Spec<TodoTask, CreateTask> spec = new(CreateTaskHandler.Handle);
        spec.Given().When(Create with { DueAt = Now.At }).ThenRefused("tasks.due-out-of-range");
        spec.Given().When(Create with { DueAt = Now.At.AddDays(400) }).ThenRefused("tasks.due-out-of-range");
        spec.Given().When(Create with { Title = " " }).ThenRefused("tasks.title-missing");
        spec.Given().When(Create with { Title = new('x', 201) }).ThenRefused("tasks.title-too-long");
        spec.Given().When(Create with { Description = new('x', 4_001) }).ThenRefused("tasks.text-too-long");
        spec.Given().When(Create with { Links = [.. Enumerable.Range(0, 11).Select(n => new TaskLink(TaskLinkKind.Sale, Id($"{n}")))] }).ThenRefused("tasks.too-many-links");
    }

    [Fact]
    public void Who_begins_one_that_nobody_has_has_it()
    {
        Spec<TodoTask, StartTask> spec = new(StartTaskHandler.Handle);
        spec.Given(Created).When(new(Assignee)).Then(new TaskStarted(Task, Agent, Now));
        spec.Given(Created with { AssigneeId = null }).When(new(Stranger)).Then(new TaskAssigned(Task, null, OtherAgent, Team, Team, OtherAgent, Now), new TaskStarted(Task, OtherAgent, Now));
        spec.Given(Created).When(new(Stranger)).ThenRefused("tasks.task-of-another");
        spec.Given(Created, Completed).When(new(Assignee)).ThenRefused("tasks.task-over");
    }

    [Fact]
    public void Is_handed_over_by_its_own_people()
    {
        Spec<TodoTask, AssignTask> spec = new(AssignTaskHandler.Handle);
        spec.Given(Created).When(new(OtherAgent, Team, Boss)).Then(new TaskAssigned(Task, Agent, OtherAgent, Team, Team, Supervisor, Now));
        spec.Given(Created).When(new(null, Team, Assignee)).Then(new TaskAssigned(Task, Agent, null, Team, Team, Agent, Now));
        spec.Given(Created).When(new(Agent, Team, Assignee)).ThenNothing();
        spec.Given(Created).When(new(OtherAgent, Team, Stranger)).ThenRefused("tasks.task-of-another");
    }

    [Fact]
    public void Put_off_it_reminds_anew()
    {
        Spec<TodoTask, SnoozeTask> spec = new(SnoozeTaskHandler.Handle);
        var later = At(2026, 6, 9, 9);
        spec.Given(Created, new TaskFellDue(Task, Known.Campaign, Team, Agent, Due)).When(new(later.At, " He asked ", Assignee)).Then(
            new TaskSnoozed(Task, Due, later, [later.At.AddHours(-24), later.At.AddHours(-1)], "He asked", Agent, Now));
        spec.Given(Created).When(new(Now.At.AddMinutes(-1), null, Assignee)).ThenRefused("tasks.due-out-of-range");
        spec.Given(Created, Completed).When(new(later.At, null, Assignee)).ThenRefused("tasks.task-over");
    }

    [Fact]
    public void Each_reminder_is_raised_once_and_not_before_its_instant()
    {
        Spec<TodoTask, RemindTask> spec = new(RemindTaskHandler.Handle);
        var first = Due.At.AddHours(-24);
        spec.Given(Created).When(new(first, first)).Then(new TaskReminded(Task, first, Known.Campaign, Team, Agent, Due));
        spec.Given(Created).When(new(first, first.AddSeconds(-1))).ThenRefused("tasks.reminder-not-due");
        spec.Given(Created).When(new(first.AddMinutes(1), Due.At)).ThenNothing();
        spec.Given(Created, Completed).When(new(first, first)).ThenNothing();
        spec.Given(Created, new TaskFellDue(Task, Known.Campaign, Team, Agent, Due)).When(new(first, Due.At)).ThenNothing();
    }

    [Fact]
    public void Falls_due_once_for_each_time_it_is_due()
    {
        Spec<TodoTask, LetTaskFallDue> spec = new(LetTaskFallDueHandler.Handle);
        var fell = new TaskFellDue(Task, Known.Campaign, Team, Agent, Due);
        spec.Given(Created).When(new(Due.At)).Then(fell);
        spec.Given(Created).When(new(Due.At.AddSeconds(-1))).ThenRefused("tasks.task-not-due");
        spec.Given(Created with { Due = null, RemindAt = [] }).When(new(Due.At)).ThenNothing();
        var later = At(2026, 6, 9, 9);
        spec.Given(Created, fell, new TaskSnoozed(Task, Due, later, [], null, Agent, Now)).When(new(later.At)).Then(fell with { Due = later });
    }

    [Fact]
    public void Done_twice_is_done_and_late_when_it_had_been_due()
    {
        Spec<TodoTask, CompleteTask> spec = new(CompleteTaskHandler.Handle);
        spec.Given(Created).When(new("Sent", Assignee)).Then(Completed);
        spec.Given(Created).When(new(null, Assignee with { Now = Due.At.AddHours(1) })).Then(new TaskCompleted(Task, Debtor.Value, null, Late: true, Agent, At(2026, 6, 3, 16)));
        spec.Given(Created, new TaskCancelled(Task, "Not needed", Agent, Now)).When(new(null, Assignee)).ThenRefused("tasks.task-over");
        spec.Given(Created).When(new(null, Stranger)).ThenRefused("tasks.task-of-another");
    }

    [Fact]
    public void Called_off_with_a_reason()
    {
        Spec<TodoTask, CancelTask> spec = new(CancelTaskHandler.Handle);
        spec.Given(Created).When(new("He paid", Assignee)).Then(new TaskCancelled(Task, "He paid", Agent, Now));
        spec.Given(Created).When(new(" ", Assignee)).ThenRefused("tasks.reason-missing");
        spec.Given(Created, Completed).When(new("He paid", Assignee)).ThenRefused("tasks.task-over");
    }

    [Fact]
    public void Opened_again_by_who_wrote_it_down_or_a_supervisor()
    {
        Spec<TodoTask, ReopenTask> spec = new(ReopenTaskHandler.Handle);
        var reopened = new TaskReopened(Task, "It came back", [Due.At.AddHours(-24), Due.At.AddHours(-1)], Agent, Now);
        spec.Given(Created, Completed).When(new("It came back", Assignee)).Then(reopened);
        spec.Given(Created, Completed).When(new("It came back", Boss)).Then(reopened with { By = Supervisor });
        spec.Given(Created, Completed).When(new("It came back", Stranger)).ThenRefused("tasks.reopen-not-allowed");
        spec.Given(Created, new TaskCancelled(Task, "He paid", Agent, Now)).When(new("It came back", Boss)).ThenRefused("tasks.task-over");
        spec.Given(Created, Completed).When(new("", Boss)).ThenRefused("tasks.reason-missing");
    }

    [Fact]
    public void Something_is_said_once_also_when_it_is_over()
    {
        Spec<TodoTask, CommentTask> spec = new(CommentTaskHandler.Handle);
        var said = new TaskCommented(Task, Debtor.Value, Id("c001"), "Nobody answers", OtherAgent, Now);
        spec.Given(Created).When(new(Id("c001"), "Nobody answers", Stranger)).Then(said);
        spec.Given(Created, Completed).When(new(Id("c001"), "Nobody answers", Stranger)).Then(said);
        spec.Given(Created).When(new(Id("c001"), " ", Stranger)).ThenRefused("tasks.comment-missing");
    }

    [Fact]
    public void More_urgent_than_it_was() => new Spec<TodoTask, PrioritizeTask>(PrioritizeTaskHandler.Handle).Given(Created)
        .When(new(TaskPriority.Urgent, Boss)).Then(new TaskPriorityChanged(Task, TaskPriority.Medium, TaskPriority.Urgent, Supervisor, Now));
}
