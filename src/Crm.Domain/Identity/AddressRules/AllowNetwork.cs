using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.AddressRules;

/// <param name="Network">In canonical CIDR form, made at the edge.</param>
/// <param name="KeepsIn">Whether whoever adds it could still come from where he is; <c>null</c>: he is not at an address (the command line).</param>
public sealed record AllowNetwork(
    Guid ListId, Guid RuleId, string Network, string Description, string? Role, CampaignId? CampaignId, DateTimeOffset? ExpiresAt, UserId? By,
    IReadOnlyCollection<string> KnownRoles, bool? KeepsIn, DateTimeOffset Now);

public static class AllowNetworkHandler
{
    public static Decision Handle(AllowNetwork command, AddressList? list)
    {
        var rules = (list ?? AddressList.Open).Rules;
        if (command.Role is { } role && !command.KnownRoles.Contains(role))
            return Decision.Refuse("identity.unknown-role", $"There is no role '{role}'. There are: {string.Join(", ", command.KnownRoles)}.", nameof(command.Role));
        if (command.ExpiresAt <= command.Now) return Decision.Refuse("identity.rule-lapsed-already", "The rule would have lapsed already.", nameof(command.ExpiresAt));
        if (rules.FirstOrDefault(rule => (rule.Network, rule.Role, rule.CampaignId) == (command.Network, command.Role, command.CampaignId)) is { } same)
        {
            return (same.Description, same.ExpiresAt) == (command.Description, command.ExpiresAt)
                ? Decision.AlreadySo
                : Decision.Refuse("identity.network-listed", "The network is on the list already; withdraw it first to change it.", nameof(command.Network));
        }

        if (command.KeepsIn is false)
            return Decision.Refuse("identity.rule-shuts-out", "With this rule you could not come from where you are: allow your own address first.", nameof(command.Network));

        return Decision.Append(new NetworkAllowed(
            command.ListId, command.RuleId, command.Network, command.Description, command.Role, command.CampaignId, command.ExpiresAt, command.By));
    }
}

/// <param name="KeepsIn">As for allowing.</param>
public sealed record WithdrawNetwork(Guid ListId, Guid RuleId, string Reason, UserId? By, bool? KeepsIn);

public static class WithdrawNetworkHandler
{
    public static Decision Handle(WithdrawNetwork command, AddressList? list) =>
        list?.Rules.FirstOrDefault(rule => rule.Id == command.RuleId) is not { } rule ? Decision.AlreadySo
        : command.KeepsIn is false
            ? Decision.Refuse("identity.rule-shuts-out", "Without this rule you could not come from where you are: allow your own address first.")
        : Decision.Append(new NetworkWithdrawn(command.ListId, rule.Id, rule.Network, command.Reason, command.By));
}
