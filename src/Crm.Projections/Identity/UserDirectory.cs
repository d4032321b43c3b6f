using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Projections.Identity;

/// <summary>Every user, for lists and searches. Who may do what is never asked here but of the streams.</summary>
public sealed class UserDirectory() : StreamProjection<UserRow>(version: 1)
{
    public override IReadOnlyCollection<Type> Handles { get; } =
    [
        typeof(UserInvited), typeof(PasswordSet), typeof(UserSuspended), typeof(UserReactivated), typeof(UserClosed), typeof(UserProfileChanged),
        typeof(UserSkillsSet), typeof(UserCapacitySet), typeof(RoleGranted), typeof(RoleRevoked), typeof(SecondFactorEnrolled), typeof(SecondFactorReset), typeof(SubjectErased),
    ];

    public override UserRow? Evolve(UserRow? row, Recorded recorded) => recorded.Data switch
    {
        UserInvited e => new(e.UserId, e.UserName, e.FullName, e.Email, e.Language, e.Zone, UserStatus.Invited, recorded.Timestamp.ToUniversalTime()) { SearchText = Search(e.UserName, e.FullName, e.Email) },
        _ when row is null => null,
        PasswordSet => row with { Status = row.Status is UserStatus.Invited ? UserStatus.Active : row.Status, HasPassword = true },
        UserSuspended => row with { Status = UserStatus.Suspended },
        UserReactivated => row with { Status = row.HasPassword ? UserStatus.Active : UserStatus.Invited },
        UserClosed => row with { Status = UserStatus.Closed },
        UserProfileChanged e => row with { FullName = e.FullName, Email = e.Email, Language = e.Language, Zone = e.Zone, SearchText = Search(row.UserName, e.FullName, e.Email) },
        UserSkillsSet e => row with { Skills = e.Skills },
        UserCapacitySet e => row with { Capacity = e.Capacity },
        RoleGranted e => row with { Grants = [.. row.Grants, new(e.GrantId, e.Role, e.CampaignId, e.TeamId, e.From?.ToUniversalTime(), e.Until?.ToUniversalTime())] },
        RoleRevoked e => row with { Grants = [.. row.Grants.Where(grant => grant.Id != e.GrantId)] },
        SecondFactorEnrolled => row with { HasSecondFactor = true },
        SecondFactorReset => row with { HasSecondFactor = false },
        SubjectErased e => row with { UserName = e.Pseudonym, FullName = e.Pseudonym, Email = null, SearchText = Search(e.Pseudonym, e.Pseudonym, null) },
        _ => row,
    };

    public override void Describe(DocumentColumns columns) => columns
        .Text("status", "status").Text("user_name", "userName").Text("search_text", "searchText").Index(["user_name", "id"]).Search("search_text");

    private static string Search(string userName, string fullName, string? email) => $"{userName} {fullName} {email}".ToLowerInvariant();
}

/// <param name="InvitedAt">UTC.</param>
public sealed record UserRow(
    UserId UserId, string UserName, string FullName, string? Email, string Language, string Zone, UserStatus Status, DateTimeOffset InvitedAt)
{
    public bool HasPassword { get; init; }
    public bool HasSecondFactor { get; init; }
    public IReadOnlyList<string> Skills { get; init; } = [];
    public int Capacity { get; init; }
    public IReadOnlyList<RoleGrant> Grants { get; init; } = [];

    /// <summary>Name, full name and e-mail in lower case.</summary>
    public string SearchText { get; init; } = "";
}
