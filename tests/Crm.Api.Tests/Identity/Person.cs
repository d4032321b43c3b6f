using System.Net.Http.Json;
using System.Security.Cryptography;
using Crm.Api.Identity;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity.Users;

namespace Crm.Api.Tests.Identity;

/// <summary>What tests of this room do over HTTP.</summary>
internal static class Person
{
    public static Task<HttpResponseMessage> Post(this HttpClient client, string path, object? body = null, string? from = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (from is not null) request.Headers.Add(TestAddress.Header, from);
        return client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> Get(this HttpClient client, string path, string from)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(TestAddress.Header, from);
        return client.SendAsync(request);
    }

    public static async Task<T> Read<T>(this Task<HttpResponseMessage> answer)
    {
        var got = await answer;
        got.IsSuccessStatusCode.ShouldBeTrue($"{(int)got.StatusCode} {await got.Content.ReadAsStringAsync()}");
        return (await got.Content.ReadFromJsonAsync<T>(Crm.Api.Http.ApiJson.Options))!;
    }

    public static HttpClient With(this HttpClient client, string accessToken)
    {
        client.DefaultRequestHeaders.Authorization = new("Bearer", accessToken);
        return client;
    }

    /// <summary>A client signed in as a known user.</summary>
    public static async Task<HttpClient> As(this HostFixture host, TestUser user) =>
        host.Anonymous().With((await HostFixture.SignIn(host.Anonymous(), user.UserName)).AccessToken);

    /// <summary>Enrols an authenticator for a signed-in user; gives its secret and the recovery codes.</summary>
    public static async Task<(string Secret, IReadOnlyList<string> Codes)> Enrol(this HttpClient client, HostFixture host)
    {
        var secret = await client.Post("/api/identity/me/second-factor/offer", new { password = HostFixture.Password }).Read<SecondFactorSecret>();
        var codes = await client.Post("/api/identity/me/second-factor/enrol", new { code = host.CodeOf(secret.Secret) }).Read<RecoveryCodesAnswer>();
        return (secret.Secret, codes.Codes);
    }

    /// <summary>What an authenticator shows now, or some steps away.</summary>
    public static string CodeOf(this HostFixture host, string secret, int steps = 0) =>
        Totp.Code(Base32.Decode(secret), Totp.StepAt(host.Factory.Clock.GetUtcNow()) + steps, 6, HashAlgorithmName.SHA1);

    public static Task<HttpResponseMessage> Try(this HostFixture host, string userName, string password = HostFixture.Password, string? from = null) =>
        host.Anonymous().Post("/api/identity/sign-in", new { userName, password }, from);
}
