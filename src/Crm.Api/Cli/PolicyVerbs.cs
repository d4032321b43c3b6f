using System.CommandLine;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Identity.SignInPolicies;

namespace Crm.Api.Cli;

/// <summary><c>policy</c>: the terms of signing in, and how long the logs of access are kept.</summary>
internal static class PolicyVerbs
{
    private static readonly Option<int?> SessionHours = new("--session-hours") { Description = "How long a session lasts at most" };
    private static readonly Option<int?> IdleMinutes = new("--idle-minutes") { Description = "How long it lasts without being used" };
    private static readonly Option<int?> AccessLogDays = new("--access-log-days") { Description = "How long it is kept who came from where" };
    private static readonly Option<int?> ReadLogDays = new("--read-log-days") { Description = "How long it is kept who read what" };
    private static readonly Option<string[]> SecondFactor = new("--second-factor") { Description = "Roles that demand a second factor; 'none' for no role", AllowMultipleArgumentsPerToken = true };

    public static Command Make() => new Command("policy", "The terms of signing in").With(
        new Command("show", "The terms in force").Does(async (verb, ct) => Show(verb, (await verb.Get<IdentityRules>().Get(ct)).Terms)),
        new Command("set", "Set terms; what is not named stays").With(SessionHours, IdleMinutes, AccessLogDays, ReadLogDays, SecondFactor).Does(Set));

    private static async Task<int> Set(VerbContext verb, CancellationToken ct)
    {
        var rules = verb.Get<IdentityRules>();
        var inForce = await rules.Get(ct);
        var current = inForce.Policy;
        var asked = new SignInPolicy(
            verb.Value(SecondFactor) switch { null or [] => current.SecondFactorRoles, ["none"] => [], var roles => roles },
            verb.Value(SessionHours) ?? current.SessionHours, verb.Value(IdleMinutes) ?? current.IdleMinutes, verb.Value(AccessLogDays) ?? current.AccessLogDays,
            verb.Value(ReadLogDays) ?? current.ReadLogDays);
        var outcome = await Commanding.Run(verb, "SetSignInPolicy", async (unit, _) => UnitDecision.For<SignInTerms>(
            rules.PolicyId, SetSignInPolicyHandler.Handle(new(asked, null, inForce.Roles.Roles), await unit.Load<SignInTerms>(rules.PolicyId))), ct);
        return outcome is null ? ExitCodes.Failure : Show(verb, (await rules.Refresh(ct)).Terms);
    }

    private static int Show(VerbContext verb, SignInTerms terms)
    {
        var policy = terms.Policy;
        verb.Output.Result(
            terms, $"version: {terms.Version}", $"second factor: {(policy.SecondFactorRoles.Count == 0 ? "demanded of nobody" : string.Join(", ", policy.SecondFactorRoles))}",
            $"a session lasts {policy.SessionHours} hours, {policy.IdleMinutes} minutes idle", $"who came from where is kept {policy.AccessLogDays} days", $"who read what is kept {policy.ReadLogDays} days");
        return ExitCodes.Success;
    }
}
