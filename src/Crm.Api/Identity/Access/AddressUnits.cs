using System.Net;
using Crm.Api.Http;
using Crm.Domain.Identity.AddressRules;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;

namespace Crm.Api.Identity.Access;

/// <summary>The commands on the list of addresses; given by HTTP and by the command line.</summary>
public sealed class AddressUnits(IdentityRules rules, TimeProvider clock)
{
    /// <param name="network">In canonical form.</param>
    /// <param name="at">Where whoever changes the list is, with his roles, so that he does not shut himself out; <c>null</c>: the command line.</param>
    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Allow(
        Guid ruleId, string network, string description, string? role, CampaignId? campaign, DateTimeOffset? expiresAt, UserId? by, Whereabouts? at) => async (unit, ct) =>
    {
        var (id, now, known) = (rules.AddressListId, clock.GetUtcNow(), (await rules.Get(ct)).Roles.Roles);
        var list = await unit.Load<AddressList>(id);
        var rule = new AddressRule(ruleId, network, description, role, campaign, expiresAt);
        var keeps = at?.StaysIn(new([.. (list ?? AddressList.Open).Rules, rule]), now);
        return UnitDecision.For<AddressList>(id, AllowNetworkHandler.Handle(
            new(id, ruleId, network, description, role, campaign, expiresAt, by, known, keeps, now), list));
    };

    public Func<CommandUnit, CancellationToken, Task<UnitDecision>> Withdraw(Guid ruleId, string reason, UserId? by, Whereabouts? at) => async (unit, _) =>
    {
        var list = await unit.Load<AddressList>(rules.AddressListId);
        var keeps = at?.StaysIn(new([.. (list ?? AddressList.Open).Rules.Where(rule => rule.Id != ruleId)]), clock.GetUtcNow());
        return UnitDecision.For<AddressList>(rules.AddressListId, WithdrawNetworkHandler.Handle(new(rules.AddressListId, ruleId, reason, by, keeps), list));
    };
}

/// <summary>From where and with which roles somebody gives a command.</summary>
/// <param name="Passes">He is in from an address on no list on purpose, and is not shut out by a list.</param>
public sealed record Whereabouts(IPAddress? Address, IReadOnlyList<RoleGrant> Grants, bool Passes)
{
    public static Whereabouts Of(HttpContext http) =>
        new(http.Connection.RemoteIpAddress, Caller.Of(http)!.Grants, Caller.Of(http)!.PassedClosedList);

    internal bool StaysIn(AddressList list, DateTimeOffset now) => Passes || new Networks(list).Let(Address, Grants, now);
}
