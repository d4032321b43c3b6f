using Crm.Api.Identity;

namespace Crm.Api.Pages;

/// <summary>The pages about people and access, in the order in which they are shown.</summary>
public static class AdminPlaces
{
    public static IReadOnlyList<(string Path, string Text, string Permission)> All { get; } =
    [
        ("/desk/users", "nav.users", Permission.UsersRead),
        ("/desk/roles", "nav.roles", Permission.RolesRead),
        ("/desk/api-keys", "nav.api_keys", Permission.ApiKeysRead),
        ("/desk/addresses", "nav.addresses", Permission.AddressesRead),
        ("/desk/access-log", "nav.access_log", Permission.AccessLogRead),
    ];

    /// <summary>The first of them that somebody may open; <c>null</c>: none.</summary>
    public static string? FirstOf(Caller caller) => All.FirstOrDefault(place => caller.Has(place.Permission)).Path;
}
