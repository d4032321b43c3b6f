using Crm.Domain.Kernel;
using Crm.Domain.Tasks.TodoTasks;

namespace Crm.Projections.Tests.Kit;

/// <summary>People with small things to do, living through a script of numbers; every decision is the domain's, and deadlines are met when they come.</summary>
public sealed class TaskOffice
{
    private static readonly UserId?[] People = [Known.Agent, Known.OtherAgent, null];

    private readonly Dictionary<Guid, TodoTask> _tasks = [];
    private int _made;

    public History History { get; } = new();
    public BusinessMoment Now { get; private set; } = Known.At(6, 1, 8);
    public IEnumerable<TodoTask> Tasks => _tasks.Values;

    public static TaskOffice Living(IEnumerable<int> script)
    {
        var office = new TaskOffice();
        foreach (var number in script) office.Step(number);
        return office;
    }

    /// <summary>Always the same histories.</summary>
    public static IEnumerable<TaskOffice> Fixed(int histories) => Enumerable.Range(1, histories).Select(seed => Living(Numbers(seed).Take(30 + seed % 60)));

    private static IEnumerable<int> Numbers(long seed)
    {
        for (var state = seed * 7_919; ; state = state * 48_271 % int.MaxValue) yield return (int)(state % 60_000_000);
    }

    private void Step(int number)
    {
        var (what, rest) = (number % 12, number / 12);
        if (what < 3 || _tasks.Count == 0)
        {
            Create(rest);
            return;
        }

        var task = _tasks.Values.ElementAt(rest % _tasks.Count);
        var size = rest / 7;
        var actor = new TaskActor(size % 3 == 0 ? Known.Supervisor : Known.Agent, size % 3 == 0, Now.At);
        switch (what)
        {
            case 3 or 4: Sleep(1 + size % 30); break;
            case 5: Decide(task.Id.Value, StartTaskHandler.Handle(new(actor), task)); break;
            case 6: Decide(task.Id.Value, AssignTaskHandler.Handle(new(People[size % 3], Known.Team, actor), task)); break;
            case 7: Decide(task.Id.Value, SnoozeTaskHandler.Handle(new(Now.At.AddHours(1 + size % 100), null, actor), task)); break;
            case 8: Decide(task.Id.Value, CommentTaskHandler.Handle(new(NewId(), "Said", actor), task)); break;
            case 9: Decide(task.Id.Value, size % 3 == 0 ? ReopenTaskHandler.Handle(new("Again", actor), task) : CompleteTaskHandler.Handle(new("Done", actor), task)); break;
            case 10: Decide(task.Id.Value, CancelTaskHandler.Handle(new("Not needed", actor), task)); break;
            default: Decide(task.Id.Value, PrioritizeTaskHandler.Handle(new((TaskPriority)(size % 4), actor), task)); break;
        }
    }

    private void Create(int rest)
    {
        var id = new TodoTaskId(NewId());
        DateTimeOffset? due = rest % 5 == 0 ? null : Now.At.AddHours(1 + rest % 90);
        Decide(id.Value, CreateTaskHandler.Handle(
            new(id, Known.Campaign, Known.Team, People[rest % 3], Known.Debtor.Value, Known.Debtor, "Call", null, TaskTrigger.Person, null, (TaskPriority)(rest % 4), [], due, Known.Agent, Now), null));
    }

    // Hours pass; what comes due happens in the hour it comes.
    private void Sleep(int hours)
    {
        for (var i = 0; i < hours; i++)
        {
            Now = BusinessMoment.Of(Now.At.AddHours(1), Now.Zone);
            foreach (var id in _tasks.Keys.ToList())
            {
                foreach (var at in _tasks[id].RemindAt.Where(at => at <= Now.At)) Decide(id, RemindTaskHandler.Handle(new(at, Now.At), _tasks[id]));
                Decide(id, LetTaskFallDueHandler.Handle(new(Now.At), _tasks[id]));
            }
        }
    }

    private Guid NewId() => Known.Id("7" + (++_made).ToString("x6", System.Globalization.CultureInfo.InvariantCulture));

    private void Decide(Guid stream, Decision decision)
    {
        if (decision.Refusal is not null) return;
        foreach (var @event in decision.Events)
        {
            History.Append(stream, @event, Now.At);
            _tasks[stream] = TodoTask.Evolve(_tasks.GetValueOrDefault(stream), @event)!;
        }
    }
}
