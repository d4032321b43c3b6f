using Crm.Domain.Identity.Sessions;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Identity;

/// <summary>Sessions that nobody has ended, for their user and for administrators. Whether one counts is asked of the streams.</summary>
public sealed class SessionList() : StreamProjection<SessionRow>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } = [typeof(SessionOpened), typeof(SessionRefreshed), typeof(SessionUsed), typeof(ClosedListPassed), typeof(SessionEnded), typeof(RecordTextErased)];

    public override SessionRow? Evolve(SessionRow? row, Recorded recorded) => recorded.Data switch
    {
        SessionOpened e => new(
            e.SessionId, e.UserId, e.SecurityStamp, e.At.ToUniversalTime(), e.At.ToUniversalTime(), e.ExpiresAt.ToUniversalTime(), recorded.Metadata.Address, e.Device, e.With),
        _ when row is null => null,
        SessionRefreshed e => row with { RefreshedAt = e.At.ToUniversalTime(), Address = recorded.Metadata.Address ?? row.Address },
        SessionUsed e => row with { RefreshedAt = e.At.ToUniversalTime(), Address = recorded.Metadata.Address ?? row.Address },
        RecordTextErased => row with { Address = Erasure.Placeholder, Device = Erasure.Placeholder },
        ClosedListPassed => row with { PassedClosedList = true },
        _ => null,
    };

    public override void Describe(DocumentColumns columns) => columns.Text("user_id", "userId").Instant("opened_at", "openedAt").Index(["user_id", "opened_at", "id"]);
}

/// <param name="SecurityStamp">The user's when it was opened; a session under an older one no longer counts.</param>
/// <param name="RefreshedAt">When it was last heard of, UTC.</param>
/// <param name="Address">From where it was last refreshed.</param>
public sealed record SessionRow(
    Guid SessionId, UserId UserId, int SecurityStamp, DateTimeOffset OpenedAt, DateTimeOffset RefreshedAt, DateTimeOffset ExpiresAt, string? Address, string? Device,
    SignedInWith With)
{
    public bool PassedClosedList { get; init; }
}
