using Crm.Api.Queries;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Projections.Tasks;
using Crm.Projections.Tickets;

namespace Crm.Api.Pages.Tasks;

/// <summary>How tasks are written and coloured.</summary>
public static class TaskWords
{
    /// <summary>Its title; one that a reaction wrote down is called by its reason.</summary>
    public static string Title(TaskItem task) => task.Title ?? Texts.T(task.Trigger);

    /// <summary>The page of what a task is about; <c>null</c>: there is none.</summary>
    public static string? PageOf(TaskLink link) => link.Kind switch
    {
        TaskLinkKind.Debtor => $"/desk/debtors/{link.Id}",
        TaskLinkKind.Ticket => $"/desk/tickets/{link.Id}",
        TaskLinkKind.Sale => $"/desk/sales/{link.Id}",
        TaskLinkKind.Callback => $"/desk/callbacks/{link.Id}",
        _ => null,
    };

    /// <summary>What a link to it says: of a ticket its number.</summary>
    public static string Name(TaskLink link, IReadOnlyDictionary<Guid, string> tickets) => tickets.GetValueOrDefault(link.Id) ?? Texts.T(link.Kind);

    /// <summary>Numbers of the tickets that tasks are about, in one question.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, string>> Numbers(ViewReader views, IEnumerable<TaskItem> tasks, CancellationToken ct) =>
        (await views.FindMany<TicketDirectory, FoundTicket>([.. tasks.SelectMany(task => task.Links).Where(link => link.Kind is TaskLinkKind.Ticket).Select(link => link.Id).Distinct()], ct))
            .ToDictionary(ticket => ticket.Key, ticket => ticket.Value.Number);

    public static string Of(TaskPriority priority) => priority switch
    {
        TaskPriority.Urgent => "urgent",
        TaskPriority.High => "high",
        TaskPriority.Medium => "medium",
        _ => "",
    };

    public static string Of(TaskState state) => state switch
    {
        TaskState.InProgress => "info",
        TaskState.Completed => "good",
        TaskState.Cancelled => "",
        _ => "warn",
    };

    /// <summary>When it is due, at its own wall clock.</summary>
    public static string Due(TaskItem task) => task.DueAt is null ? Texts.T("tasks.some_time") : Texts.Instant(task.DueAt, task.Zone);
}
