using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Promises;

namespace Crm.Domain.Tests.Architecture;

/// <summary>A room sees the kernel and other rooms' event records with the values they carry, nothing else of theirs.</summary>
public sealed class RoomsTests
{
    [Fact]
    public void A_room_sees_only_the_kernel_and_other_rooms_events()
    {
        var intrusions =
            from type in DomainEvents.Domain.GetTypes()
            where RoomOf(type) is not (null or "Kernel")
            from used in TypeUses.Of(type)
            where used.Assembly == DomainEvents.Domain && !DomainEvents.IsGenerated(used)
            where RoomOf(used) is not (null or "Kernel") && RoomOf(used) != RoomOf(type)
            where !DomainEvents.All.Contains(used) && !DomainEvents.Carried.Contains(used)
            select $"{type.FullName} uses {used.FullName}";

        intrusions.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void The_kernel_sees_no_room() =>
        (from type in DomainEvents.Domain.GetTypes()
         where RoomOf(type) == "Kernel"
         from used in TypeUses.Of(type)
         where used.Assembly == DomainEvents.Domain && RoomOf(used) is not (null or "Kernel")
         select $"{type.FullName} uses {used.FullName}").ShouldBeEmpty();

    [Fact]
    public void The_check_sees_what_code_uses_and_not_only_signatures()
    {
        TypeUses.Of(typeof(MakePromiseHandler)).ShouldContain(typeof(AccountPromised), "It is only made inside a method.");
        TypeUses.Of(typeof(OpenCampaignHandler)).ShouldContain(typeof(DefaultDispositions), "Only a static member of it is read.");
    }

    private static string? RoomOf(Type type) => type.Namespace?.Split('.') is ["Crm", "Domain", var room, ..] ? room : null;
}
