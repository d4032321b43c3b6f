using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.SignInPolicies;

/// <summary>The policy in force; there is one stream of it per installation.</summary>
public sealed record SignInTerms(int Version, SignInPolicy Policy) : IAggregate<SignInTerms>
{
    public static readonly SignInTerms Default = new(0, SignInPolicy.Default);

    public static SignInTerms? Evolve(SignInTerms? terms, object @event) => @event switch
    {
        SignInPolicySet e => new(e.Version, e.Policy),
        _ => terms,
    };
}
