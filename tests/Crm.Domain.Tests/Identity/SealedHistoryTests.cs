using Crm.Domain.Identity.SealedHistories;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Identity;

public sealed class SealedHistoryTests
{
    private static readonly Guid History = Id("d1"), Verification = Id("d2");
    private static readonly VerifiedChain Sound = new("events", 3, 40, 0, "ab", null), Altered = new("visits", 1, 5, 0, "cd", "Altered: the row at 7");

    [Fact]
    public void A_key_is_told_once_however_many_chains_meet_it()
    {
        Spec<SealedHistory, RecordKeyRotation> spec = new((command, history) => RecordKeyRotationHandler.Handle(command, history));
        spec.Given().When(new(History, "new", "old")).Then(new SealKeyRotated(History, "new", "old"));
        spec.Given(new SealKeyRotated(History, "new", "old")).When(new(History, "newer", "new")).Then(new SealKeyRotated(History, "newer", "new"));
    }

    [Fact]
    public void A_verification_is_sound_when_every_chain_is()
    {
        Spec<SealedHistory, RecordVerification> spec = new((command, history) => RecordVerificationHandler.Handle(command, history));
        spec.Given().When(new(History, Verification, [Sound], Supervisor)).Then(new SealedHistoryVerified(History, Verification, true, [Sound], Supervisor));
        spec.Given().When(new(History, Verification, [Sound, Altered], null)).Then(new SealedHistoryVerified(History, Verification, false, [Sound, Altered], null));
    }
}
