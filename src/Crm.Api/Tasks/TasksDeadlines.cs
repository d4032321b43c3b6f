using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.Tasks.TodoTasks;
using Crm.EventStore.Agenda;
using Crm.Projections.Tasks;

namespace Crm.Api.Tasks;

/// <summary>Reminders of tasks, and that they are due.</summary>
public sealed class TasksDeadlines(Workplaces places) : IDeadlines
{
    public IReadOnlyCollection<string> Kinds { get; } = [TasksAgenda.Reminder, TasksAgenda.Due];

    public DeadlineCommand CommandFor(AgendaItem item) => item.Kind is TasksAgenda.Reminder
        ? new("RemindTask", async (unit, _) => UnitDecision.For<TodoTask>(
            item.StreamId, RemindTaskHandler.Handle(new(TaskSchedule.Read(item).RemindAt[0], places.Now), await unit.Require<TodoTask>(item.StreamId))))
        : new("LetTaskFallDue", async (unit, _) => UnitDecision.For<TodoTask>(
            item.StreamId, LetTaskFallDueHandler.Handle(new(places.Now), await unit.Require<TodoTask>(item.StreamId))));
}
