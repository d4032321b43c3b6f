using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Categories;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Collections;
using Crm.Projections.Tickets;

namespace Crm.Api.Tickets;

/// <summary>Reads tickets, each as far as who asks reaches.</summary>
public sealed class TicketQueries(ViewReader views, TicketLabels labels, TicketFacts facts, TicketTeams teams, BusinessClock clock)
{
    private static readonly SortKey[] ByUrgency = [SortKey.Number("urgency"), SortKey.Instant("opened_at"), SortKey.Id];
    private static readonly SortKey[] ByClosing = [SortKey.Instant("closes_at"), SortKey.Id];
    private static readonly SortKey[] ByLateness = [SortKey.Instant("late_from"), SortKey.Id];
    private static readonly SortKey[] Newest = [SortKey.Instant("opened_at", descending: true), SortKey.Id];
    private static readonly SortKey[] LatestChange = [SortKey.Instant("changed_at", descending: true), SortKey.Id];

    /// <summary>What is broken within this time is shown as about to be.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromHours(1);

    /// <summary>Whether a queue is within a scope.</summary>
    internal static bool Reaches(CallerScope scope, QueueInfo queue) =>
        scope.All || (queue.CampaignId is { } campaign && scope.Campaigns.Contains(campaign)) || queue.Teams.Any(scope.Teams.Contains);

    /// <summary>The queues that somebody may ask something of.</summary>
    public async Task<IReadOnlyList<QueueInfo>> Queues(CallerScope scope, CancellationToken ct) =>
        [.. (await teams.AllQueues(ct)).Where(queue => queue.CampaignId is null || scope.Reaches(queue.CampaignId.Value) || Reaches(scope, queue))];

    public async Task<IReadOnlyList<Category>> Categories(CancellationToken ct) => (await views.Find<TicketCategories, CategoryTree>(facts.CategoriesId, ct))?.Categories ?? [];

    /// <summary>A page of a tray: the most urgent and oldest first; what closes by itself, the next to close first.</summary>
    public async Task<Page<TicketLine>> Tray(TrayAsked asked, CallerScope scope, CallerScope personal, PageRequest page, bool total, CancellationToken ct)
    {
        var query = Within(new ListQuery(DocumentTable.Of<TicketsTray>()), scope, await teams.QueuesOf(scope, ct)).Where("live")
            .WhereAsked("queue_id = {0}", asked.Queue?.ToString())
            .WhereAsked("campaign_id = {0}", asked.Campaign?.ToString())
            .WhereAsked("type = {0}", Stored.Name(asked.Type))
            .WhereAsked("priority = {0}", Stored.Name(asked.Priority))
            .WhereAsked("state = {0}", Stored.Name(asked.State))
            .WhereAsked("category_id = any({0})", await With(asked.Category, ct));
        var now = clock.GetUtcNow();
        _ = asked.Tray switch
        {
            TrayName.Mine => query.Where("assignee_id = {0} and tray <> 'resolved'", scope.UserText),
            TrayName.Team => query.Where("team_id = any({0}) and tray <> 'resolved'", [asked.Team is { } team ? new[] { team.ToString() } : scope.TeamTexts]),
            TrayName.Unassigned => query.Where("tray = 'unassigned'"),
            TrayName.Working => query.Where("tray = 'working'"),
            TrayName.Waiting => query.Where("tray = 'waiting'"),
            TrayName.Resolved => query.Where("tray = 'resolved'"),
            TrayName.Breaching => query.Where("next_breach_at > {0} and next_breach_at <= {1}", Micros(now), Micros(now + Soon)),
            TrayName.Breached => query.Where("late_from <= {0}", Micros(now)),
            _ => query,
        };
        var sort = asked.Tray switch { TrayName.Resolved => ByClosing, TrayName.Breaching or TrayName.Breached => ByLateness, _ => ByUrgency };
        var rows = await query.Read<TrayTicket>(views, page, sort, total, ct);
        return new(await labels.Lines(rows.Items, personal, ct), rows.Next, rows.Total);
    }

    /// <summary>How many stand in each tray, within a scope.</summary>
    public async Task<TicketTrayCounts> Counts(Guid? queue, CallerScope scope, CancellationToken ct)
    {
        var (queues, campaigns) = (Texts(await teams.QueuesOf(scope, ct)), scope.CampaignTexts);
        var now = clock.GetUtcNow();
        return (await views.Query<TicketTrayCounts>(
            $"""
            select count(*) filter (where tray = 'unassigned') as Unassigned, count(*) filter (where tray = 'working') as Working,
                count(*) filter (where tray = 'waiting') as Waiting, count(*) filter (where tray = 'resolved') as Resolved,
                count(*) filter (where assignee_id = @user and tray <> 'resolved') as Mine, count(*) filter (where team_id = any(@teams) and tray <> 'resolved') as Team,
                count(*) filter (where next_breach_at > @now and next_breach_at <= @soon) as Breaching, count(*) filter (where late_from <= @now) as Breached
            from {DocumentTable.Of<TicketsTray>()}
            where live and (@queue::text is null or queue_id = @queue)
                and (@all or campaign_id = any(@campaigns) or queue_id = any(@queues) or (@own and assignee_id = @user))
            """,
            new { user = scope.UserText, teams = scope.TeamTexts, queue = queue?.ToString(), all = scope.All, campaigns, queues, own = scope.Own, now = Micros(now), soon = Micros(now + Soon) }, ct)).Single();
    }

