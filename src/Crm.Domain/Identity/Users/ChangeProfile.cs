using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Users;

public sealed record ChangeProfile(string FullName, string? Email, string Language, string Zone, UserId? By);

public static class ChangeProfileHandler
{
    public static Decision Handle(ChangeProfile command, User user)
    {
        if (Closed.Refuse(user) is { } closed) return closed;
        return (user.FullName, user.Email, user.Language, user.Zone) == (command.FullName, command.Email, command.Language, command.Zone)
            ? Decision.AlreadySo
            : Decision.Append(new UserProfileChanged(user.Id, command.FullName, command.Email, command.Language, command.Zone, command.By));
    }
}

/// <param name="Skills">In any order; repeated ones count once.</param>
public sealed record SetSkills(IReadOnlyList<string> Skills, UserId? By);

public static class SetSkillsHandler
{
    public static Decision Handle(SetSkills command, User user)
    {
        if (Closed.Refuse(user) is { } closed) return closed;
        string[] skills = [.. command.Skills.Select(skill => skill.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return skills.SequenceEqual(user.Skills) ? Decision.AlreadySo : Decision.Append(new UserSkillsSet(user.Id, skills, command.By));
    }
}

public sealed record SetCapacity(int Capacity, UserId? By);

public static class SetCapacityHandler
{
    public const int Most = 100;

    public static Decision Handle(SetCapacity command, User user)
    {
        if (Closed.Refuse(user) is { } closed) return closed;
        if (command.Capacity is < 0 or > Most)
            return Decision.Refuse("identity.capacity-out-of-range", $"The capacity is from 0 to {Most}.", nameof(command.Capacity));
        return command.Capacity == user.Capacity ? Decision.AlreadySo : Decision.Append(new UserCapacitySet(user.Id, command.Capacity, command.By));
    }
}

internal static class Closed
{
    public static Decision? Refuse(User user) =>
        user.Status is UserStatus.Closed ? Decision.Refuse("identity.user-closed", "The user left for good.") : null;
}
