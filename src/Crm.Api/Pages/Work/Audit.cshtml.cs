using System.Globalization;
using Crm.Api.Audit;
using Crm.Api.Http;
using Crm.Api.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Work;

/// <summary>The audit trail as sentences: by person, debtor, stream, type and period. Opening it is on record itself.</summary>
[RecordsReads(AccessKind.AuditTrail, ByItself = true)]
[Requires(Permission.AuditRead)]
public sealed class AuditModel(AuditQueries audit, AccessLog reads, UserReader users) : WorkPage
{
    public Page<AuditEvent> Events { get; private set; } = new([], null);

    /// <summary>Names of the people in the list, by id.</summary>
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    [BindProperty(SupportsGet = true)]
    public Guid? Actor { get; set; }

    /// <summary>The person by his user name, instead of his id.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Person { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Debtor { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Stream { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Type { get; set; }

    /// <summary>First day, UTC.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    /// <summary>Last day, UTC, included.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    /// <summary><c>timeline</c>, or a table.</summary>
    [BindProperty(SupportsGet = true)]
    public string? View { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public bool IsTimeline => View == "timeline";

    /// <summary>This search with something of it changed; the page begins anew.</summary>
    public string With(string name, string? value) => "/desk/audit" + QueryString.Create(Request.Query
        .Where(pair => pair.Key != name && pair.Key != "cursor")
        .SelectMany(pair => pair.Value.Select(its => KeyValuePair.Create(pair.Key, its)))
        .Append(new(name, value)).Where(pair => !string.IsNullOrEmpty(pair.Value)));

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid || From > To)
        {
            Refuse("filter", StatusCodes.Status400BadRequest, Texts.T("form.invalid"), []);
            return;
        }

        var actor = Actor;
        if (!string.IsNullOrWhiteSpace(Person))
        {
            actor = (await users.IdOf(Person.Trim(), ct))?.Value;
            if (actor is null)
            {
                Refuse("filter", StatusCodes.Status400BadRequest, Texts.T("audit.nobody"), []);
                return;
            }
        }

        var filter = new AuditFilter(
            actor, Debtor, Stream, string.IsNullOrWhiteSpace(Type) ? null : Type.Trim(),
            From is { } from ? Midnight(from) : null, To is { } to ? Midnight(to.AddDays(1)) : null);
        var context = CommandContext.For(HttpContext, "ListAuditEvents", Permission.AuditRead);
        await reads.Record(context, AccessKind.AuditTrail, (Debtor ?? Stream)?.ToString(), filter, ct);

        var lines = await audit.Page(filter, context.Scope, new(PageRequest.DefaultLimit, Cursor), ct);
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        Events = new([.. lines.Items.Select(line => AuditEvent.Of(line, language))], lines.Next);
        Names = await users.Names([.. Events.Items.Select(line => line.ActorId).OfType<Guid>().Distinct()], ct);
    }

    private static DateTimeOffset Midnight(DateOnly date) => new(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
