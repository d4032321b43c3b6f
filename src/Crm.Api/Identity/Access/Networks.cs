using System.Net;
using Crm.Domain.Identity.AddressRules;
using Crm.Domain.Identity.Users;

namespace Crm.Api.Identity.Access;

/// <summary>The list of addresses, ready to be asked at every request.</summary>
public sealed class Networks
{
    private readonly (IPNetwork Network, AddressRule Rule)[] _rules;

    public Networks(AddressList list)
    {
        List = list;
        _rules = [.. list.Rules.Select(rule => (IPNetwork.Parse(rule.Network), rule))];
    }

    public AddressList List { get; }

    public bool IsClosed => _rules.Length > 0;

    /// <summary>Whether anybody at all may come from there: asked before anything is known of who comes.</summary>
    public bool LetAnybody(IPAddress? address, DateTimeOffset now) => !IsClosed || Holding(address, now).Any();

    /// <summary>Whether somebody with these roles may.</summary>
    public bool Let(IPAddress? address, IReadOnlyList<RoleGrant> grants, DateTimeOffset now) =>
        !IsClosed || Holding(address, now).Any(rule => grants.Any(grant =>
            (rule.Role is null || rule.Role == grant.Role) && (rule.CampaignId is null || grant.CampaignId is null || rule.CampaignId == grant.CampaignId))
            || rule is { Role: null, CampaignId: null });

    /// <summary>The rules that hold for an address.</summary>
    public IEnumerable<AddressRule> Holding(IPAddress? address, DateTimeOffset now)
    {
        if (address is null) return [];
        var plain = Plain(address);
        return _rules.Where(entry => entry.Rule.HoldsAt(now) && entry.Network.Contains(plain)).Select(entry => entry.Rule);
    }

    /// <summary>A network in its canonical form; a single address is one too. <c>null</c>: it is none, or has bits beyond its prefix.</summary>
    public static string? Canonical(string text)
    {
        if (text.Length > 50) return null;
        if (IPAddress.TryParse(text, out var single) && !text.Contains('/', StringComparison.Ordinal))
        {
            var plain = Plain(single);
            return $"{plain}/{(plain.AddressFamily is System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128)}";
        }

        return IPNetwork.TryParse(text, out var network) ? network.ToString() : null;
    }

    /// <summary>The same address however the socket wrote it.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
