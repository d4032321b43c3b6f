using Crm.Domain.Identity.ApiKeys;
using Crm.Domain.Identity.Users;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Identity.People;

namespace Crm.Domain.Tests.Identity;

public sealed class ApiKeyTests
{
    private static readonly Guid Key = Known.Id("f2"), Next = Known.Id("f3");
    private static readonly User Owner = Folded.Of<User>([Invited, WithPassword])!;
    private static readonly ApiKeyIssued Issued = new(Key, Ana, "Import", "secret", ["imports:create"], null, Now.AddDays(90), null, Boss);
    private static readonly IssueApiKey Issue = new(Key, "Import", "secret", ["imports:create", "imports:create"], null, Now.AddDays(90), Boss, MayGrant: true, Now);
    private static readonly RotateApiKey Rotate = new(Next, "other", Now.AddDays(180), Now.AddHours(24), Boss, MayGrant: true, Now);

    [Fact]
    public void A_key_is_issued_for_somebody_who_is_there_and_for_something()
    {
        IssueApiKeyHandler.Handle(Issue, null, Owner).Events.ShouldHaveSingleItem().ShouldBeOfType<ApiKeyIssued>().Permissions.ShouldBe(["imports:create"]);
        Code(Issue with { Permissions = [] }).ShouldBe("identity.key-without-permissions");
        Code(Issue with { MayGrant = false }).ShouldBe("identity.grant-beyond-own");
        Code(Issue with { ExpiresAt = Now }).ShouldBe("identity.key-expiry");
        Code(Issue with { ExpiresAt = Now.AddDays(401) }).ShouldBe("identity.key-expiry");
        IssueApiKeyHandler.Handle(Issue, null, Folded.Of<User>([Invited, new UserSuspended(Ana, "Away", Boss)])!).Refusal!.Code.ShouldBe("identity.user-not-open");
    }

    [Fact]
    public void Rotating_leaves_both_good_for_the_overlap()
    {
        var key = Folded.Of<ApiKey>([Issued])!;
        var rotated = RotateApiKeyHandler.Handle(Rotate, key);
        var old = rotated.Events.Aggregate((ApiKey?)key, ApiKey.Evolve)!;
        var renewed = rotated.Others.Single().Events.Aggregate((ApiKey?)null, ApiKey.Evolve)!;

        (old.CountsAt(Now.AddHours(23)), old.CountsAt(Now.AddHours(24)), renewed.CountsAt(Now.AddDays(100))).ShouldBe((true, false, true));
        renewed.Permissions.ShouldBe(key.Permissions);
        RotateApiKeyHandler.Handle(Rotate with { NewKeyId = Known.Id("f4") }, old).Refusal!.Code.ShouldBe("identity.key-does-not-count");
        RotateApiKeyHandler.Handle(Rotate, old).Appends.ShouldBeFalse();
    }

    [Fact]
    public void A_revoked_key_counts_no_more_and_is_not_rotated()
    {
        var revoked = Folded.Of<ApiKey>([Issued, new ApiKeyRevoked(Key, Ana, "Lost", Boss)])!;
        revoked.CountsAt(Now).ShouldBeFalse();
        RotateApiKeyHandler.Handle(Rotate, revoked).Refusal!.Code.ShouldBe("identity.key-does-not-count");
        RevokeApiKeyHandler.Handle(new("Lost", Boss), revoked).Appends.ShouldBeFalse();
    }

    private static string Code(IssueApiKey command) => IssueApiKeyHandler.Handle(command, null, Owner).Refusal!.Code;
}