    /// <summary>How much stands in each queue, within a scope; a queue in which nothing stands is left out.</summary>
    public async Task<IReadOnlyList<QueueLoad>> Loads(CallerScope scope, CancellationToken ct)
    {
        var (queues, campaigns) = (Texts(await teams.QueuesOf(scope, ct)), scope.CampaignTexts);
        var now = clock.GetUtcNow();
        return await views.Query<QueueLoad>(
            $"""
            select queue_id::uuid as Queue, count(*) filter (where tray = 'unassigned') as Unassigned, count(*) filter (where tray = 'working') as Working,
                count(*) filter (where tray = 'waiting') as Waiting, count(*) filter (where tray = 'resolved') as Resolved,
                count(*) filter (where next_breach_at > @now and next_breach_at <= @soon) as Breaching, count(*) filter (where late_from <= @now) as Breached,
                min(opened_at) filter (where tray = 'unassigned') as OldestMicros
            from {DocumentTable.Of<TicketsTray>()}
            where live and (@all or campaign_id = any(@campaigns) or queue_id = any(@queues) or (@own and assignee_id = @user))
            group by queue_id
            """,
            new { user = scope.UserText, all = scope.All, campaigns, queues, own = scope.Own, now = Micros(now), soon = Micros(now + Soon) }, ct);
    }

    /// <summary>Tickets by words and filters, open or not, the newest first.</summary>
    public async Task<Page<FoundLine>> Search(TicketSearch asked, CallerScope scope, CallerScope personal, PageRequest page, bool total, CancellationToken ct)
    {
        var query = Within(new ListQuery(DocumentTable.Of<TicketDirectory>()), scope, await teams.QueuesOf(scope, ct))
            .WhereAsked("queue_id = {0}", asked.Queue?.ToString())
            .WhereAsked("campaign_id = {0}", asked.Campaign?.ToString())
            .WhereAsked("subject_id = {0}", asked.Requester?.ToString())
            .WhereAsked("assignee_id = {0}", asked.Assignee is "me" ? scope.UserText : asked.Assignee is "none" ? null : asked.Assignee)
            .WhereAsked("type = {0}", Stored.Name(asked.Type))
            .WhereAsked("priority = {0}", Stored.Name(asked.Priority))
            .WhereAsked("state = {0}", Stored.Name(asked.State))
            .WhereAsked("category_id = any({0})", await With(asked.Category, ct))
            .WhereAsked("opened_at >= {0}", Micros(asked.From))
            .WhereAsked("opened_at < {0}", Micros(asked.Until));
        if (asked.Assignee is "none") query.Where("assignee_id is null");
        if (asked.Open is { } open) query.Where(open ? "state not in ('resolved', 'closed')" : "state in ('resolved', 'closed')");
        if (asked.Tag is { } tag) query.Where("data -> 'tags' ? {0}", tag);
        Words(query, asked.Q);

        var rows = await query.Read<FoundTicket>(views, page, Newest, total, ct);
        return new(await labels.Lines(rows.Items, personal, ct), rows.Next, rows.Total);
    }

    /// <summary>Everything of one ticket; <c>null</c>: there is none for who asks.</summary>
    public async Task<TicketView?> Show(Guid id, CallerScope scope, CallerScope personal, string language, CancellationToken ct)
    {
        if (await views.Find<TicketFile, TicketRecord>(id, ct) is not { } file) return null;
        if (await views.Find<QueueCard, QueueInfo>(file.Standing.QueueId.Value, ct) is not { } queue) return null;
        if (!Reaches(scope, queue) && !(scope.Own && file.Standing.AssigneeId == scope.UserId)) return null;

        var parts = (await views.Query<string>(
            $"select data::text from {DocumentTable.Of<TicketFile>()} where parent_id = @id order by id limit 200", new { id = id.ToString() }, ct))
            .Select(views.Read<TicketRecord>).Where(part => Reaches(scope, queue) || part.Standing.QueueId == file.Standing.QueueId)
            .Select(part => new TicketPart(part.TicketId, part.Number, part.Subject, part.Standing.State));
        return await labels.View(file, queue, [.. parts], personal, language, ct);
    }

