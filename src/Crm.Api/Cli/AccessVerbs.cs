using System.CommandLine;
using System.Globalization;
using System.Net;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Identity.Access;
using Crm.Domain.Identity.AccessLogs;
using Crm.Domain.Kernel;

namespace Crm.Api.Cli;

/// <summary><c>access</c>: from where people may come, and who came.</summary>
internal static class AccessVerbs
{
    private static readonly Argument<string> Network = new("network") { Description = "An address or range: 200.1.2.3, 200.1.2.0/24, 2001:db8::/32" };
    private static readonly Argument<string> Address = new("address") { Description = "An IP address" };
    private static readonly Argument<Guid> Rule = new("rule") { Description = "Id of the rule, as 'access list' shows it" };
    private static readonly Option<string> Description = new("--description") { Description = "Which place it is", Required = true };
    private static readonly Option<string?> Role = new("--role") { Description = "Only for who holds this role" };
    private static readonly Option<string?> Campaign = new("--campaign") { Description = "Only for who works for the campaign of this code" };
    private static readonly Option<string?> Until = new("--until") { Description = "Instant at which the rule lapses, ISO 8601" };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why it is taken off", Required = true };
    private static readonly Option<int> Days = new("--days") { Description = "How many days back", DefaultValueFactory = _ => 7 };

    public static Command Make() => new Command("access", "From where people may come, and who came").With(
        new Command("list", "The list of addresses; without a rule people come from everywhere").Does(List),
        new Command("add", "Allow an address or range; with the first one the list is closed").With(Network, Description, Role, Campaign, Until).Does(Add),
        new Command("remove", "Allow an address or range no longer").With(Rule, Reason).Does(Remove),
        new Command("info", "An address: the rules that allow it and what a look-up service says of it").With(Address).Does(Info),
        new Command("stats", "Requests let through and refused, by day").With(Days).Does(Stats),
        new Command("purge", "Drop the days of visits and the months of reads that are older than the policy keeps").Does(Purge));

    private static async Task<int> List(VerbContext verb, CancellationToken ct)
    {
        var networks = (await verb.Get<IdentityRules>().Get(ct)).Networks;
        var now = verb.Get<TimeProvider>().GetUtcNow();
        if (!networks.IsClosed) verb.Output.Note("The list is open: there is no rule.");
        verb.Output.Table(
            [.. networks.List.Rules.Select(rule => AddressRuleAnswer.Of(rule, now))], ("network", rule => rule.Network), ("description", rule => rule.Description),
            ("role", rule => rule.Role ?? ""), ("campaign", rule => rule.CampaignId?.ToString() ?? ""),
            ("until", rule => rule.ExpiresAt?.ToString("u", CultureInfo.InvariantCulture) ?? ""), ("holds", rule => rule.Holds ? "yes" : "lapsed"), ("rule", rule => rule.RuleId));
        return ExitCodes.Success;
    }

    private static async Task<int> Add(VerbContext verb, CancellationToken ct)
    {
        var network = Networks.Canonical(verb.Required(Network)) ?? throw new UsageException($"'{verb.Required(Network)}' is no address or range like 200.1.2.0/24.");
        DateTimeOffset? until = verb.Value(Until) is not { } text ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.ToUniversalTime()
            : throw new UsageException($"'{text}' is not an instant like 2027-01-31T00:00:00Z.");
        CampaignId? campaign = verb.Value(Campaign) is { } code ? verb.Get<NaturalKeys>().Campaign(code) : null;
        var ruleId = Guid.CreateVersion7();
        var units = verb.Get<AddressUnits>();
        return await Run(verb, "AllowNetwork", units.Allow(ruleId, network, verb.Value(Description)!, verb.Value(Role), campaign, until, null, null), new { ruleId, network }, $"{network} is allowed.", ct);
    }

    private static Task<int> Remove(VerbContext verb, CancellationToken ct) => Run(
        verb, "WithdrawNetwork", verb.Get<AddressUnits>().Withdraw(verb.Required(Rule), verb.Value(Reason)!, null, null), new { ruleId = verb.Required(Rule) }, "It is off the list.", ct);

    private static async Task<int> Info(VerbContext verb, CancellationToken ct)
    {
        if (!IPAddress.TryParse(verb.Required(Address), out var address)) throw new UsageException($"'{verb.Required(Address)}' is no IP address.");

        var (networks, now) = ((await verb.Get<IdentityRules>().Get(ct)).Networks, verb.Get<TimeProvider>().GetUtcNow());
        var (allowed, facts) = (networks.LetAnybody(address, now), await verb.Get<AddressLookup>().Find(address, ask: true, ct));
        var rules = networks.Holding(address, now).Select(rule => AddressRuleAnswer.Of(rule, now)).ToList();
        verb.Output.Result(
            new AddressInfo(Networks.Plain(address).ToString(), allowed, rules, facts),
            [
                $"{Networks.Plain(address)}: {(allowed ? "people may come from there" : "nobody may come from there")}",
                .. rules.Select(rule => $"  by {rule.Network} {rule.Description}{(rule.Role is null ? "" : ", role " + rule.Role)}"),
                facts is null ? "  nothing is known of it" : $"  {facts.Country} {facts.City}, {facts.Isp}, VPN {facts.IsVpn}, proxy {facts.IsProxy}, risk {facts.Risk}",
            ]);
        return ExitCodes.Success;
    }

    private static async Task<int> Stats(VerbContext verb, CancellationToken ct)
    {
        var now = verb.Get<TimeProvider>().GetUtcNow();
        verb.Output.Table(
            await verb.Get<VisitQueries>().Stats(now.AddDays(-verb.Value(Days)), now.AddDays(1), ct),
            ("day", row => row.Day.ToString("O", CultureInfo.InvariantCulture)), ("kind", row => row.Kind), ("requests", row => row.Requests), ("addresses", row => row.Addresses));
        return ExitCodes.Success;
    }

    private static async Task<int> Purge(VerbContext verb, CancellationToken ct)
    {
        var gone = new List<(string Log, PurgedDay Period)>();
        foreach (var log in PurgeableLog.All)
            gone.AddRange((await verb.Get<AccessLogPurge>().Run(log, new CommandOrigin("PurgeAccessLog", CausationId: "command line"), ct)).Select(period => (log.Name, period)));
        verb.Output.Table(
            [.. gone.Select(period => new { period.Log, period.Period.Day, period.Period.Rows, period.Period.Digest })],
            ("log", period => period.Log), ("period", period => period.Day.ToString("O", CultureInfo.InvariantCulture)), ("rows", period => period.Rows), ("digest", period => period.Digest));
        return ExitCodes.Success;
    }

    private static async Task<int> Run(
        VerbContext verb, string command, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, object result, string text, CancellationToken ct)
    {
        if (await Commanding.Run(verb, command, decide, ct) is null) return ExitCodes.Failure;
        verb.Output.Result(result, text);
        return ExitCodes.Success;
    }
}
