using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.SignInPolicies;

public sealed record SetSignInPolicy(SignInPolicy Policy, UserId? By, IReadOnlyCollection<string> KnownRoles);

public static class SetSignInPolicyHandler
{
    public static Decision Handle(SetSignInPolicy command, SignInTerms? terms)
    {
        var (policy, current) = (command.Policy, terms ?? SignInTerms.Default);
        if (policy.SecondFactorRoles.Except(command.KnownRoles).FirstOrDefault() is { } unknown)
            return Decision.Refuse("identity.unknown-role", $"There is no role '{unknown}'. There are: {string.Join(", ", command.KnownRoles)}.", nameof(policy.SecondFactorRoles));
        if (policy.SessionHours is < 1 or > 24 || policy.IdleMinutes is < 5 or > 240 || policy.AccessLogDays is < 30 or > 3650 || policy.ReadLogDays is < 90 or > 7300)
        {
            return Decision.Refuse(
                "identity.policy-out-of-range", "A session lasts 1 to 24 hours and 5 to 240 minutes idle; the access log is kept 30 to 3650 days, the log of reads 90 to 7300.",
                nameof(policy.SessionHours), nameof(policy.IdleMinutes), nameof(policy.AccessLogDays), nameof(policy.ReadLogDays));
        }

        string[] roles = [.. policy.SecondFactorRoles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var same = (policy with { SecondFactorRoles = current.Policy.SecondFactorRoles }) == current.Policy && roles.SequenceEqual(current.Policy.SecondFactorRoles);
        return same ? Decision.AlreadySo : Decision.Append(new SignInPolicySet(current.Version + 1, policy with { SecondFactorRoles = roles }, command.By));
    }
}