    /// <summary>What somebody asked for, as he sees it.</summary>
    public Task<Page<RequestedTicket>> Requests(UserId user, bool? open, PageRequest page, bool total, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<RequestedTickets>()).Where("subject_id = {0}", user.ToString()).WhereAsked("open = {0}", open);
        return query.Read<RequestedTicket>(views, page, LatestChange, total, ct);
    }

    /// <summary>One of what somebody asked for; <c>null</c>: it is not his.</summary>
    public async Task<RequestedTicket?> Request(Guid id, UserId user, CancellationToken ct) =>
        await views.Find<RequestedTickets, RequestedTicket>(id, ct) is { RequesterKind: RequesterKind.User } request && request.SubjectId == user.Value ? request : null;

    // A number as it is read out, or words: their stems in Spanish and in English, without accents.
    private static void Words(ListQuery query, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        if (text.Trim().ToUpperInvariant() is var number && number.StartsWith("TK-", StringComparison.Ordinal)) query.Where("starts_with(number, {0})", number);
        else query.Where("words @@ (websearch_to_tsquery('spanish', {0}) || websearch_to_tsquery('english', {0}))", SearchText.OfName(text));
    }

    // A category and everything that is a part of it.
    private async Task<string[]?> With(Guid? category, CancellationToken ct)
    {
        if (category is not { } asked) return null;
        var tree = new CategoryTree(await Categories(ct));
        return [.. tree.Categories.Where(known => tree.Upwards(known.Id).Any(above => above.Id.Value == asked)).Select(known => known.Id.ToString()).DefaultIfEmpty(asked.ToString())];
    }

    /// <summary>Only what is within a scope whose teams work for some queues.</summary>
    internal static ListQuery Within(ListQuery query, CallerScope scope, IReadOnlyList<QueueId> queues)
    {
        if (scope.All) return query;

        var parts = new List<string>();
        var values = new List<object?>();
        void Part(string condition, object? value)
        {
            parts.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, "{" + values.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) + "}"));
            values.Add(value);
        }

        if (scope.CampaignTexts is { Length: > 0 } campaigns) Part("campaign_id = any({0})", campaigns);
        if (queues.Count > 0) Part("queue_id = any({0})", Texts(queues));
        if (scope.Own) Part("assignee_id = {0}", scope.UserText);
        return parts.Count == 0 ? query.Where("false") : query.Where($"({string.Join(" or ", parts)})", [.. values]);
    }

    private static string[] Texts(IReadOnlyList<QueueId> queues) => [.. queues.Select(queue => queue.ToString())];

    private static long? Micros(DateTimeOffset? at) => at is { } known ? (known - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : null;
}

/// <summary>The trays as people call them.</summary>
public enum TrayName { All, Mine, Team, Unassigned, Working, Waiting, Resolved, Breaching, Breached }

/// <param name="Team">Whose, where the team's tray is asked for; left out: the caller's.</param>
public sealed record TrayAsked(
    TrayName Tray = TrayName.All, Guid? Queue = null, Guid? Campaign = null, Guid? Team = null, TicketType? Type = null, TicketPriority? Priority = null, TicketState? State = null,
    Guid? Category = null);

/// <param name="Q">Words, or the beginning of a number.</param>
/// <param name="Assignee">A person's id; <c>me</c>, <c>none</c>.</param>
/// <param name="Requester">The id of who asked.</param>
/// <param name="From">Opened from this instant on.</param>
/// <param name="Until">Opened before this instant.</param>
public sealed record TicketSearch(
    string? Q = null, Guid? Queue = null, Guid? Campaign = null, string? Assignee = null, Guid? Requester = null, TicketType? Type = null, TicketPriority? Priority = null,
    TicketState? State = null, bool? Open = null, Guid? Category = null, string? Tag = null, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>How many tickets stand in each tray. Mine and my team's are among the others.</summary>
public sealed record TicketTrayCounts
{
    public long Unassigned { get; init; }
    public long Working { get; init; }
    public long Waiting { get; init; }
    public long Resolved { get; init; }
    public long Mine { get; init; }
    public long Team { get; init; }

    /// <summary>Those whose next promise is broken within the hour if nothing happens.</summary>
    public long Breaching { get; init; }

    /// <summary>Those with a broken promise.</summary>
    public long Breached { get; init; }
}

/// <summary>How much stands in a queue.</summary>
public sealed record QueueLoad
{
    public Guid Queue { get; init; }
    public long Unassigned { get; init; }
    public long Working { get; init; }
    public long Waiting { get; init; }
    public long Resolved { get; init; }
    public long Breaching { get; init; }
    public long Breached { get; init; }

    /// <summary>Microseconds since 1970 UTC: when the oldest was opened that nobody has.</summary>
    public long? OldestMicros { get; init; }

    public DateTimeOffset? Oldest => OldestMicros is { } micros ? DateTimeOffset.UnixEpoch.AddMicroseconds(micros) : null;
}
