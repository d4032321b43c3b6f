using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.SuperAdministrators;

/// <summary>Who can repair everything else; the last of them cannot be removed. One stream per installation.</summary>
public sealed record SuperAdministrators(IReadOnlyList<UserId> Members) : IAggregate<SuperAdministrators>
{
    public static readonly SuperAdministrators None = new([]);

    public static SuperAdministrators? Evolve(SuperAdministrators? roster, object @event) => @event switch
    {
        SuperAdministratorAdded e => new([.. (roster ?? None).Members, e.UserId]),
        SuperAdministratorRemoved e => new([.. roster!.Members.Where(member => member != e.UserId)]),
        _ => roster,
    };

    public bool IsLast(UserId user) => Members is [var only] && only == user;

    public bool Has(UserId user) => Members.Contains(user);
}
