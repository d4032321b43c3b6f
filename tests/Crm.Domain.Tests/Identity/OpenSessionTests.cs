using Crm.Domain.Identity.Sessions;
using Crm.Domain.Identity.Users;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Identity.People;

namespace Crm.Domain.Tests.Identity;

public sealed class OpenSessionTests
{
    private static readonly OpenSession Plain = new(People.Session, "hash", Now, TimeSpan.FromHours(12));
    private static readonly string Code = TotpTests.CodeAt(Now, Secret);
    private static readonly long Step = Totp.StepAt(Now);

    private static readonly User Simple = Folded.Of<User>([Invited, WithPassword])!;
    private static readonly User Guarded = Folded.Of<User>([Invited, WithPassword, Offered, Enrolled, Codes])!;

    [Fact]
    public void A_password_is_enough_where_no_more_is_asked() =>
        Decide(Plain, Simple).Events.ShouldHaveSingleItem().ShouldBe(new SessionOpened(People.Session, Ana, 1, Now, Now.AddHours(12)));

    [Fact]
    public void Who_has_an_authenticator_shows_its_code()
    {
        Refused(Plain, Guarded).ShouldBe("identity.second-factor-needed");
        Refused(Plain with { Proof = new("000000") }, Guarded).ShouldBe("identity.second-factor-refused");

        var opened = Decide(Plain with { Proof = new(Code) }, Guarded);
        opened.Events.OfType<SessionOpened>().Single().With.ShouldBe(SignedInWith.Authenticator);
        opened.Others.Single().Events.ShouldHaveSingleItem().ShouldBe(new SecondFactorAccepted(Ana, Step));
    }

    [Fact]
    public void A_code_is_spent_once_shown()
    {
        var after = Decide(Plain with { Proof = new(Code) }, Guarded).Others.Single().Events.Aggregate((User?)Guarded, User.Evolve)!;
        Refused(Plain with { SessionId = Known.Id("99"), Proof = new(Code) }, after).ShouldBe("identity.second-factor-refused");
    }

    [Theory]
    [InlineData("aaaa-bbbb")]
    [InlineData("AAAABBBB")]
    [InlineData(" aaaa bbbb ")]
    public void A_recovery_code_works_once_however_it_is_typed(string typed)
    {
        var opened = Decide(Plain with { Proof = new(typed) }, Guarded);
        opened.Events.OfType<SessionOpened>().Single().With.ShouldBe(SignedInWith.RecoveryCode);
        opened.Others.Single().Events.ShouldHaveSingleItem().ShouldBe(new RecoveryCodeUsed(Ana, RecoveryCodes.HashOf("aaaa-bbbb"), 1));

        var after = opened.Others.Single().Events.Aggregate((User?)Guarded, User.Evolve)!;
        Refused(Plain with { SessionId = Known.Id("99"), Proof = new(typed) }, after).ShouldBe("identity.second-factor-refused");
        Decide(Plain with { SessionId = Known.Id("99"), Proof = new("cccc-dddd") }, after).Appends.ShouldBeTrue();
    }

    [Fact]
    public void A_role_that_demands_a_second_factor_lets_nobody_in_without() =>
        Refused(Plain with { SecondFactorDemanded = true }, Simple).ShouldBe("identity.second-factor-enrolment-needed");

    [Fact]
    public void It_can_be_enrolled_on_the_way_in()
    {
        var offered = Folded.Of<User>([Invited, WithPassword, Offered])!;
        var command = Plain with { SecondFactorDemanded = true, Enrolment = new(Code, ["one"], Now) };
        var opened = Decide(command, offered);
        opened.Others.Single().Events.Select(e => e.GetType()).ShouldBe([typeof(SecondFactorEnrolled), typeof(RecoveryCodesMade)]);

        Refused(command with { Enrolment = new("000000", ["one"], Now) }, offered).ShouldBe("identity.second-factor-refused");
        Refused(command, Simple).ShouldBe("identity.second-factor-not-offered");
    }

    [Fact]
    public void Enrolling_is_no_way_round_the_authenticator_one_has() =>
        Refused(Plain with { Enrolment = new(Code, ["one"], Now) }, Guarded).ShouldBe("identity.second-factor-needed");

