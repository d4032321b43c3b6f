using System.Globalization;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Tickets;

namespace Crm.Api.Tickets;

/// <summary>The staff's lists: trays with their counts, the search, one ticket with its timeline.</summary>
public static class TicketLists
{
    public static void MapTicketLists(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/api/tickets").WithTags("Tickets: lists");

        tickets.MapGet("/trays", Tray)
            .WithName("ListTicketTray").WithSummary("A tray: mine, team, unassigned, working, waiting, resolved, breaching (within the hour), breached or all; the most urgent first")
            .Produces<Page<TicketLine>>().Reads<TicketsTray, QueueCard>().RecordsReads(AccessKind.Tray).RequirePermission(Permission.TicketsRead);
        tickets.MapGet("/trays/counts", async (Guid? queue, CommandContext context, TicketQueries queries, CancellationToken ct) => TypedResults.Ok(await queries.Counts(queue, context.Scope, ct)))
            .WithName("CountTicketTrays").WithSummary("How many stand in each tray").Produces<TicketTrayCounts>().Reads<TicketsTray, QueueCard>().RequirePermission(Permission.TicketsRead);
        tickets.MapGet("/", Search)
            .WithName("SearchTickets").WithSummary("By words in Spanish or English, by number and by filters; the newest first")
            .Produces<Page<FoundLine>>().Reads<TicketDirectory, QueueCard>().RecordsReads(AccessKind.TicketSearch).RequirePermission(Permission.TicketsRead);
        tickets.MapGet("/{id:guid}", Show)
            .WithName("ShowTicket").WithSummary("Everything about one ticket with its timeline")
            .Produces<TicketView>().Reads<TicketFile, QueueCard>().RecordsReads(AccessKind.TicketFile).RequirePermission(Permission.TicketsRead);
    }

    private static async Task<IResult> Tray(
        [AsParameters] TrayFilter filter, bool? total, PageRequest page, CommandContext context, TicketQueries queries, HttpContext http, CancellationToken ct) =>
        PageResults.Ok(http, await queries.Tray(filter.Asked, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), page, total is true, ct));

    private static async Task<IResult> Search(
        [AsParameters] SearchFilter filter, bool? total, PageRequest page, CommandContext context, TicketQueries queries, HttpContext http, Problems problems, CancellationToken ct)
    {
        var asked = filter.Asked;
        if (asked.Assignee is not (null or "me" or "none") && !Guid.TryParse(asked.Assignee, out _)) return problems.Invalid("assignee", "me, none or a person's id.");
        if (asked.Q?.Length > 200) return problems.Invalid("q", "At most 200 characters.");

        return PageResults.Ok(http, await queries.Search(asked, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), page, total is true, ct));
    }

    internal static async Task<IResult> Show(Guid id, CommandContext context, TicketQueries queries, Problems problems, CancellationToken ct) =>
        await queries.Show(id, context.Scope, context.ScopeOf(Permission.CustomersSeePersonalData), CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, ct) is { } view ? TypedResults.Ok(view) : problems.NotFound();
}

/// <summary><see cref="TrayAsked"/> as a query string has it: <c>?tray=mine&amp;priority=critical</c>.</summary>
public sealed record TrayFilter(
    string? Tray = null, Guid? Queue = null, Guid? Campaign = null, Guid? Team = null, string? Type = null, string? Priority = null, string? State = null, Guid? Category = null)
{
    internal TrayAsked Asked => new(
        QueryWords.Of<TrayName>(Tray, "tray") ?? TrayName.All, Queue, Campaign, Team, QueryWords.Of<TicketType>(Type, "type"), QueryWords.Of<TicketPriority>(Priority, "priority"),
        QueryWords.Of<TicketState>(State, "state"), Category);
}

/// <summary><see cref="TicketSearch"/> as a query string has it.</summary>
public sealed record SearchFilter(
    string? Q = null, Guid? Queue = null, Guid? Campaign = null, string? Assignee = null, Guid? Requester = null, string? Type = null, string? Priority = null, string? State = null,
    bool? Open = null, Guid? Category = null, string? Tag = null, DateTimeOffset? From = null, DateTimeOffset? Until = null)
{
    internal TicketSearch Asked => new(
        Q, Queue, Campaign, Assignee, Requester, QueryWords.Of<TicketType>(Type, "type"), QueryWords.Of<TicketPriority>(Priority, "priority"), QueryWords.Of<TicketState>(State, "state"),
        Open, Category, Tag, From, Until);
}

/// <summary>Names of values in a query string, written as answers write them.</summary>
internal static class QueryWords
{
    public static T? Of<T>(string? text, string field) where T : struct, Enum =>
        string.IsNullOrEmpty(text) ? null
        : char.IsAsciiLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw new RequestProblemException(problems => problems.Invalid(field, $"One of {string.Join(", ", Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName))}."));
}
