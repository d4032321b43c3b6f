using Crm.Api.Queries;
using Crm.Domain.Identity.Sessions;
using Crm.Domain.Kernel;
using Crm.Projections.Identity;

namespace Crm.Api.Identity;

/// <summary>The sessions of a user that count at this moment: not ended, not past their end, and not idle for longer than may go unrecorded.</summary>
public sealed class SessionReader(ViewReader views, UserReader users, IdentityRules rules, TimeProvider clock)
{
    /// <param name="current">The session that asks.</param>
    public async Task<IReadOnlyList<SessionAnswer>> Of(UserId userId, Guid current, CancellationToken ct)
    {
        if (await users.Find(userId, ct) is not { } user) return [];

        var (now, idle) = (clock.GetUtcNow(), TimeSpan.FromMinutes((await rules.Get(ct)).Policy.IdleMinutes));
        var heardOf = now - idle - UseSession.Unrecorded(idle);
        var rows = (await views.Query<string>(
            $"select data::text from {DocumentTable.Of<SessionList>()} where user_id = @user order by opened_at desc, id desc limit 200", new { user = userId.ToString() }, ct))
            .Select(views.Read<SessionRow>);
        return [.. rows
            .Where(row => row.SecurityStamp == user.SecurityStamp && now < row.ExpiresAt && (row.RefreshedAt > heardOf || row.SessionId == current))
            .Select(row => new SessionAnswer(
                row.SessionId, row.OpenedAt, row.RefreshedAt, row.ExpiresAt, row.Address, row.Device, row.With, row.PassedClosedList, row.SessionId == current))];
    }

    /// <summary>Whose session it is; <c>null</c>: there is none.</summary>
    public async Task<UserId?> OwnerOf(Guid sessionId, CancellationToken ct) => (await views.Find<SessionList, SessionRow>(sessionId, ct))?.UserId;
}

/// <param name="LastSeenAt">When its tokens were last given out; of a session of the pages when it was used, to a third of the idle limit.</param>
/// <param name="Address">From where.</param>
/// <param name="Device">What the client said of itself.</param>
/// <param name="Current">The session of this very request.</param>
public sealed record SessionAnswer(
    Guid Id, DateTimeOffset OpenedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, string? Address, string? Device, SignedInWith With, bool PassedClosedList, bool Current);