    [Fact]
    public void Passing_a_closed_list_takes_the_second_factor_and_is_a_fact_of_its_own()
    {
        Refused(Plain with { PassesClosedList = true }, Simple).ShouldBe("identity.second-factor-enrolment-needed");
        Refused(Plain with { PassesClosedList = true }, Guarded).ShouldBe("identity.second-factor-needed");
        Decide(Plain with { PassesClosedList = true, Proof = new(Code) }, Guarded).Events.Select(e => e.GetType()).ShouldBe([typeof(SessionOpened), typeof(ClosedListPassed)]);
    }

    [Fact]
    public void Another_password_meanwhile_opens_nothing() => Refused(Plain with { PasswordHash = "old" }, Simple).ShouldBe("identity.sign-in-refused");

    private static Crm.Domain.Kernel.Decision Decide(OpenSession command, User user) => OpenSessionHandler.Handle(command, null, user);

    private static string Refused(OpenSession command, User user)
    {
        var decision = Decide(command, user);
        decision.Appends.ShouldBeFalse();
        return decision.Refusal!.Code;
    }
}

public sealed class SecondFactorTests
{
    private static readonly string Code = TotpTests.CodeAt(Now, Secret);
    private static readonly User Guarded = Folded.Of<User>([Invited, WithPassword, Offered, Enrolled, Codes])!;

    [Fact]
    public void An_authenticator_counts_once_a_code_was_shown()
    {
        var offered = Folded.Of<User>([Invited, WithPassword, Offered])!;
        offered.HasSecondFactor.ShouldBeFalse();
        EnrolSecondFactorHandler.Handle(new(Code, ["one"], Now), offered).Events.Aggregate((User?)offered, User.Evolve)!.HasSecondFactor.ShouldBeTrue();
        EnrolSecondFactorHandler.Handle(new(Code, ["one"], Now), Guarded).Refusal!.Code.ShouldBe("identity.second-factor-enrolled");
        OfferSecondFactorHandler.Handle(new("OTHER"), Guarded).Refusal!.Code.ShouldBe("identity.second-factor-enrolled");
    }

    [Fact]
    public void New_recovery_codes_take_the_place_of_the_old()
    {
        var made = MakeRecoveryCodesHandler.Handle(new([RecoveryCodes.HashOf("eeee-ffff")], new(Code), Now), Guarded);
        made.Events.Aggregate((User?)Guarded, User.Evolve)!.SecondFactor!.RecoveryHashes.ShouldBe([RecoveryCodes.HashOf("eeee-ffff")]);
    }

    [Fact]
    public void Who_may_do_without_shows_a_code_and_who_may_not_is_refused()
    {
        ResetSecondFactorHandler.Handle(new("Enough", Ana, Demanded: true, new(Code), Now), Guarded).Refusal!.Code.ShouldBe("identity.second-factor-demanded");
        ResetSecondFactorHandler.Handle(new("Enough", Ana, Demanded: false, new("000000"), Now), Guarded).Refusal!.Code.ShouldBe("identity.second-factor-refused");
        ResetSecondFactorHandler.Handle(new("Enough", Ana, Demanded: false, new(Code), Now), Guarded).Events.Aggregate((User?)Guarded, User.Evolve)!.SecondFactor.ShouldBeNull();
    }

    [Fact]
    public void An_administrator_resets_that_of_others_and_not_his_own()
    {
        ResetSecondFactorHandler.Handle(new("Lost", Boss, Demanded: true, null, Now), Guarded).Events.ShouldHaveSingleItem().ShouldBe(new SecondFactorReset(Ana, "Lost", Boss));
        ResetSecondFactorHandler.Handle(new("Lost", Ana, Demanded: false, null, Now), Guarded).Refusal!.Code.ShouldBe("identity.second-factor-of-his-own");
    }

    [Fact]
    public void A_recovery_code_has_eighty_bits_in_groups_of_four()
    {
        RecoveryCodes.Write(new byte[RecoveryCodes.Bytes]).ShouldBe("aaaa-aaaa-aaaa-aaaa");
        RecoveryCodes.HashOf("ABCD efgh").ShouldBe(RecoveryCodes.HashOf("abcd-efgh"));
    }
}
