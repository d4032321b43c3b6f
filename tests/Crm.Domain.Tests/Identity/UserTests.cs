using Crm.Domain.Identity;
using Crm.Domain.Identity.SuperAdministrators;
using Crm.Domain.Identity.UserNames;
using Crm.Domain.Identity.Users;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Identity.People;
using Roster = Crm.Domain.Identity.SuperAdministrators.SuperAdministrators;

namespace Crm.Domain.Tests.Identity;

public sealed class UserTests
{
    private static readonly Spec<User, CloseUser> Close = new((command, user, streams) =>
        CloseUserHandler.Handle(command, user, streams.Find<Roster>(People.Roster), streams.Find<UserName>(NameId)));

    private static readonly Spec<User, ChangeProfile> Profile = new(ChangeProfileHandler.Handle);
    private static readonly Spec<User, SetSkills> Skills = new(SetSkillsHandler.Handle);
    private static readonly Spec<User, SetCapacity> Capacity = new(SetCapacityHandler.Handle);

    [Fact]
    public void Who_left_gives_up_his_name() =>
        Close.Given(Invited, WithPassword).AndOn<UserName>(NameId, new UserNameTaken(NameId, Ana))
            .When(new("Left", Boss, People.Roster, NameId))
            .Then(new UserClosed(Ana, "Left", Boss), Expected.On<UserName>(NameId, new UserNameReleased(NameId, Ana)));

    [Fact]
    public void The_last_super_administrator_is_not_closed() =>
        Close.Given(Invited, WithPassword).AndOn<Roster>(People.Roster, new SuperAdministratorAdded(Ana))
            .When(new("Left", Boss, People.Roster, NameId)).ThenRefused("identity.last-super-administrator");

    [Fact]
    public void Nobody_closes_himself() => Close.Given(Invited).When(new("Enough", Ana, People.Roster, NameId)).ThenRefused("identity.suspends-himself");

    [Fact]
    public void Who_left_does_not_sign_in_again()
    {
        var user = Folded.Of<User>([Invited, WithPassword, new UserClosed(Ana, "Left", Boss)])!;
        (user.MaySignIn, user.Status, user.SecurityStamp).ShouldBe((false, UserStatus.Closed, 2));
        SetPasswordHandler.Handle(new("other", Boss), user).Refusal!.Code.ShouldBe("identity.user-closed");
        ReactivateUserHandler.Handle(new(Boss, People.Roster), user).Refusal!.Code.ShouldBe("identity.user-closed");
        GrantRoleHandler.Handle(new(Known.Id("d1"), Roles.Agent, null, null, null, null, Boss, People.Roster, MayGrant: true, Roles.All), user, null).Refusal!.Code.ShouldBe("identity.user-closed");
    }

    [Fact]
    public void A_profile_is_changed_as_a_whole() =>
        Profile.Given(Invited).When(new("Ana M. Agente", null, "en", "America/Lima", Boss)).Then(new UserProfileChanged(Ana, "Ana M. Agente", null, "en", "America/Lima", Boss));

    [Fact]
    public void Skills_are_a_set_in_small_letters() =>
        Skills.Given(Invited).When(new([" Legal", "english", "ENGLISH"], Boss)).Then(new UserSkillsSet(Ana, ["english", "legal"], Boss));

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void A_capacity_is_within_reason(int capacity) => Capacity.Given(Invited).When(new(capacity, Boss)).ThenRefused("identity.capacity-out-of-range");

    [Fact]
    public void A_capacity_is_set_once() => Capacity.Given(Invited).When(new(5, Boss)).Then(new UserCapacitySet(Ana, 5, Boss));
}

public sealed class PasswordResetTests
{
    private static readonly Guid Reset = Known.Id("e1");
    private static readonly PasswordResetOffered Link = new(Ana, Reset, SecretHash.Of("token"), Now.AddHours(24), Boss);

    [Fact]
    public void A_link_works_once()
    {
        var user = Folded.Of<User>([Invited, WithPassword, Link])!;
        var used = UsePasswordResetHandler.Handle(new(SecretHash.Of("token"), "new", null, Now), user);
        used.Events.Select(e => e.GetType()).ShouldBe([typeof(PasswordResetUsed), typeof(PasswordSet)]);

        var after = used.Events.Aggregate((User?)user, User.Evolve)!;
        (after.PasswordHash, after.SecurityStamp).ShouldBe(("new", 2));
        UsePasswordResetHandler.Handle(new(SecretHash.Of("token"), "third", null, Now), after).Refusal!.Code.ShouldBe("identity.reset-refused");
    }

    [Fact]
    public void An_expired_link_and_another_token_are_refused_alike()
    {
        var user = Folded.Of<User>([Invited, Link])!;
        UsePasswordResetHandler.Handle(new(SecretHash.Of("token"), "new", null, Now.AddHours(24)), user).Refusal!.Code.ShouldBe("identity.reset-refused");
        UsePasswordResetHandler.Handle(new(SecretHash.Of("other"), "new", null, Now), user).Refusal!.Code.ShouldBe("identity.reset-refused");
    }

    [Fact]
    public void A_later_link_takes_the_place_of_the_earlier()
    {
        var user = Folded.Of<User>([Invited, Link, Link with { ResetId = Known.Id("e2"), TokenHash = SecretHash.Of("later") }])!;
        UsePasswordResetHandler.Handle(new(SecretHash.Of("token"), "new", null, Now), user).Refusal!.Code.ShouldBe("identity.reset-refused");
        UsePasswordResetHandler.Handle(new(SecretHash.Of("later"), "new", null, Now), user).Appends.ShouldBeTrue();
    }

    [Fact]
    public void A_suspended_user_stays_suspended() =>
        UsePasswordResetHandler.Handle(new(SecretHash.Of("token"), "new", null, Now), Folded.Of<User>([Invited, WithPassword, new UserSuspended(Ana, "Away", Boss), Link])!)
            .Events.Aggregate((User?)Folded.Of<User>([Invited, WithPassword, new UserSuspended(Ana, "Away", Boss), Link]), User.Evolve)!.MaySignIn.ShouldBeFalse();
}
