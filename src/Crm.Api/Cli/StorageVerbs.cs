using System.CommandLine;
using Crm.EventStore.Agenda;
using Crm.EventStore.Projecting;
using Crm.EventStore.Reactions;
using Crm.EventStore.Streams;
using Crm.Projections;
using Dapper;
using Npgsql;

namespace Crm.Api.Cli;

/// <summary><c>storage</c>: what is stored, and what effects could not be made.</summary>
internal static class StorageVerbs
{
    private static readonly Argument<string[]> Names = new("name") { Description = "Names of reactions or agendas", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Argument<string[]> Shards = new("name") { Description = "Names of projections, reactions or agendas' runners", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Argument<string> ReactionName = new("reaction") { Description = "The reaction's name" };
    private static readonly Option<bool> All = new("--all") { Description = "All of them" };
    private static readonly Option<long?> Position = new("--position") { Description = "The position of one event of a reaction; all of them when missing" };
    private static readonly Option<string?> Item = new("--item") { Description = "One item of an agenda; all of them when missing" };

    public static Command Make() => new Command("storage", "What is stored; what stands still; effects and deadlines that failed").With(
        new Command("counts", "Events, streams by type, quarantine, dead letters, missed deadlines, shards that stand still").Does(Counts),
        new Command("dead-letters", "Effects that failed for good, and deadlines that were refused or wait for an operator").Does(List),
        new Command("retry", "Have the dead letters of reactions, or the missed deadlines of agendas, tried again").With(Names, All, Position, Item).Does(Retry),
        new Command("discard", "Give up on the effects of a reaction that failed for good; they are never made").With(ReactionName, Position).Does(Discard),
        new Command("release", "Take shards from whoever runs them, with what blocks them: a host takes them up at once and tries again").With(Shards, All).Does(Release));

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

    private static async Task<int> Retry(VerbContext verb, CancellationToken ct)
    {
        var reactions = verb.Host.Services.GetServices<Reaction>().Select(reaction => reaction.Name).ToList();
        var agendas = ReadModels.All.OfType<AgendaProjection>().Select(agenda => agenda.Name).ToList();
        var (position, item) = (verb.Value(Position), verb.Value(Item));
        var done = new List<Changed>();
        foreach (var name in Chosen(verb, Names, "reaction or agenda", [.. reactions, .. agendas]))
        {
            if (reactions.Contains(name) && item is not null) throw new UsageException($"'{name}' is a reaction: it has positions, not items.");
            if (agendas.Contains(name) && position is not null) throw new UsageException($"'{name}' is an agenda: it has items, not positions.");
            done.Add(new(name, reactions.Contains(name) ? await verb.Get<DeadLetters>().Redrive(name, position, ct) : await verb.Get<Agendas>().Retry(name, item, ct)));
        }

        verb.Output.Table(done, ("name", row => row.Name), ("tried again", row => row.Count));
        return ExitCodes.Success;
    }

    private static async Task<int> Discard(VerbContext verb, CancellationToken ct)
    {
        var name = verb.Required(ReactionName);
        var known = verb.Host.Services.GetServices<Reaction>().Select(reaction => reaction.Name).ToList();
        if (!known.Contains(name)) throw UsageException.Unknown("reaction", name, known);

        var count = await verb.Get<DeadLetters>().Discard(name, verb.Value(Position), ct);
        verb.Output.Result(new Changed(name, count), $"{count} discarded.");
        return ExitCodes.Success;
    }

    private static async Task<int> Release(VerbContext verb, CancellationToken ct)
    {
        var admin = verb.Get<ProjectionAdmin>();
        var done = new List<Changed>();
        foreach (var name in Chosen(verb, Shards, "projection, reaction or agenda", admin.Names)) done.Add(new(name, await admin.Release(name, ct) ? 1 : 0));

        verb.Output.Table(done, ("name", row => row.Name), ("released", row => row.Count));
        return ExitCodes.Success;
    }

    private static IReadOnlyList<string> Chosen(VerbContext verb, Argument<string[]> argument, string kind, IReadOnlyList<string> known)
    {
        var names = verb.Parsed.GetValue(argument) ?? [];
        if (names.Length > 0 == verb.Value(All)) throw new UsageException("Say names, or --all.");
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown) throw UsageException.Unknown(kind, unknown, known);
        return names.Length > 0 ? [.. names.Distinct()] : known;
    }

    private sealed record Changed(string Name, int Count);

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
            union all select 'missed deadlines', count(*) from crm_agenda_attempts
            union all select 'shards blocked by an error', count(*) from crm_shards where error is not null
            union all select 'shards paused', count(*) from crm_shards where paused
            union all select 'shards that nobody runs', count(*) from crm_shards s
                where not paused and not exists (select from crm_hosts h where h.id = s.owner and h.lease_until > clock_timestamp())
            """,
            cancellationToken: ct)));
        verb.Output.Table(counts, ("what", row => row.What), ("number", row => row.Number));
        return ExitCodes.Success;
    }
}
