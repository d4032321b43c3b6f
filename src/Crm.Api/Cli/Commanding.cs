using Crm.Api.Http;
using Crm.Domain.Kernel;

namespace Crm.Api.Cli;

/// <summary>Gives a command on behalf of the command line and says why it was refused.</summary>
internal static class Commanding
{
    /// <summary>What came of it; <c>null</c>: it was refused, and the reason stands in the output.</summary>
    public static async Task<CommandOutcome.Done?> Run(
        VerbContext verb, string command, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, CancellationToken ct)
    {
        var outcome = await verb.Get<CommandRunner>().Run(new CommandOrigin(command, CausationId: "command line"), decide, ct);
        if (outcome is CommandOutcome.Done done) return done;

        if (outcome is CommandOutcome.Refused refused) Refused(verb, refused.Refusal);
        else if (outcome is CommandOutcome.NotFound) verb.Output.Error("There is no such thing.");
        else verb.Output.Error($"{command} ended as {outcome.GetType().Name}.");
        return null;
    }

    public static int Refused(VerbContext verb, Refusal refusal)
    {
        verb.Output.Error($"{refusal.Code}: {refusal.Reason}");
        return ExitCodes.Failure;
    }
}
