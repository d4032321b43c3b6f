using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.EventStore.Agenda;
using Crm.EventStore.Reactions;
using Crm.Projections;

namespace Crm.Api.Hosting;

/// <summary>What an operator has to look at: effects that failed for good and deadlines that were not met, and having them tried again.</summary>
public static class StuckWorkEndpoints
{
    public static void MapStuckWork(this IEndpointRouteBuilder routes)
    {
        var operations = routes.MapGroup("/api/operations").WithTags("Operations");

        operations.MapGet("/dead-letters", async (DeadLetters letters, CancellationToken ct) => TypedResults.Ok(new DeadLetterList(await letters.List(null, ct))))
            .WithName("ListDeadLetters")
            .WithSummary("Events whose effect failed for good, by position")
            .RequirePermission(Permission.SettingsRead);
        operations.MapPost("/dead-letters/{reaction}/retry", Redrive)
            .WithName("RetryDeadLetters")
            .WithSummary("Have the effects of a reaction tried again: of one event, or of all")
            .WithExample(new RetryDeadLettersRequest(Position: 804))
            .Produces<Retried>()
            .RequirePermission(Permission.SettingsExecute);
        operations.MapGet("/missed-deadlines", async (Agendas agendas, CancellationToken ct) => TypedResults.Ok(new MissedDeadlineList(await agendas.Missed(ct))))
            .WithName("ListMissedDeadlines")
            .WithSummary("Deadlines that were refused for now, fail, or wait for an operator")
            .RequirePermission(Permission.SettingsRead);
        operations.MapPost("/missed-deadlines/{agenda}/retry", Retry)
            .WithName("RetryMissedDeadlines")
            .WithSummary("Have the deadlines of an agenda tried again at once: one item, or all")
            .WithExample(new RetryDeadlinesRequest(ItemId: "promise-0ba176a6-52f8-856c-b8bd-5121d1a72a09"))
            .Produces<Retried>()
            .RequirePermission(Permission.SettingsExecute);
    }

    private static async Task<IResult> Redrive(
        string reaction, RetryDeadLettersRequest body, DeadLetters letters, IEnumerable<Reaction> reactions, Problems problems, ILogger<DeadLetters> logger, CommandContext context, CancellationToken ct)
    {
        if (reactions.All(known => known.Name != reaction)) return problems.NotFound();
        var count = await letters.Redrive(reaction, body.Position, ct);
        logger.LogInformation("{Actor} has {Count} dead letters of {Reaction} tried again", context.Actor, count, reaction);
        return TypedResults.Ok(new Retried(reaction, count));
    }

    private static async Task<IResult> Retry(
        string agenda, RetryDeadlinesRequest body, Agendas agendas, Problems problems, ILogger<Agendas> logger, CommandContext context, CancellationToken ct)
    {
        if (ReadModels.All.OfType<AgendaProjection>().All(known => known.Name != agenda)) return problems.NotFound();
        var count = await agendas.Retry(agenda, body.ItemId, ct);
        logger.LogInformation("{Actor} has {Count} deadlines of {Agenda} tried again", context.Actor, count, agenda);
        return TypedResults.Ok(new Retried(agenda, count));
    }
}

public sealed record DeadLetterList(IReadOnlyList<DeadLetter> Items);

public sealed record MissedDeadlineList(IReadOnlyList<MissedDeadline> Items);

/// <param name="Position">One event; missing: all of the reaction.</param>
public sealed record RetryDeadLettersRequest(long? Position = null);

/// <param name="ItemId">One deadline; missing: all of the agenda.</param>
public sealed record RetryDeadlinesRequest(string? ItemId = null);

/// <param name="Count">How many are tried again.</param>
public sealed record Retried(string Name, int Count);
