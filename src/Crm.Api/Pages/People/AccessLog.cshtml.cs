using System.Net;
using Crm.Api.Identity;
using Crm.Api.Identity.Access;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.People;

/// <summary>Who came from where, by hour; refusals one by one.</summary>
[Requires(Permission.AccessLogRead)]
public sealed class AccessLogModel(VisitQueries visits, UserReader users, TimeProvider clock) : IdentityPage
{
    private const int Most = 200, Days = 7;

    public static IReadOnlyList<string> Kinds { get; } = ["visit", "refused-address", "refused-role", "refused-credentials", "refused-too-many"];

    public IReadOnlyList<VisitAnswer> Visits { get; private set; } = [];
    public IReadOnlyList<VisitCount> Counts { get; private set; } = [];
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Address { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Person { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        IPAddress? address = null;
        var person = Asked(Person) is { } name ? await users.IdOf(name, ct) : null;
        if (!ModelState.IsValid || From > To || (Asked(Address) is { } text && !IPAddress.TryParse(text, out address)) || (Asked(Person) is not null && person is null))
        {
            Refuse("filter", StatusCodes.Status400BadRequest, Texts.T("form.invalid"), []);
            return;
        }

        var now = clock.GetUtcNow();
        var (from, until) = (Midnight(From) ?? now.AddDays(-Days), EndOf(To) ?? now.AddDays(1));
        Visits = await visits.List(from, until, Kinds.Contains(Kind) ? Kind : null, address, person?.Value, Most, ct);
        Counts = await visits.Stats(from, until, ct);
        Names = await users.Names([.. Visits.Select(visit => visit.UserId).OfType<Guid>().Distinct()], ct);
    }
}
