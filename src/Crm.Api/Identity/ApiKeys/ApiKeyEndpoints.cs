using Crm.Api.Http;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Projections.Identity;
using FluentValidation;

namespace Crm.Api.Identity.ApiKeys;

/// <summary>Keys with which programs call the API.</summary>
public static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/identity/api-keys").WithTags("Identity: API keys").KeepsUpWithItself();

        keys.MapGet("/", List)
            .WithName("ListApiKeys")
            .WithSummary("Keys of programs, with what each is good for, until when, and when it was used last")
            .Produces<Page<ApiKeyAnswer>>()
            .Reads<ApiKeyList>()
            .RequirePermission(Permission.ApiKeysRead);

        keys.MapPost("/", Issue)
            .WithName("IssueApiKey")
            .WithSummary("Issue a key for a user; it is shown now and never again")
            .WithExample(new IssueApiKeyRequest(Guid.Empty, "Nightly import of the bank", [Permission.ImportsCreate], null, DateTimeOffset.UnixEpoch.AddYears(60)))
            .Produces<IssuedApiKey>(StatusCodes.Status201Created)
            .RequirePermission(Permission.ApiKeysCreate);

        keys.MapPost("/{id:guid}/rotate", Rotate)
            .WithName("RotateApiKey")
            .WithSummary("A new key for the same purpose; the old one counts on for the overlap")
            .WithExample(new RotateApiKeyRequest(DateTimeOffset.UnixEpoch.AddYears(60), OverlapHours: 24))
            .Produces<IssuedApiKey>()
            .RequirePermission(Permission.ApiKeysUpdate);

        keys.MapPost("/{id:guid}/revoke", Revoke)
            .WithName("RevokeApiKey")
            .WithSummary("Revoke a key at once")
            .WithExample(new ReasonRequest("It was found in a repository"))
            .Produces<CommandAnswer>()
            .RequirePermission(Permission.ApiKeysDelete);
    }

    internal static async Task<IResult> List(
        Guid? user, CallerScope scope, PageRequest page, ViewReader views, KeyUses uses, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var query = new ListQuery(DocumentTable.Of<ApiKeyList>()).WhereAsked("user_id = {0}", user?.ToString()).Within(scope, owner: "user_id", team: null);
        var rows = await query.Read<ApiKeyRow>(views, page, [SortKey.Instant("issued_at"), SortKey.Id], total: false, ct);
        var used = await uses.Of([.. rows.Items.Select(row => row.KeyId)], ct);
        return PageResults.Ok(http, new Page<ApiKeyAnswer>([.. rows.Items.Select(row => ApiKeyAnswer.Of(row, used, clock.GetUtcNow()))], rows.Next));
    }

    internal static async Task<IResult> Issue(
        IssueApiKeyRequest request, CommandContext context, Commands commands, CommandRunner runner, ApiKeyUnits units, IdentityRules rules, HttpContext http, CancellationToken ct)
    {
        var (caller, scope) = (Caller.Of(http)!, context.Scope);
        CampaignId? campaign = request.CampaignId is { } id ? new(id) : null;
        var (keyId, token, decide) = units.Issue(
            new(request.UserId), request.Label, request.Permissions, campaign, request.ExpiresAt, context.Actor,
            owner => UserReach.Require(scope, owner) && !UserReach.IsAbove(caller, rules, owner.Grants) && ApiKeyUnits.Holds(caller, request.Permissions, campaign));
        return await Answer(commands, runner, context, keyId, token, request.ExpiresAt, decide, StatusCodes.Status201Created, ct);
    }

    internal static async Task<IResult> Rotate(
        Guid id, RotateApiKeyRequest request, CommandContext context, Commands commands, CommandRunner runner, ApiKeyUnits units, IdentityRules rules, TimeProvider clock, HttpContext http,
        CancellationToken ct)
    {
        var (caller, scope) = (Caller.Of(http)!, context.Scope);
        var (keyId, token, decide) = units.Rotate(
            id, request.ExpiresAt, clock.GetUtcNow().AddHours(request.OverlapHours), context.Actor,
            (key, owner) => UserReach.Require(scope, owner) && !UserReach.IsAbove(caller, rules, owner.Grants) && ApiKeyUnits.Holds(caller, key.Permissions, key.CampaignId));
        return await Answer(commands, runner, context, keyId, token, request.ExpiresAt, decide, StatusCodes.Status200OK, ct);
    }

    internal static Task<IResult> Revoke(Guid id, ReasonRequest request, CommandContext context, Commands commands, ApiKeyUnits units, CancellationToken ct)
    {
        var scope = context.Scope;
        return commands.Handle(context, units.Revoke(id, request.Reason, context.Actor, owner => UserReach.Require(scope, owner)), ct);
    }

    // Not under the caller's idempotency key: the key of an answer is not kept, so it cannot be given again.
    private static async Task<IResult> Answer(
        Commands commands, CommandRunner runner, CommandContext context, Guid keyId, string token, DateTimeOffset expiresAt,
        Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, int status, CancellationToken ct)
    {
        var outcome = await runner.Run(context.Origin(null) with { Key = null }, decide, ct);
        return outcome is CommandOutcome.Done ? TypedResults.Json(new IssuedApiKey(keyId, token, expiresAt), statusCode: status) : commands.Answer(outcome);
    }
}

