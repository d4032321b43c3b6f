using System.CommandLine;
using Crm.EventStore.Agenda;
using Crm.EventStore.Reactions;
using Crm.EventStore.Streams;
using Crm.Projections;
using Dapper;
using Npgsql;

namespace Crm.Api.Cli;

/// <summary><c>storage</c>: what is stored, and what effects could not be made.</summary>
internal static class StorageVerbs
{
    public static Command Make() => new Command("storage", "What is stored; effects that failed for good").With(
        new Command("counts", "Events, streams by type, quarantine, dead letters").Does(Counts),
        new Command("dead-letters", "Effects that failed for good, and deadlines that wait for an operator").Does(List),
        new Command("release", "Have the effects of a reaction that failed for good tried again").With(ReactionName, Position)
            .Does((verb, ct) => Change(verb, verb.Get<DeadLetters>().Redrive, "released", ct)),
        new Command("discard", "Give up on the effects of a reaction that failed for good; they are never made").With(ReactionName, Position)
            .Does((verb, ct) => Change(verb, verb.Get<DeadLetters>().Discard, "discarded", ct)),
        new Command("retry", "Have the failed deadlines of an agenda tried again").With(AgendaName, Item).Does(Retry));

    private static readonly Argument<string> ReactionName = new("reaction") { Description = "The reaction's name" };
    private static readonly Option<long?> Position = new("--position") { Description = "The position of one event; all of the reaction when missing" };
    private static readonly Argument<string> AgendaName = new("agenda") { Description = "The agenda's name" };
    private static readonly Option<string?> Item = new("--item") { Description = "One item; all of the agenda when missing" };

    private sealed record Stuck(string Of, string Kind, string What, string Error, int Attempts, DateTimeOffset Since);

    private static async Task<int> List(VerbContext verb, CancellationToken ct)
    {
        var letters = await verb.Get<DeadLetters>().List(null, ct);
        var missed = await verb.Get<Agendas>().Missed(ct);
        List<Stuck> stuck =
        [
            .. letters.Select(letter => new Stuck(letter.Reaction, "reaction", FormattableString.Invariant($"{letter.EventType} at {letter.Position}"), letter.Error, letter.Attempts, letter.Since)),
            .. missed.Select(item => new Stuck(item.Agenda, "agenda", item.ItemId, $"{item.Outcome}: {item.Detail}", item.Attempts, item.Since)),
        ];
        verb.Output.Table(
            stuck, ("of", row => row.Of), ("kind", row => row.Kind), ("what", row => row.What), ("attempts", row => row.Attempts), ("since", row => row.Since),
            ("error", row => row.Error));
        return ExitCodes.Success;
    }

    private static async Task<int> Change(VerbContext verb, Func<string, long?, CancellationToken, Task<int>> change, string done, CancellationToken ct)
    {
        var name = verb.Required(ReactionName);
        var known = verb.Host.Services.GetServices<Reaction>().Select(reaction => reaction.Name).ToList();
        if (!known.Contains(name)) throw UsageException.Unknown("reaction", name, known);

        var count = await change(name, verb.Value(Position), ct);
        verb.Output.Result(new { reaction = name, count }, $"{count} {done}.");
        return ExitCodes.Success;
    }

    private static async Task<int> Retry(VerbContext verb, CancellationToken ct)
    {
        var name = verb.Required(AgendaName);
        var known = ReadModels.All.OfType<AgendaProjection>().Select(agenda => agenda.Name).ToList();
        if (!known.Contains(name)) throw UsageException.Unknown("agenda", name, known);

        var count = await verb.Get<Agendas>().Retry(name, verb.Value(Item), ct);
        verb.Output.Result(new { agenda = name, count }, $"{count} tried again.");
        return ExitCodes.Success;
    }

    private sealed record Count(string What, long Number);

    private static async Task<int> Counts(VerbContext verb, CancellationToken ct)
    {
        await using var connection = await verb.Get<NpgsqlDataSource>().OpenConnectionAsync(ct);
        var counts = new List<Count> { new("position", await verb.Get<EventLog>().Head(ct)) };
        counts.AddRange(await connection.QueryAsync<Count>(new(
            """
            select 'events' as what, count(*) as number from mt_events
            union all (select 'streams of ' || coalesce(type, '(no type)'), count(*) from mt_streams group by type order by type)
            union all select 'quarantined documents', count(*) from crm_quarantine
            union all select 'dead letters', count(*) from crm_dead_letters
            """,
            cancellationToken: ct)));
        verb.Output.Table(counts, ("what", row => row.What), ("number", row => row.Number));
        return ExitCodes.Success;
    }
}
