using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections.ContactGuards;

/// <summary>
/// A debtor in Bogotá with a mobile, under the law's policy. The first week of June 2026: Monday the 1st to Saturday the 6th
/// are open, Sunday the 7th and Monday the 8th (a holiday) are closed.
/// </summary>
internal static class GuardScene
{
    public static readonly DebtorId Ana = Known.Debtor;
    public static readonly Guid Mobile = Id("f0e1"), Chilean = Id("f0e2"), Allowed = Id("9e41"), OtherPermit = Id("9e42"), Allowance = Id("ece1");
    public static readonly DebtorRegistered Registered = new(Ana, "CO", "CC", "1020304056", "Ana Gómez", Known.Campaign);
    public static readonly PhoneAdded Added = new(Ana, Mobile, "+573001234567", PhoneKind.Mobile, "import");
    public static readonly PhoneAdded AddedInChile = new(Ana, Chilean, "+56987654321", PhoneKind.Mobile, "agent", "America/Santiago");
    public static readonly DebtorRegistered Person = new(OtherDebtor, "CO", "CC", "79123456", "Luis Gómez", Known.Campaign);

    public static readonly ContactRules Colombia = new(ContactPolicy.Colombia, 3, BusinessCalendar.Colombia, Bogota);
    public static readonly ContactRules Permissive = Colombia with { Policy = ContactPolicy.Permissive };

    public static DateTimeOffset June(int day, int hour, int minute = 0) => At(2026, 6, day, hour, minute).At;

    public static RequestContact Ask(
        DateTimeOffset now, ContactChannel channel = ContactChannel.Phone, ContactRules? rules = null, Guid? phone = null, Guid? permit = null, UserId? agent = null) =>
        new(permit ?? Allowed, channel, phone ?? Mobile, Known.Work with { AgentId = agent ?? Agent }, now, rules ?? Colombia);

    public static ContactCounted Counted(
        string attempt, BusinessMoment moment, ContactChannel channel = ContactChannel.Phone, bool direct = false, ContactDirection direction = ContactDirection.Outbound) =>
        new(Ana, new(Id(attempt)), channel, direction, direct, moment);

    public static ContactPermitted Permitted(RequestContact asked, DateTimeOffset expires, Guid? exception = null, string zone = Bogota) => new(
        Ana, asked.PermitId, asked.Channel, asked.PhoneId, asked.Work, BusinessMoment.Of(asked.Now, zone), 3, expires, exception);

    /// <summary>The debtor as registered with a phone, and what else happened to him.</summary>
    public static IReadOnlyList<IEvent> WithPhone(params IReadOnlyList<IEvent> more) => [Registered, Added, .. more];

    /// <summary>The spec with the debtor's stream filled in.</summary>
    public static Spec<ContactGuard, RequestContact>.Scenario Given(IReadOnlyList<IEvent> debtor, params IReadOnlyList<IEvent> guard) =>
        new Spec<ContactGuard, RequestContact>((command, state, streams) =>
                RequestContactHandler.Handle(command, state, streams.Get<Debtor>(Ana.Value), streams.Find<Debtor>(OtherDebtor.Value)))
            .Given(guard).AndOn<Debtor>(Ana.Value, debtor);
}
