using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Crm.Domain.Identity.Users;

namespace Crm.Api.Tests.Pages.Kit;

/// <summary>People whom tests of pages make for themselves, through the API, so that the demo's stay as they are.</summary>
public static class People
{
    public const string Password = "a long phrase of mine 7";

    private static int _count;

    /// <summary>Somebody with a password and a role everywhere.</summary>
    public static async Task<(string Id, string UserName)> Somebody(this PagesFixture site, string role, string? fullName = null)
    {
        using var super = await site.Api("super");
        var userName = "pages-" + Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
        var id = await super.Made("/api/identity/users", new { userName, fullName = fullName ?? "Persona " + userName, email = userName + "@example.com", language = "es", zone = "America/Bogota" });
        await super.Done($"/api/identity/users/{id}/password", new { password = Password });
        await super.Done($"/api/identity/users/{id}/roles", new { role, campaignId = (string?)null, teamId = (string?)null, from = (string?)null, until = (string?)null });
        return (id, userName);
    }

    /// <summary>Gives a command and reads the id it answers.</summary>
    public static async Task<string> Made(this HttpClient api, string path, object body) => JsonNode.Parse(await api.Done(path, body))!["id"]!.GetValue<string>();

    public static async Task<string> Done(this HttpClient api, string path, object body)
    {
        var answer = await api.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return text;
    }

    /// <summary>What an authenticator shows now, or some steps of 30 seconds ahead.</summary>
    public static string CodeOf(string secret, int ahead = 0) =>
        Totp.Code(Base32.Decode(secret.Replace(" ", "", StringComparison.Ordinal)), Totp.StepAt(TimeProvider.System.GetUtcNow()) + ahead, 6, HashAlgorithmName.SHA1);
}
