using Crm.Domain.Identity.Sessions;

namespace Crm.Api.Identity;

/// <summary>What became of a step of signing in.</summary>
public abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    /// <param name="RecoveryCodes">Shown once, when an authenticator was enrolled on the way in.</param>
    public sealed record Opened(Session Session, IReadOnlyList<string>? RecoveryCodes = null) : SignInOutcome;

    /// <summary>The password was right; a code is asked for, or an authenticator has to be enrolled first.</summary>
    /// <param name="Challenge">Is shown with the code; short-lived.</param>
    public sealed record SecondFactorAsked(string Challenge, bool Enrol) : SignInOutcome;

    /// <summary>Every kind of no.</summary>
    public sealed record Refused : SignInOutcome
    {
        public static readonly Refused Instance = new();
    }
}
