using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.SignInPolicies;

// These names and shapes are the stored format. Add optional members freely;
// anything else is a new event, with an upcaster for the old one.

/// <param name="Version">1 for the first; what is in force names it.</param>
public sealed record SignInPolicySet(int Version, SignInPolicy Policy, UserId? SetBy) : IEvent;

/// <summary>The terms of signing in. One per installation.</summary>
/// <param name="SecondFactorRoles">Who holds one of these has to sign in with a second factor.</param>
/// <param name="SessionHours">How long a session lasts at most.</param>
/// <param name="IdleMinutes">How long it lasts without being used.</param>
/// <param name="AccessLogDays">How long it is kept who came from where.</param>
/// <param name="ReadLogDays">How long it is kept who read what of whom.</param>
public sealed record SignInPolicy(IReadOnlyList<string> SecondFactorRoles, int SessionHours, int IdleMinutes, int AccessLogDays, int ReadLogDays = 1825)
{
    public static readonly SignInPolicy Default = new([], SessionHours: 12, IdleMinutes: 30, AccessLogDays: 90);
}
