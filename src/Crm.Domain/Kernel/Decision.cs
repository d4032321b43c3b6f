namespace Crm.Domain.Kernel;

/// <summary>What a command comes to: events to append, a refusal (recorded or not), or nothing because it is already so.</summary>
public sealed record Decision
{
    private Decision(IReadOnlyList<IEvent> events, IReadOnlyList<StreamEvents> others, Refusal? refusal) =>
        (Events, Others, Refusal) = (events, others, refusal);

    /// <summary>Events for the stream the command is addressed to, in order.</summary>
    public IReadOnlyList<IEvent> Events { get; private init; }

    /// <summary>Events for other streams, appended in the same unit: all or nothing.</summary>
    public IReadOnlyList<StreamEvents> Others { get; private init; }

    /// <summary>Why the command was refused; <c>null</c> when it was not.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>What the command asks for holds already: nothing is appended and the answer is that of success.</summary>
    public static Decision AlreadySo { get; } = new([], [], null);

    public static Decision Append(params IReadOnlyList<IEvent> events) => new(events, [], null);

    /// <summary>A refusal the business expects; nothing is written.</summary>
    /// <param name="code">Stable, <c>room.kebab-reason</c>: the contract with programs.</param>
    /// <param name="reason">For people, in English, with the figures.</param>
    /// <param name="fields">The offending members of the command, if it is about some of them.</param>
    public static Decision Refuse(string code, string reason, params IReadOnlyList<string> fields) =>
        new([], [], new Refusal(code, reason, fields));

    public static Decision Refuse(Refusal refusal) => new([], [], refusal);

    /// <summary>A refusal that is itself a fact: the events are appended and the caller is refused.</summary>
    public static Decision RefuseAndRecord(Refusal refusal, params IReadOnlyList<IEvent> events) => new(events, [], refusal);

    /// <summary>The same decision with events for another stream in the same unit.</summary>
    public Decision And<TStream>(Guid streamId, params IReadOnlyList<IEvent> events) where TStream : class, IAggregate<TStream> =>
        events.Count == 0 ? this : this with { Others = [.. Others, new StreamEvents(typeof(TStream), streamId, events)] };

    /// <summary>Whether there is anything to append.</summary>
    public bool Appends => Events.Count > 0 || Others.Count > 0;
}

/// <summary>Events for a stream other than the one the command is addressed to.</summary>
public sealed record StreamEvents(Type StreamType, Guid StreamId, IReadOnlyList<IEvent> Events);

/// <summary>A refusal the business expects.</summary>
/// <param name="Code">Stable: <c>collections.agreement-closed</c>.</param>
/// <param name="Reason">English text with the figures; the edge localises it by its code and <see cref="Figures"/>.</param>
/// <param name="Fields">The offending members.</param>
public sealed record Refusal(string Code, string Reason, IReadOnlyList<string> Fields)
{
    /// <summary>The figures of the reason by name, for programs and for the localised text.</summary>
    public IReadOnlyDictionary<string, object?> Figures { get; init; } = new Dictionary<string, object?>();

    /// <summary>A refusal whose reason has figures.</summary>
    public static Refusal Of(string code, string reason, IReadOnlyList<string> fields, params IReadOnlyList<(string Name, object? Value)> figures) =>
        new(code, reason, fields) { Figures = figures.ToDictionary(figure => figure.Name, figure => figure.Value) };
}
