using System.Text.Json.Nodes;
using System.Text.Json;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.EventStore.Projecting;
using Crm.Projections.Collections;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Crm.Api.Collections;

/// <summary>Any row of a tray as it stood at an instant or a position, folded from the events up to it. Rows hold no datum of a person but notes, which are left out.</summary>
public static class TrayReplay
{
    public static void MapTrayReplay(this IEndpointRouteBuilder routes) => routes.MapGet("/api/collections/trays/{tray}/{id:guid}", Row)
        .WithTags("Replay")
        .WithName("ReplayTrayRow")
        .WithSummary("A tray's row as of an instant: ?at=, or as of ?position=")
        .Produces<TrayRowAsOf>()
        .RecordsReadsItself(AccessKind.TrayReplay).RequirePermission(Permission.AuditReplay);

    private static async Task<IResult> Row(
        string tray, Guid id, DateTimeOffset? at, long? position, CommandContext context, ViewsAsOf views, EventStore.Streams.EventLog log, AccessLog reads, IOptions<JsonOptions> json,
        Problems problems, CancellationToken ct)
    {
        if (at is null == position is null) return problems.Invalid("at", "Ask for an instant or for a position.");
        if (Trays.GetValueOrDefault(tray) is not { } find) return problems.NotFound();

        await reads.Record(context, AccessKind.TrayReplay, $"{tray}/{id}", new { at, position }, ct);
        var asOf = position ?? await log.PositionAt(at!.Value.ToUniversalTime(), ct);
        return await find(views, id, asOf, ct) is { } found && context.Scope.Reaches(found.Campaign)
            ? TypedResults.Ok(new TrayRowAsOf(tray, id, asOf, found.ChangedAt, Shown(found.Row, json.Value.SerializerOptions)))
            : problems.NotFound();
    }

    private static JsonObject Shown(object row, JsonSerializerOptions json)
    {
        var shown = JsonSerializer.SerializeToNode(row, row.GetType(), json)!.AsObject();
        shown.Remove("note");
        return shown;
    }

    private static readonly Dictionary<string, Func<ViewsAsOf, Guid, long, CancellationToken, Task<Found?>>> Trays = new(StringComparer.Ordinal)
    {
        ["accounts"] = Of<AccountsTray, TrayAccount>(row => row.CampaignId),
        ["promises"] = Of<PromisesTray, OpenPromise>(row => row.CampaignId),
        ["broken-promises"] = Of<BrokenPromisesTray, UnmetPromise>(row => row.CampaignId),
        ["broken-agreements"] = Of<BrokenAgreementsTray, BrokenAgreement>(row => row.CampaignId),
        ["reminders"] = Of<ReminderTasksTray, ReminderTask>(row => row.CampaignId),
        ["payments-to-confirm"] = Of<PaymentsToConfirmTray, PaymentToConfirm>(row => row.CampaignId),
        ["agreements-to-approve"] = Of<AgreementsToApproveTray, AgreementToApprove>(row => row.CampaignId),
        ["follow-ups"] = Of<FollowUpsTray, FollowUpItem>(row => row.CampaignId),
    };

    private static Func<ViewsAsOf, Guid, long, CancellationToken, Task<Found?>> Of<TProjection, TRow>(Func<TRow, CampaignId> campaign)
        where TProjection : Projection where TRow : class => async (views, id, position, ct) =>
        await views.Find<TProjection, TRow>(id, position, ct) is { } found ? new(found.Document, found.Position, campaign(found.Document)) : null;

    private sealed record Found(object Row, long ChangedAt, CampaignId Campaign);
}

/// <param name="Position">The last event that is in the row's view.</param>
/// <param name="ChangedAt">The event that changed the row last by then.</param>
public sealed record TrayRowAsOf(string Tray, Guid Id, long Position, long ChangedAt, JsonNode Row);
