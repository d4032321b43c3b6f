using Crm.Domain.Identity;
using Crm.Domain.Identity.Users;

namespace Crm.Api.Pages.People;

/// <summary>Colours and short marks of the pages about people.</summary>
public static class PeopleWords
{
    public static string Colour(UserStatus status) => status switch
    {
        UserStatus.Active => "good",
        UserStatus.Invited => "info",
        UserStatus.Suspended => "bad",
        _ => "",
    };

    /// <summary>A letter for a cell of the matrix.</summary>
    public static string Letter(Reach reach) => Texts.T(reach)[..1];

    /// <summary>The module of a permission: what stands before the colon.</summary>
    public static string ModuleOf(string permission) => permission[..permission.IndexOf(':', StringComparison.Ordinal)];

    public static string ActionOf(string permission) => permission[(permission.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
