using Crm.EventStore.Projecting;

namespace Crm.Projections.Tasks;

/// <summary>The read models of the tasks' room.</summary>
public static class TasksProjections
{
    public static IReadOnlyList<Projection> All { get; } = [new TasksTray(), new TasksAgenda()];
}
