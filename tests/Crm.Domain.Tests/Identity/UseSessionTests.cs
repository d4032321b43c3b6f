using Crm.Domain.Identity.Sessions;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Identity.People;

namespace Crm.Domain.Tests.Identity;

public sealed class UseSessionTests
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    private static readonly SessionOpened Opened = new(People.Session, Ana, 1, Now, Now.AddHours(12));

    private static readonly Spec<Session, UseSession> Spec = new(UseSessionHandler.Handle);

    [Fact]
    public void Use_is_recorded_now_and_then()
    {
        Spec.Given(Opened).When(new(Now.AddMinutes(9), Idle)).ThenNothing();
        Spec.Given(Opened).When(new(Now.AddMinutes(10), Idle)).Then(new SessionUsed(People.Session, Ana, Now.AddMinutes(10)));
        Spec.Given(Opened, new SessionUsed(People.Session, Ana, Now.AddMinutes(10))).When(new(Now.AddMinutes(19), Idle)).ThenNothing();
    }

    [Fact]
    public void A_session_that_was_not_used_for_longer_than_may_go_unrecorded_is_over_for_good()
    {
        // Used at 9 minutes without a record, it is good until 39; 40 is past all doubt.
        Spec.Given(Opened).When(new(Now.AddMinutes(40), Idle)).Then(new SessionUsed(People.Session, Ana, Now.AddMinutes(40)));
        var over = new SessionEnded(People.Session, Ana, SessionEnd.Expired);
        Spec.Given(Opened).When(new(Now.AddMinutes(41), Idle)).ThenRefusedAndRecorded("identity.session-over", over);
        Spec.Given(Opened, new SessionUsed(People.Session, Ana, Now.AddHours(12).AddMinutes(-1))).When(new(Now.AddHours(12), Idle))
            .ThenRefusedAndRecorded("identity.session-over", over);
        Spec.Given(Opened, over).When(new(Now.AddMinutes(1), Idle)).ThenRefused("identity.session-over");
    }
}
