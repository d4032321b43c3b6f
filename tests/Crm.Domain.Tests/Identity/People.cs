using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;

namespace Crm.Domain.Tests.Identity;

internal static class People
{
    public static readonly UserId Ana = new(Known.Id("a1")), Boss = new(Known.Id("b1"));
    public static readonly Guid Roster = Known.Id("c1"), NameId = Known.Id("c2"), Session = Known.Id("c3");
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 15, 0, 0, TimeSpan.Zero);
    public static readonly string Secret = Base32.Encode("12345678901234567890"u8);

    public static readonly UserInvited Invited = new(Ana, "ana", "Ana Agente", "ana@example.com", "es", "America/Bogota");
    public static readonly PasswordSet WithPassword = new(Ana, "hash", Boss);
    public static readonly SecondFactorOffered Offered = new(Ana, Secret);
    public static readonly SecondFactorEnrolled Enrolled = new(Ana, 1);
    public static readonly RecoveryCodesMade Codes = new(Ana, [RecoveryCodes.HashOf("aaaa-bbbb"), RecoveryCodes.HashOf("cccc-dddd")]);
}
