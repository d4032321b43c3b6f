using System.CommandLine;
using System.Globalization;
using Crm.EventStore.Append;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.EventStore.Serialization;
using Crm.EventStore.Streams;

namespace Crm.Benchmarks.Privacy;

/// <summary>
/// What encrypting costs: the same events appended and rebuilt with their personal members marked and not, taking turns in one run. A person's stream
/// begins with name, document and phone; then come a note and eight events without a personal member, as in an account's life.
/// </summary>
internal static class EncryptionBench
{
    private const int EventsPerPerson = 10, Callers = 64, Rounds = 3;

    public static Command Verb()
    {
        var persons = new Option<int>("--persons") { Description = "Persons of ten events each, in each round.", DefaultValueFactory = _ => 4_000 };
        var command = new Command("encryption", "Append and rebuild with and without personal members, in the same run.") { persons };
        command.SetAction((arguments, ct) => Run(arguments.GetValue(persons), Console.Out, ct));
        return command;
    }

    private static async Task<int> Run(int persons, TextWriter output, CancellationToken ct)
    {
        var append = (Clear: new List<double>(), Personal: new List<double>());
        var rebuild = (Clear: new List<double>(), Personal: new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var personal in round % 2 == 0 ? (bool[])[false, true] : [true, false])
            {
                var (appended, rebuilt) = await Round(persons, personal, ct);
                // The first round warms.
                if (round == 0) continue;
                (personal ? append.Personal : append.Clear).Add(appended);
                (personal ? rebuild.Personal : rebuild.Clear).Add(rebuilt);
            }
        }

        await Line("append", append.Clear, append.Personal);
        await Line("rebuild", rebuild.Clear, rebuild.Personal);
        return 0;

        async Task Line(string what, List<double> clear, List<double> personal) => await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-8} clear {Median(clear),9:N0} events/s   personal {Median(personal),9:N0} events/s   costs {(Median(clear) / Median(personal)) - 1,6:P1} more time"));
    }

    private static async Task<(double Appended, double Rebuilt)> Round(int persons, bool personal, CancellationToken ct)
    {
        await using var database = await BenchDatabase.Start(ct);
        var types = Types(personal);
        var log = database.OpenLog(types);
        var ids = Enumerable.Range(0, persons).Select(_ => Guid.CreateVersion7()).ToArray();
        var events = persons * EventsPerPerson;

        var start = TimeProvider.System.GetTimestamp();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = ct }, async (id, cancel) =>
        {
            // A command at a time, as they come: the register, the note, then the rest.
            var version = 0L;
            foreach (var unit in Life(id))
            {
                await log.Append(new AppendUnit(new EventMetadata(null, Command: "Bench"), new StreamAppend(id, "person", version, unit)), cancel);
                version += unit.Length;
            }
        });
        var appended = events / TimeProvider.System.GetElapsedTime(start).TotalSeconds;

        await database.Execute("vacuum analyze mt_events", ct);
        await database.Execute("checkpoint", ct);
        // Another host: no key is in memory.
        await using var engine = new ProjectionEngine(database.Source, database.OpenLog(types), types, BenchDatabase.Json, [new PersonCards()]);
        await engine.Prepare(ct);
        start = TimeProvider.System.GetTimestamp();
        await engine.Rebuilder.Rebuild("person_cards", new RebuildOptions(), null, ct);
        return (appended, events / TimeProvider.System.GetElapsedTime(start).TotalSeconds);
    }

    private static IEnumerable<object[]> Life(Guid id)
    {
        yield return [new PersonRegistered(id, "María Fernanda Ríos Peña", "1020304050", "+573001234567")];
        yield return [new PersonNoted(id, "Asks to be called at home in the evening, after the children are in bed")];
        for (var i = 2; i < EventsPerPerson; i++) yield return [new PersonMoved(id, i, 1_000 * i, "COP")];
    }

    private static EventTypes Types(bool personal) => new(
    [
        new("person_registered", typeof(PersonRegistered), Personal: personal
            ? [Member(nameof(PersonRegistered.Name)), Member(nameof(PersonRegistered.Document)), Member(nameof(PersonRegistered.Phone))] : null),
        new("person_noted", typeof(PersonNoted), Personal: personal ? [Member(nameof(PersonNoted.Note))] : null),
        new("person_moved", typeof(PersonMoved)),
    ]);

    private static PersonalMember Member(string name) => new(name, @event => ((IPersonEvent)@event).PersonId);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

internal interface IPersonEvent
{
    Guid PersonId { get; }
}

internal sealed record PersonRegistered(Guid PersonId, string Name, string Document, string Phone) : IPersonEvent;
internal sealed record PersonNoted(Guid PersonId, string Note) : IPersonEvent;
internal sealed record PersonMoved(Guid PersonId, int Number, decimal Amount, string Currency) : IPersonEvent;

internal sealed class PersonCards() : StreamProjection<PersonCard>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(PersonRegistered), typeof(PersonNoted), typeof(PersonMoved)];

    public override PersonCard? Evolve(PersonCard? card, Recorded recorded) => recorded.Data switch
    {
        PersonRegistered e => new(e.Name, e.Document, e.Phone, null, 0),
        PersonNoted e => card! with { Note = e.Note },
        PersonMoved e => card! with { Amount = card.Amount + e.Amount },
        _ => card,
    };

    public override void Describe(DocumentColumns columns) => columns.Text("document", "document").Index(["document"]);
}

internal sealed record PersonCard(string Name, string Document, string Phone, string? Note, decimal Amount);
