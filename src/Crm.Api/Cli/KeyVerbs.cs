using System.CommandLine;
using System.Globalization;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Api.Identity.ApiKeys;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.Projections.Identity;

namespace Crm.Api.Cli;

/// <summary><c>keys</c>: keys with which programs call the API.</summary>
internal static class KeyVerbs
{
    private static readonly Argument<string> User = new("user-name") { Description = "As whom the program acts" };
    private static readonly Argument<Guid> Key = new("key") { Description = "Id of the key, as 'keys list' shows it" };
    private static readonly Option<string> Label = new("--label") { Description = "What it is for", Required = true };
    private static readonly Option<string[]> Permissions = new("--permission") { Description = "What it is good for, as often as needed", Required = true, AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> Campaign = new("--campaign") { Description = "Code of the only campaign it reaches" };
    private static readonly Option<int> Days = new("--days") { Description = "How long it counts", DefaultValueFactory = _ => 90 };
    private static readonly Option<int> Overlap = new("--overlap-hours") { Description = "How long the old key counts on", DefaultValueFactory = _ => 24 };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why", Required = true };

    public static Command Make() => new Command("keys", "Keys with which programs call the API").With(
        new Command("issue", "Issue a key; it is shown now and never again").With(User, Label, Permissions, Campaign, Days).Does(Issue),
        new Command("rotate", "A new key for the same purpose; the old one counts on for a while").With(Key, Days, Overlap).Does(Rotate),
        new Command("revoke", "Revoke a key at once").With(Key, Reason).Does(Revoke),
        new Command("list", "Every key, with what it is good for and when it was used last").Does(List));

    private static async Task<int> Issue(VerbContext verb, CancellationToken ct)
    {
        if (verb.Value(Permissions)!.FirstOrDefault(permission => !Permission.All.Contains(permission)) is { } unknown)
            throw UsageException.Unknown("permission", unknown, Permission.All);
        var user = await verb.Get<UserReader>().IdOf(verb.Required(User), ct) ?? throw new UsageException($"There is no user '{verb.Required(User)}'.");
        CampaignId? campaign = verb.Value(Campaign) is { } code ? verb.Get<NaturalKeys>().Campaign(code) : null;
        var (id, token, decide) = verb.Get<ApiKeyUnits>().Issue(user, verb.Value(Label)!, verb.Value(Permissions)!, campaign, Expiry(verb), null, _ => true);
        return await Show(verb, "IssueApiKey", id, token, decide, ct);
    }

    private static async Task<int> Rotate(VerbContext verb, CancellationToken ct)
    {
        var overlap = verb.Get<TimeProvider>().GetUtcNow().AddHours(verb.Value(Overlap));
        var (id, token, decide) = verb.Get<ApiKeyUnits>().Rotate(verb.Required(Key), Expiry(verb), overlap, null, (_, _) => true);
        return await Show(verb, "RotateApiKey", id, token, decide, ct);
    }

    private static async Task<int> Revoke(VerbContext verb, CancellationToken ct)
    {
        if (await Commanding.Run(verb, "RevokeApiKey", verb.Get<ApiKeyUnits>().Revoke(verb.Required(Key), verb.Value(Reason)!, null), ct) is null) return ExitCodes.Failure;
        verb.Output.Result(new { id = verb.Required(Key) }, "The key is revoked.");
        return ExitCodes.Success;
    }

    private static async Task<int> List(VerbContext verb, CancellationToken ct)
    {
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var views = verb.Get<ViewReader>();
        var rows = (await views.Query<string>($"select data::text from {DocumentTable.Of<ApiKeyList>()} order by issued_at, id", null, ct)).Select(views.Read<ApiKeyRow>).ToList();
        var used = await verb.Get<KeyUses>().Of([.. rows.Select(row => row.KeyId)], ct);
        var now = verb.Get<TimeProvider>().GetUtcNow();
        verb.Output.Table(
            [.. rows.Select(row => ApiKeyAnswer.Of(row, used, now))], ("key", key => key.Id), ("label", key => key.Label), ("user", key => key.UserId),
            ("permissions", key => string.Join(", ", key.Permissions)), ("until", key => key.ExpiresAt.ToString("u", CultureInfo.InvariantCulture)),
            ("counts", key => key.Counts ? "yes" : "no"), ("last used", key => key.LastUsedAt?.ToString("u", CultureInfo.InvariantCulture) ?? "never"));
        return ExitCodes.Success;
    }

    private static async Task<int> Show(
        VerbContext verb, string command, Guid id, string token, Func<Http.CommandUnit, CancellationToken, Task<Http.UnitDecision>> decide, CancellationToken ct)
    {
        if (await Commanding.Run(verb, command, decide, ct) is null) return ExitCodes.Failure;
        verb.Output.Result(new { id, key = token }, [token, $"Key {id}. It is shown now and never again."]);
        return ExitCodes.Success;
    }

    private static DateTimeOffset Expiry(VerbContext verb) => verb.Get<TimeProvider>().GetUtcNow().AddDays(verb.Value(Days));
}
