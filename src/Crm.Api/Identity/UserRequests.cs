using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.Projections.Identity;
using FluentValidation;

namespace Crm.Api.Identity;

/// <param name="Language">IETF tag: <c>es</c>, <c>en</c>.</param>
/// <param name="Zone">IANA zone.</param>
public sealed record InviteUserRequest(string UserName, string FullName, string? Email, string Language = "es", string Zone = "America/Bogota");

public sealed class InviteUserRequestValidator : AbstractValidator<InviteUserRequest>
{
    public InviteUserRequestValidator()
    {
        RuleFor(request => request.UserName).NotEmpty().MaximumLength(100).Matches("^[\\p{L}\\p{N}._@-]+$");
        RuleFor(request => request.FullName).NotEmpty().MaximumLength(200);
        RuleFor(request => request.Email).EmailAddress().MaximumLength(200);
        RuleFor(request => request.Language).Must(language => language is "es" or "en").WithMessage("es, en");
        RuleFor(request => request.Zone).Must(zone => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)).WithMessage("IANA");
    }
}

public sealed record SetPasswordRequest(string Password);

public sealed record ChangePasswordRequest(string OldPassword, string NewPassword);

/// <param name="Role">A role of <c>GET /api/identity/roles</c>.</param>
/// <param name="CampaignId">Where it holds; missing: in every campaign.</param>
public sealed record GrantRoleRequest(string Role, Guid? CampaignId, Guid? TeamId, DateTimeOffset? From, DateTimeOffset? Until);

public sealed record GrantAnswer(Guid GrantId, string Role, Guid? CampaignId, Guid? TeamId, DateTimeOffset? From, DateTimeOffset? Until)
{
    internal static GrantAnswer Of(RoleGrant grant) =>
        new(grant.Id, grant.Role, grant.CampaignId?.Value, grant.TeamId?.Value, grant.From, grant.Until);
}

public sealed record UserAnswer(
    Guid Id, long Version, string UserName, string FullName, string Language, string Zone, UserStatus Status, IReadOnlyList<GrantAnswer> Roles)
{
    public string? Email { get; init; }
    public IReadOnlyList<string> Skills { get; init; } = [];
    public int Capacity { get; init; }
    public bool HasSecondFactor { get; init; }

    internal static UserAnswer Of(UserView user) =>
        new(user.Id, user.Version, user.UserName, user.FullName, user.Language, user.Zone, user.Status, [.. user.Grants.Select(GrantAnswer.Of)])
        {
            Email = user.Email,
            Skills = user.Skills,
            Capacity = user.Capacity,
            HasSecondFactor = user.HasSecondFactor,
        };

    /// <summary>From the directory, where the version is not known: read the user before overwriting what was seen.</summary>
    internal static UserAnswer Of(UserRow user) =>
        new(user.UserId.Value, 0, user.UserName, user.FullName, user.Language, user.Zone, user.Status, [.. user.Grants.Select(GrantAnswer.Of)])
        {
            Email = user.Email,
            Skills = user.Skills,
            Capacity = user.Capacity,
            HasSecondFactor = user.HasSecondFactor,
        };
}

public sealed record ProfileRequest(string FullName, string? Email, string Language, string Zone);

public sealed class ProfileRequestValidator : AbstractValidator<ProfileRequest>
{
    public ProfileRequestValidator()
    {
        RuleFor(request => request.FullName).NotEmpty().MaximumLength(200);
        RuleFor(request => request.Email).EmailAddress().MaximumLength(200);
        RuleFor(request => request.Language).Must(language => language is "es" or "en").WithMessage("es, en");
        RuleFor(request => request.Zone).Must(WallClock.Knows).WithMessage("IANA");
    }
}

public sealed record SkillsRequest(IReadOnlyList<string> Skills);

public sealed class SkillsRequestValidator : AbstractValidator<SkillsRequest>
{
    public SkillsRequestValidator()
    {
        RuleFor(request => request.Skills.Count).LessThanOrEqualTo(50).OverridePropertyName("skills");
        RuleForEach(request => request.Skills).NotEmpty().MaximumLength(50);
    }
}

public sealed record CapacityRequest(int Capacity);

/// <param name="Token">For the user alone: who has it sets his password.</param>
public sealed record PasswordResetAnswer(string Token, DateTimeOffset ExpiresAt);

public sealed record UsePasswordResetRequest(string Token, string NewPassword);

public sealed class UsePasswordResetRequestValidator : AbstractValidator<UsePasswordResetRequest>
{
    public UsePasswordResetRequestValidator()
    {
        RuleFor(request => request.Token).NotEmpty().MaximumLength(200);
        RuleFor(request => request.NewPassword).NotEmpty().MaximumLength(256);
    }
}
