using Crm.Api.Audit;
using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Live;
using Crm.Api.Queries;
using Crm.Domain.Tasks.TodoTasks;
using Crm.Projections.Tasks;

namespace Crm.Api.Tasks;

/// <summary>What is to be done: mine, my team's, what nobody has, what is due today or overdue, and how much of each.</summary>
public static class TaskTrays
{
    private const string Live = "tasks/tasks";

    internal static IServiceCollection AddLiveTasks(this IServiceCollection services) => services.AddLiveTray(_ => new LiveTray<TasksTray, TaskItem>(Live)
    {
        Lines = (_, _) => Task.FromResult<Func<TaskItem, bool, object>>((row, _) => row),
        Query = ask => TaskQueries.Begin(new(ask.Scope, ask.Person?.ToString(), ask.Team?.Value, ask.Campaign?.Value, About: null, ask.Request.Page, Total: false)).Where("open"),
        Listed = row => row.Open,
    });

    public static void MapTaskTrays(this IEndpointRouteBuilder routes)
    {
        var tasks = routes.MapGroup("/api/tasks").WithTags("Tasks");
        tasks.MapGet("/", List)
            .WithName("ListTasks").WithSummary("Tasks, most urgent and earliest first: person=me or none, team=, campaign=, due=today, overdue, upcoming or none; state=open, completed or cancelled")
            .Produces<Page<TaskItem>>().Reads<TasksTray>().RecordsReads(AccessKind.Tray).RequirePermission(Permission.TasksRead);
        tasks.MapLive("/live", Live, "FollowTasks", "Open tasks as they change", Permission.TasksRead);
        tasks.MapGet("/counts", Counts)
            .WithName("CountTasks").WithSummary("How many are open, overdue, due today, and by priority: the same person=, team= and campaign=")
            .Produces<TaskCounts>().Reads<TasksTray>().RequirePermission(Permission.TasksRead);
    }

    private static async Task<IResult> List(
        TaskFilter asked, string? due, string? state, TaskQueries queries, HttpContext http, Problems problems, CancellationToken ct)
    {
        if (due is not (null or "today" or "overdue" or "upcoming" or "none")) return problems.Invalid("due", "today, overdue, upcoming or none.");
        if (state is not (null or "open" or "completed" or "cancelled")) return problems.Invalid("state", "open, completed or cancelled.");
        return PageResults.Ok(http, await queries.List(asked, due, state ?? "open", ct));
    }

    private static async Task<IResult> Counts(TaskFilter asked, TaskQueries queries, CancellationToken ct) => TypedResults.Ok(await queries.Count(asked, ct));
}

/// <summary>Whose tasks: <c>?person=me&amp;team=&amp;campaign=&amp;about=&amp;total=true&amp;limit=&amp;cursor=</c>.</summary>
/// <param name="Person">A person; <c>me</c> is the caller, <c>none</c> nobody.</param>
/// <param name="About">Only what is about this promise, ticket or debtor first of all.</param>
public sealed record TaskFilter(CallerScope Scope, string? Person, Guid? Team, Guid? Campaign, Guid? About, PageRequest Page, bool Total)
{
    public static async ValueTask<TaskFilter?> BindAsync(HttpContext http, System.Reflection.ParameterInfo parameter)
    {
        var person = http.Request.Query["person"] is { Count: > 0 } asked ? asked.ToString() : null;
        if (person is not (null or "me" or "none") && !Guid.TryParse(person, out _)) throw Wrong("person", "me, none or a person's id.");
        return new(
            (await CallerScope.BindAsync(http, parameter))!, person, Id(http, "team"), Id(http, "campaign"), Id(http, "about"), (await PageRequest.BindAsync(http, parameter))!,
            http.Request.Query["total"] == "true");
    }

    private static Guid? Id(HttpContext http, string name) =>
        http.Request.Query[name] is not { Count: > 0 } text ? null : Guid.TryParse(text, out var id) ? id : throw Wrong(name, "An id.");

    private static RequestProblemException Wrong(string field, string message) => new(problems => problems.Invalid(field, message));
}

/// <param name="Overdue">Open, and due before now.</param>
/// <param name="DueToday">Open, and due on the campaign's date, overdue ones among them.</param>
/// <param name="Unassigned">Open, and nobody's.</param>
/// <param name="CompletionRate">Completed of all that were not cancelled, in percent with two decimals; <c>null</c>: there is none.</param>
public sealed record TaskCounts(
    long Open, long Pending, long InProgress, long Overdue, long DueToday, long Unassigned, long Completed, long Cancelled, decimal? CompletionRate, IReadOnlyDictionary<string, long> OpenByPriority,
    DateTimeOffset At);

public sealed class TaskQueries(ViewReader views, CampaignDates dates, BusinessClock clock)
{
    private static readonly SortKey[] ByUrgency = [SortKey.Number("urgency"), SortKey.Number("due_order"), SortKey.Id];

    public async Task<Page<TaskItem>> List(TaskFilter asked, string? due, string state, CancellationToken ct)
    {
        var (query, now) = (Begin(asked), clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (state == "open") query.Where("open");
        else query.Where("state = {0}", state);
        var today = due is "today" or "upcoming" ? Iso(await dates.Today(asked.Campaign, ct)) : null;
        _ = due switch
        {
            "overdue" => query.Where("due_order < {0}", now),
            "today" => query.Where("due_on = {0}", today),
            "upcoming" => query.Where("due_on > {0}", today),
            "none" => query.Where("due_on is null"),
            _ => query,
        };
        return await query.Read<TaskItem>(views, asked.Page, ByUrgency, asked.Total, ct);
    }

    public async Task<TaskCounts> Count(TaskFilter asked, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var today = Iso(await dates.Today(asked.Campaign, ct));
        async Task<long> Of(Func<ListQuery, ListQuery> narrow) => await narrow(Begin(asked)).Total(views, ct);

        var byPriority = new Dictionary<string, long>();
        foreach (var priority in Enum.GetValues<TaskPriority>())
            byPriority[Stored.Name<TaskPriority>(priority)!] = await Of(query => query.Where("open").Where("priority = {0}", Stored.Name<TaskPriority>(priority)));
        var (pending, started) = (await Of(query => query.Where("open").Where("state = {0}", "pending")), await Of(query => query.Where("open").Where("state = {0}", "inProgress")));
        var (completed, cancelled) = (await Of(query => query.Where("state = {0}", "completed")), await Of(query => query.Where("state = {0}", "cancelled")));
        var all = pending + started + completed;
        return new(
            pending + started, pending, started,
            await Of(query => query.Where("open").Where("due_order < {0}", now.ToUnixTimeMilliseconds())),
            await Of(query => query.Where("open").Where("due_on = {0}", today)),
            await Of(query => query.Where("open").Where("assignee_id is null")),
            completed, cancelled, all == 0 ? null : decimal.Round(completed * 100m / all, 2, MidpointRounding.ToEven), byPriority, now);
    }

    internal static ListQuery Begin(TaskFilter asked)
    {
        var query = new ListQuery(DocumentTable.Of<TasksTray>()).Within(asked.Scope, "assignee_id")
            .WhereAsked("campaign_id = {0}", asked.Campaign?.ToString())
            .WhereAsked("team_id = {0}", asked.Team?.ToString())
            .WhereAsked("about_id = {0}", asked.About?.ToString());
        return asked.Person is "none" ? query.Where("assignee_id is null") : query.WhereAsked("assignee_id = {0}", asked.Person is "me" ? asked.Scope.UserText : asked.Person);
    }

    private static string Iso(DateOnly date) => date.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
