using System.Globalization;
using Crm.Api.Collections.Queries;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Projections.Collections;
using Crm.Projections.TelecomSales.Callbacks;
using SortKey = Crm.Api.Queries.SortKey;

namespace Crm.Api.TelecomSales.Callbacks;

/// <summary>What of the callbacks is asked for; everything left out does not limit.</summary>
/// <param name="Q">A part of the name, or of the phone where it has digits.</param>
public sealed record CallbackFilter(Choice<SaleKind>? Kind, Choice<CallbackState>? State, string? Q);

/// <summary>The tray of calls to make, their calendar, and one with its history.</summary>
public sealed class CallbackQueries(ViewReader views)
{
    private static readonly SortKey[] ByDue = [SortKey.Instant("due_at"), SortKey.Id];

    /// <summary>Calls that somebody still has to make, the longest due first.</summary>
    /// <param name="now">Calls due up to it; <c>null</c>: later ones, too.</param>
    public Task<Page<CallbackLine>> Pending(TrayRequest request, CallbackFilter filter, DateTimeOffset? now, CancellationToken ct)
    {
        var query = Begin(request, filter).Where("pending");
        if (now is { } instant) query.Where("due_at <= {0}", (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        return Read(query, request, ct);
    }

    /// <summary>All calls of a period at the campaign's wall clock, also those that are over.</summary>
    public Task<Page<CallbackLine>> Between(TrayRequest request, CallbackFilter filter, DateOnly from, DateOnly to, CancellationToken ct) =>
        Read(Begin(request, filter).Where("due_on >= {0}", Iso(from)).Where("due_on <= {0}", Iso(to)), request, ct);

    /// <summary>How many calls each day of a period has, by state.</summary>
    public async Task<IReadOnlyList<CallbackDay>> Days(TrayRequest request, CallbackFilter filter, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var rows = await Begin(request, filter).Where("due_on >= {0}", Iso(from)).Where("due_on <= {0}", Iso(to))
            .Grouped<DayCount>(views, "due_on as \"On\", state as \"State\", count(*) as \"Calls\"", "due_on, state", ct);
        return [.. rows.GroupBy(row => row.On, StringComparer.Ordinal).OrderBy(day => day.Key, StringComparer.Ordinal).Select(day =>
            new CallbackDay(DateOnly.ParseExact(day.Key, "O", CultureInfo.InvariantCulture), day.Sum(row => row.Calls),
                day.ToDictionary(row => Enum.Parse<CallbackState>(row.State, ignoreCase: true), row => row.Calls)))];
    }

    /// <summary>One call with its history; <c>null</c>: there is none for the caller.</summary>
    public async Task<CallbackView?> Find(Guid id, CallerScope scope, CallerScope personal, CancellationToken ct)
    {
        if (await views.Find<CallbacksTray, CallbackRow>(id, ct) is not { } row || !scope.Reaches(row.CampaignId, row.TeamId, row.AgentId)) return null;
        var maySee = personal.Reaches(row.CampaignId, row.TeamId, row.AgentId);
        var history = await views.Find<CallbackFile, CallbackHistory>(id, ct);
        return new(CallbackLine.Of(row, maySee), [.. (history?.Entries ?? []).Select(entry => maySee ? entry : entry with { Note = null })]);
    }

    /// <summary>Other calls that a person has to make at the same minute.</summary>
    /// <param name="agent">Left out, with <paramref name="dueAt"/>: as the callback stands in the tray.</param>
    public async Task<IReadOnlyList<CallAtOnce>> AtOnce(CallbackId callback, UserId? agent, DateTimeOffset? dueAt, CancellationToken ct)
    {
        if (agent is null || dueAt is null)
        {
            var row = await views.Find<CallbacksTray, CallbackRow>(callback.Value, ct);
            (agent, dueAt) = (agent ?? row?.AgentId, dueAt ?? row?.DueAt);
        }

        if (agent is null || dueAt is not { } due) return [];
        var micros = (due.UtcTicks - due.UtcTicks % TimeSpan.TicksPerMinute - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        var rows = await views.Query<string>(
            $"select data::text from {DocumentTable.Of<CallbacksTray>()} where agent_id = @agent and pending and due_at >= @from and due_at < @to and id <> @id order by due_at, id limit 20",
            new { agent = agent.ToString(), from = micros, to = micros + TimeSpan.TicksPerMinute / TimeSpan.TicksPerMicrosecond, id = callback.Value }, ct);
        return [.. rows.Select(views.Read<CallbackRow>).Select(row => new CallAtOnce(row.CallbackId, row.Kind, row.DueAt))];
    }

    internal static ListQuery Begin(TrayRequest request, CallbackFilter filter)
    {
        var query = new ListQuery(DocumentTable.Of<CallbacksTray>())
            .Within(request.Scope, "agent_id")
            .WhereAsked("campaign_id = {0}", request.Campaign?.ToString())
            .WhereAsked("team_id = {0}", request.Team?.ToString())
            .WhereAsked("agent_id = {0}", request.Person is "me" ? request.Scope.UserText : request.Person)
            .WhereAsked("kind = {0}", Stored.Name(filter.Kind?.Value))
            .WhereAsked("state = {0}", Stored.Name(filter.State?.Value));
        if (filter.Q is not { } text) return query;

        var code = SearchText.OfCode(text);
        if (code.Any(char.IsAsciiDigit)) return query.Where("strpos(phone_search, {0}) > 0", code);
        foreach (var word in SearchText.OfName(text).Split(' ')) query.Where("strpos(name_search, {0}) > 0", word);
        return query;
    }

    private async Task<Page<CallbackLine>> Read(ListQuery query, TrayRequest request, CancellationToken ct)
    {
        var rows = await query.Read<CallbackRow>(views, request.Page, ByDue, request.Total, ct);
        return new([.. rows.Items.Select(row => CallbackLine.Of(row, request.Personal.Reaches(row.CampaignId, row.TeamId, row.AgentId)))], rows.Next, rows.Total);
    }

    private static string Iso(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);

    private sealed record DayCount(string On, string State, long Calls);
}

/// <summary>A call as a line of a list; name, phone and note are masked for who may not see personal data.</summary>
/// <param name="DueAt">UTC; <paramref name="DueOn"/> and <paramref name="DueTime"/> are the campaign's wall clock.</param>
public sealed record CallbackLine(
    CallbackId CallbackId, SaleKind Kind, CampaignId CampaignId, TeamId? TeamId, UserId? AgentId, string ProspectName, string Phone, DateTimeOffset DueAt, DateOnly DueOn,
    TimeOnly DueTime, string Zone, string? Note, CallbackState State, int Tries, SaleId? SaleId)
{
    internal static CallbackLine Of(CallbackRow row, bool maySee) => new(
        row.CallbackId, row.Kind, row.CampaignId, row.TeamId, row.AgentId, maySee ? row.ProspectName : Masked.Name(row.ProspectName), maySee ? row.Phone : Masked.Phone(row.Phone),
        row.DueAt, row.DueOn, row.DueTime, row.Zone, maySee ? row.Note : null, row.State, row.Tries, row.SaleId);
}

public sealed record CallbackView(CallbackLine Callback, IReadOnlyList<CallbackEntry> History);

/// <param name="States">How many calls of the day are in each state.</param>
public sealed record CallbackDay(DateOnly On, long Calls, IReadOnlyDictionary<CallbackState, long> States);

/// <summary>A month, a week or a day: how many calls each day has, and a page of the calls.</summary>
public sealed record CallbackCalendar(DateOnly From, DateOnly To, IReadOnlyList<CallbackDay> Days, Page<CallbackLine> Callbacks);
