using Crm.Api.Hosting;
using Crm.EventStore.Projecting;

namespace Crm.Api.Tasks;

/// <summary>What the host adds of tasks: services once, endpoints once.</summary>
public static class TasksRoom
{
    public static IServiceCollection AddTasks(this IServiceCollection services) => services
        .AddSingleton<TaskUnits>()
        .AddSingleton<TaskQueries>()
        .AddLiveTasks()
        .AddSingleton<IDeadlines, TasksDeadlines>()
        .AddReaction<WhenWorkComesOrGoes>();

    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        routes.MapTaskCommands();
        routes.MapTaskTrays();
    }
}