/// <param name="UserId">As whom the program acts.</param>
/// <param name="Permissions">What the key is good for, as far as the user holds it.</param>
/// <param name="CampaignId">The only campaign it reaches.</param>
public sealed record IssueApiKeyRequest(Guid UserId, string Label, IReadOnlyList<string> Permissions, Guid? CampaignId, DateTimeOffset ExpiresAt);

public sealed class IssueApiKeyRequestValidator : AbstractValidator<IssueApiKeyRequest>
{
    public IssueApiKeyRequestValidator()
    {
        RuleFor(request => request.Label).NotEmpty().MaximumLength(100);
        RuleForEach(request => request.Permissions).Must(Permission.All.Contains).WithMessage(RoleCells.Message);
    }
}

/// <param name="OverlapHours">How long the old key counts on; 0: not at all.</param>
public sealed record RotateApiKeyRequest(DateTimeOffset ExpiresAt, int OverlapHours = 24);

public sealed class RotateApiKeyRequestValidator : AbstractValidator<RotateApiKeyRequest>
{
    public RotateApiKeyRequestValidator() => RuleFor(request => request.OverlapHours).InclusiveBetween(0, 720);
}

/// <param name="Key">Send it as <c>X-Api-Key</c> or <c>Authorization: Bearer</c>. Shown now and never again.</param>
public sealed record IssuedApiKey(Guid Id, string Key, DateTimeOffset ExpiresAt);

/// <param name="Counts">It has neither expired nor been revoked.</param>
/// <param name="LastUsedAt">Within some seconds; <c>null</c>: never.</param>
public sealed record ApiKeyAnswer(
    Guid Id, Guid UserId, string Label, IReadOnlyList<string> Permissions, Guid? CampaignId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, bool Counts,
    DateTimeOffset? LastUsedAt, Guid? Replaces, Guid? ReplacedBy, string? RevokedBecause)
{
    internal static ApiKeyAnswer Of(ApiKeyRow row, IReadOnlyDictionary<Guid, DateTimeOffset> used, DateTimeOffset now) => new(
        row.KeyId, row.UserId.Value, row.Label, row.Permissions, row.CampaignId?.Value, row.IssuedAt, row.ExpiresAt, row.RevokedBecause is null && now < row.ExpiresAt,
        used.TryGetValue(row.KeyId, out var at) ? at : null, row.Replaces, row.ReplacedBy, row.RevokedBecause);
}
