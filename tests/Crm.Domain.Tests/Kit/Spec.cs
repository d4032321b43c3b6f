using Crm.Domain.Kernel;

namespace Crm.Domain.Tests.Kit;

/// <summary>
/// Given events, when a command, then events. Every event goes through the store's JSON, and every <c>Then</c> runs the
/// command again on what came of it and expects success with nothing new.
/// </summary>
/// <example><code>
/// Spec&lt;Debtor, VerifyPhone&gt; spec = new(VerifyPhoneHandler.Handle);
/// spec.Given(Registered, Added).When(new(Phone)).Then(Verified);
///
/// // A handler that takes more states than one reads them from the scenario's other streams:
/// Spec&lt;PromiseToPay, MakePromise&gt; spec = new((command, promise, streams) =&gt; Handle(command, promise, streams.Get&lt;DebtAccount&gt;(Account.Value)));
/// spec.GivenOn&lt;DebtAccount&gt;(Account.Value, Placed).When(…).Then(Made, On&lt;DebtAccount&gt;(Account.Value, Promised));
/// </code></example>
public sealed class Spec<TAggregate, TCommand> where TAggregate : class, IAggregate<TAggregate>
{
    private readonly Func<TCommand, TAggregate, Streams, Decision> _handle;

    public Spec(Func<TCommand, TAggregate, Decision> handle) => _handle = (command, state, _) => handle(command, state);

    /// <summary>For a handler that takes more states than its own.</summary>
    public Spec(Func<TCommand, TAggregate, Streams, Decision> handle) => _handle = handle;

    public Scenario Given(params IReadOnlyList<IEvent> events) => new(_handle, events, new Streams());

    /// <summary>Events on another stream; nothing yet on the command's own.</summary>
    public Scenario GivenOn<TStream>(Guid id, params IReadOnlyList<IEvent> events) where TStream : class, IAggregate<TStream> =>
        Given().AndOn<TStream>(id, events);

    public sealed class Scenario
    {
        private readonly Func<TCommand, TAggregate, Streams, Decision> _handle;
        private readonly IReadOnlyList<IEvent> _given;
        private readonly Streams _others;

        internal Scenario(Func<TCommand, TAggregate, Streams, Decision> handle, IReadOnlyList<IEvent> given, Streams others) =>
            (_handle, _given, _others) = (handle, given, others);

        /// <summary>Events on another stream beside the command's own.</summary>
        public Scenario AndOn<TStream>(Guid id, params IReadOnlyList<IEvent> events) where TStream : class, IAggregate<TStream> =>
            new(_handle, _given, _others.With([new(typeof(TStream), id, events)]));

        public Outcome When(TCommand command) => new(this, command);

        internal Decision Decide(TCommand command) => _handle(command, Folded.Of<TAggregate>(_given)!, _others);

        internal Scenario After(Decision decision) =>
            new(_handle, [.. _given, .. decision.Events], _others.With(decision.Others));
    }

    public sealed class Outcome
    {
        private readonly Scenario _scenario;
        private readonly TCommand _command;

        internal Outcome(Scenario scenario, TCommand command) =>
            (_scenario, _command, Decision) = (scenario, command, scenario.Decide(command));

        /// <summary>The bare decision, for what the sentences below do not say.</summary>
        public Decision Decision { get; }

        /// <summary>
        /// Exactly these are appended: events for the command's own stream and, by <see cref="Expected.On"/>, for others.
        /// Heard once more, the command succeeds and appends nothing.
        /// </summary>
        public Decision Then(params IReadOnlyList<object> expected)
        {
            Appended(expected);

            var again = _scenario.After(Decision).Decide(_command);
            again.Refusal?.Code.ShouldBeNull("The same command heard twice was refused.");
            Text(again).ShouldBe("", "The same command heard twice appended again.");
            return Decision;
        }

        /// <summary>As <see cref="Then"/>, for a command whose meaning is to repeat: heard once more, it appends again.</summary>
        public Decision ThenEachTime(params IReadOnlyList<object> expected)
        {
            Appended(expected);
            _scenario.After(Decision).Decide(_command).Appends.ShouldBeTrue("The command was said to repeat, but did not.");
            return Decision;
        }

        /// <summary>It was so already: success, nothing appended.</summary>
        public void ThenNothing()
        {
            Decision.Refusal?.Code.ShouldBeNull();
            Text(Decision).ShouldBe("");
        }

        /// <summary>Refused with that code, nothing appended.</summary>
        public Refusal ThenRefused(string code)
        {
            Text(Decision).ShouldBe("");
            return Refused(code);
        }

        /// <summary>Refused with that code, and the refusal is a fact of its own.</summary>
        public Refusal ThenRefusedAndRecorded(string code, params IReadOnlyList<object> expected)
        {
            var refusal = Refused(code);
            Text(Decision).ShouldBe(Text(expected));
            Decision.Appends.ShouldBeTrue("The refusal was not recorded.");
            return refusal;
        }

        private Refusal Refused(string code)
        {
            Decision.Refusal.ShouldNotBeNull($"It was not refused, but appended: {Text(Decision)}");
            Decision.Refusal.Code.ShouldBe(code, Decision.Refusal.Reason);
            return Decision.Refusal;
        }

        private void Appended(IReadOnlyList<object> expected)
        {
            expected.ShouldNotBeEmpty("Say ThenNothing where nothing is appended.");
            Decision.Refusal?.ToString().ShouldBeNull();
            Text(Decision).ShouldBe(Text(expected));
        }

        private static string Text(Decision decision) => Text([.. decision.Events, .. decision.Others]);

        /// <summary>The command's own stream first, then the others in an order of their own, each with its events in order.</summary>
        private static string Text(IReadOnlyList<object> parts) => string.Join('\n', parts.OfType<IEvent>().Select(own => Stored.Text([own]))
            .Concat(parts.OfType<StreamEvents>()
                .GroupBy(other => (other.StreamType.Name, other.StreamId))
                .OrderBy(stream => stream.Key.Name, StringComparer.Ordinal).ThenBy(stream => stream.Key.StreamId)
                .Select(stream => $"on {stream.Key.Name} {stream.Key.StreamId}:\n{Stored.Text(stream.SelectMany(part => part.Events))}")));
    }
}
