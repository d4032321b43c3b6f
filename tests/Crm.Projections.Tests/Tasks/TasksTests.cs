using Crm.Domain.Kernel;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Projections.Collections.Agenda;
using Crm.Projections.Tasks;
using Crm.Projections.Tests.Kit;
using static Crm.Projections.Tests.Kit.Known;

namespace Crm.Projections.Tests.Tasks;

/// <summary>Trays and agenda of tasks, over histories as they come about and over each turn they can take.</summary>
public sealed class TasksTests
{
    [Fact]
    public void Random_histories_see_every_turn_that_a_task_can_take()
    {
        var seen = TaskOffice.Fixed(120).SelectMany(office => office.History.Events).Select(recorded => recorded.Data.GetType()).ToHashSet();
        DomainEvents.Types().All.Select(known => known.Type).Where(type => type.Namespace == typeof(TodoTask).Namespace).Except(seen).ShouldBeEmpty();
    }

    [Fact]
    public void The_tray_agrees_with_the_tasks_themselves_whatever_happened()
    {
        foreach (var office in TaskOffice.Fixed(120))
        {
            var rows = Folded.Documents(new TasksTray(), office.History.Events);
            foreach (var task in office.Tasks)
            {
                var row = rows[task.Id.Value];
                (row.State, row.AssigneeId, row.Priority, row.DueAt, row.Open).ShouldBe((task.State, task.AssigneeId, task.Priority, task.Due?.At, task.IsOpen));
                (row.FellDue, row.DueOn).ShouldBe((task.FellDue, task.Due?.Date));
            }
        }
    }

    [Fact]
    public void The_agenda_holds_the_next_reminder_and_the_due_instant_of_open_tasks_and_nothing_else()
    {
        foreach (var office in TaskOffice.Fixed(120))
        {
            var items = Folded.Documents(new TasksAgenda(), office.History.Events);
            foreach (var task in office.Tasks)
            {
                Awake($"{TasksAgenda.Reminder}:{task.Id}").ShouldBe(task.IsOpen ? task.RemindAt.Select(at => (DateTimeOffset?)at).FirstOrDefault() : null);
                Awake($"{TasksAgenda.Due}:{task.Id}").ShouldBe(task.IsOpen && !task.FellDue ? task.Due?.At : null);
            }

            DateTimeOffset? Awake(string key) => items.GetValueOrDefault(key) is { } item && item.DueAt != AgendaKinds.Asleep ? item.DueAt : null;
        }
    }

    [Fact]
    public void Streams_may_be_read_in_any_order_among_each_other()
    {
        foreach (var office in TaskOffice.Fixed(20))
        {
            var byStream = office.History.Events.OrderBy(recorded => recorded.StreamId).ThenBy(recorded => recorded.Version).ToList();
            foreach (var model in TasksProjections.All) Folded.Text(model, byStream).ShouldBe(Folded.Text(model, office.History.Events), model.Name);
        }
    }

    [Fact]
    public void Of_an_erased_person_s_task_no_text_is_left()
    {
        var task = new TodoTaskId(Id("7a01"));
        var history = new History().On(
            task.Value,
            new TaskCreated(task, Known.Campaign, Team, Agent, Debtor.Value, Debtor, "Call María", "She asked", TaskTrigger.Person, null, TaskPriority.Low, [], null, [], Agent, At(6, 1)),
            new TaskCommented(task, Debtor.Value, Id("c1"), "María is away", Agent, At(6, 1)),
            new TaskCompleted(task, Debtor.Value, "María paid", false, Agent, At(6, 2)),
            new Crm.Domain.Privacy.DataSubjects.RecordTextErased(task.Value, Debtor.Value));

        Stored.Json(Folded.One(new TasksTray(), task.Value, history)!).ShouldNotContain("Mar");
    }
}
