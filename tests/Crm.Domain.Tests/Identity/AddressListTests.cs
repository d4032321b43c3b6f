using Crm.Domain.Identity;
using Crm.Domain.Identity.AccessLogs;
using Crm.Domain.Identity.AddressRules;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Identity.People;

namespace Crm.Domain.Tests.Identity;

public sealed class AddressListTests
{
    private static readonly Guid List = Known.Id("a7"), Rule = Known.Id("a8");
    private static readonly AllowNetwork Allow = new(List, Rule, "200.1.2.0/24", "Office", null, null, null, Boss, Roles.All, KeepsIn: true, Now);
    private static readonly NetworkAllowed Allowed = new(List, Rule, "200.1.2.0/24", "Office", null, null, null, Boss);
    private static readonly Spec<AddressList, AllowNetwork> Spec = new((command, list) => AllowNetworkHandler.Handle(command, list));

    [Fact]
    public void The_first_rule_closes_the_list() => Spec.Given().When(Allow).Then(Allowed);

    [Fact]
    public void Nobody_shuts_himself_out() => Spec.Given().When(Allow with { KeepsIn = false }).ThenRefused("identity.rule-shuts-out");

    [Fact]
    public void The_command_line_is_at_no_address() => Spec.Given().When(Allow with { KeepsIn = null, By = null }).Then(Allowed with { AllowedBy = null });

    [Fact]
    public void A_network_is_listed_once_for_a_role_and_campaign()
    {
        Spec.Given(Allowed).When(Allow with { RuleId = Known.Id("a9"), Description = "Other" }).ThenRefused("identity.network-listed");
        Spec.Given(Allowed).When(Allow with { RuleId = Known.Id("a9"), Role = Roles.Agent }).Then(Allowed with { RuleId = Known.Id("a9"), Role = Roles.Agent });
    }

    [Fact]
    public void A_rule_names_a_role_that_there_is_and_an_instant_to_come()
    {
        Spec.Given().When(Allow with { Role = "nobody" }).ThenRefused("identity.unknown-role");
        Spec.Given().When(Allow with { ExpiresAt = Now }).ThenRefused("identity.rule-lapsed-already");
    }

    [Fact]
    public void A_rule_that_lapsed_lets_nobody_in_and_opens_nothing()
    {
        var list = Folded.Of<AddressList>([Allowed with { ExpiresAt = Now }])!;
        (list.IsClosed, list.Rules[0].HoldsAt(Now)).ShouldBe((true, false));
    }

    [Fact]
    public void Taking_the_last_rule_off_opens_the_list()
    {
        var list = Folded.Of<AddressList>([Allowed])!;
        WithdrawNetworkHandler.Handle(new(List, Rule, "Moved", Boss, KeepsIn: false), list).Refusal!.Code.ShouldBe("identity.rule-shuts-out");
        WithdrawNetworkHandler.Handle(new(List, Rule, "Moved", Boss, KeepsIn: true), list).Events.Aggregate((AddressList?)list, AddressList.Evolve)!.IsClosed.ShouldBeFalse();
        WithdrawNetworkHandler.Handle(new(List, Known.Id("aa"), "Moved", Boss, KeepsIn: true), list).Appends.ShouldBeFalse();
    }

    [Fact]
    public void A_purge_is_recorded_once()
    {
        Spec<AccessLogKeeping, RecordPurge> spec = new((command, keeping) => RecordPurgeHandler.Handle(command, keeping));
        PurgedDay[] days = [new(new(2026, 1, 1), 12, "ab")];
        AccessLogPurged purged = new(List, new(2026, 2, 1), days, null, PurgedLogs.Reads);
        spec.Given().When(new(List, PurgedLogs.Reads, new(2026, 2, 1), days, null)).Then(purged);
        spec.Given().When(new(List, PurgedLogs.Reads, new(2026, 2, 1), [], null)).ThenNothing();

        // One that was kept for somebody's sake goes later than younger ones.
        PurgedDay held = new(new(2025, 12, 1), 3, "cd");
        spec.Given(purged).When(new(List, PurgedLogs.Reads, new(2026, 2, 1), [held, .. days], null)).Then(purged with { Days = [held] });
    }
}
