using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.FollowUps;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.ContactGuards.GuardScene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections.ContactAttempts;

/// <summary>A debtor with a phone and two accounts, on whom commands are given one after the other; each is heard twice.</summary>
internal sealed class AttemptDesk
{
    private static readonly AttemptRules Rules = new(Colombia, 4, DefaultDispositions.All);

    private static readonly Dictionary<Type, Func<object?, object, object?>> Folds = new()
    {
        [typeof(ContactAttempt)] = (state, e) => ContactAttempt.Evolve((ContactAttempt?)state, e),
        [typeof(ContactGuard)] = (state, e) => ContactGuard.Evolve((ContactGuard?)state, e),
        [typeof(DebtAccount)] = (state, e) => DebtAccount.Evolve((DebtAccount?)state, e),
        [typeof(Debtor)] = (state, e) => Crm.Domain.Collections.Debtors.Debtor.Evolve((Debtor?)state, e),
        [typeof(FollowUp)] = (state, e) => FollowUp.Evolve((FollowUp?)state, e),
    };

    private readonly Dictionary<(Type Type, Guid Id), (List<IEvent> Events, object? State)> _streams = [];
    private readonly List<RecordContactAttempt> _commands = [];
    private readonly Dictionary<AttemptId, bool> _expectedOutside = [];
    private DateTimeOffset _now = June(1, 8);
    private Guid? _permit;
    private int _ids;

    public AttemptDesk()
    {
        Append(typeof(Debtor), Ana.Value, [Registered, Added]);
        Append(typeof(DebtAccount), Account.Value, [Scene.Placed]);
        Append(typeof(DebtAccount), OtherAccount.Value, [Scene.Placed with { AccountId = OtherAccount, Reference = "OB-2" }]);
    }

    /// <summary>Refusals of attempts whose form was right.</summary>
    public List<Refusal> Refusals { get; } = [];

    public ContactGuard? Guard => State<ContactGuard>(ContactGuard.StreamOf(Ana));

    /// <summary>Everything that was logged, in order.</summary>
    public IEnumerable<(ContactAttempted Event, bool Voided, bool ExpectedOutside)> Attempts => _commands.Select(command => (
        EventsOn<ContactAttempt>(command.AttemptId.Value).OfType<ContactAttempted>().Single(),
        State<ContactAttempt>(command.AttemptId.Value)!.Voided,
        _expectedOutside[command.AttemptId]));

    /// <summary>Attempts with an outcome of that kind that were not voided.</summary>
    public IEnumerable<ContactAttempted> Standing(DispositionFlags flag) =>
        Attempts.Where(attempt => !attempt.Voided && attempt.Event.Flags.HasFlag(flag)).Select(attempt => attempt.Event);

    public bool Ever(DispositionFlags flag) => Attempts.Any(attempt => attempt.Event.Flags.HasFlag(flag));

    public T? State<T>(Guid id) where T : class => (T?)_streams.GetValueOrDefault((typeof(T), id)).State;

    public IReadOnlyList<IEvent> EventsOn<T>(Guid id) => _streams.GetValueOrDefault((typeof(T), id)).Events ?? [];

    public IEnumerable<(string Stream, string Replayed, string Grown)> Replayed() => _streams.Select(stream => (
        $"{stream.Key.Type.Name} {stream.Key.Id}",
        Stored.Text(stream.Value.Events.Select(Stored.RoundTrip).Aggregate((object?)null, (state, e) => Folds[stream.Key.Type](state, e))),
        Stored.Text(stream.Value.State)));

    public void Do(Step step)
    {
        _now = _now.AddMinutes(step.Minutes);
        switch (step.Kind)
        {
            case StepKind.Log: Log(step); break;
            case StepKind.LogAgain when _commands.Count > 0:
                Decide(_commands[step.Which % _commands.Count]).ShouldSatisfyAllConditions(again => again.Appends.ShouldBeFalse(), again => again.Refusal.ShouldBeNull());
                break;
            case StepKind.Void when _commands.Count > 0:
                var voided = _commands[step.Which % _commands.Count].AttemptId.Value;
                Run(typeof(ContactAttempt), voided, () => VoidAttemptHandler.Handle(new("Logged by mistake", Supervisor), State<ContactAttempt>(voided)!));
                break;
            case StepKind.AskForPermit:
                var asked = Ask(_now, step.Channel, permit: NextId());
                _permit = asked.PermitId;
                Run(typeof(ContactGuard), ContactGuard.StreamOf(Ana), () => RequestContactHandler.Handle(asked, Guard, State<Debtor>(Ana.Value)!));
                break;
        }
    }

    private void Log(Step step)
    {
        var (disposition, moment) = (step.Disposition, BusinessMoment.Of(_now, Bogota));
        var named = step.Accounts == 0 && disposition.Requires.HasFlag(DispositionRequirements.Account) ? 1 : step.Accounts;
        var command = new RecordContactAttempt(
            new(NextId()), [.. new[] { Account, OtherAccount }.Take(named)], step.Channel, step.Direction, disposition.Code, Known.Work, moment, Rules,
            Mobile, null, "Note", Cop(1_000), moment.Date.AddDays(5), step.Seconds, null, _permit,
            disposition.Flags.HasFlag(DispositionFlags.Callback) ? new(new(NextId()), _now.AddDays(1)) : null);

        // What somebody would have been answered who had asked when it began.
        var began = _now.AddSeconds(-step.Seconds);
        var permitted = Guard?.Permits.Any(permit => permit.Id == _permit && permit.Channel == step.Channel && permit.IsOpenAt(began)) is true;
        _expectedOutside[command.AttemptId] = step.Direction is ContactDirection.Outbound && !permitted
            && RequestContactHandler.Handle(Ask(began, step.Channel, permit: Id("fff")), Guard, State<Debtor>(Ana.Value)!).Refusal is not null;

        var decision = Run(typeof(ContactAttempt), command.AttemptId.Value, () => Decide(command));
        if (decision.Refusal is { } refusal) Refusals.Add(refusal);
        else _commands.Add(command);
    }

    private Decision Decide(RecordContactAttempt command) => RecordContactAttemptHandler.Handle(
        command, State<ContactAttempt>(command.AttemptId.Value), State<Debtor>(Ana.Value)!, Guard,
        [.. new[] { Account, OtherAccount }.Where(id => command.Accounts.Count == 0 || command.Accounts.Contains(id)).Select(id => State<DebtAccount>(id.Value)!)]);

    private Decision Run(Type type, Guid id, Func<Decision> decide)
    {
        var decision = decide();
        Append(type, id, decision.Events);
        foreach (var other in decision.Others) Append(other.StreamType, other.StreamId, other.Events);
        if (decision.Refusal is null) decide().ShouldSatisfyAllConditions(again => again.Appends.ShouldBeFalse(), again => again.Refusal.ShouldBeNull());
        return decision;
    }

    private void Append(Type type, Guid id, IReadOnlyList<IEvent> events)
    {
        var (known, state) = _streams.GetValueOrDefault((type, id));
        known ??= [];
        foreach (var stored in events.Select(Stored.RoundTrip))
        {
            known.Add(stored);
            state = Folds[type](state, stored);
        }

        _streams[(type, id)] = (known, state);
    }

    private Guid NextId() => Id($"b{++_ids:x5}");
}
