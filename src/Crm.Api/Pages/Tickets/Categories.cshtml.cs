using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Api.Tickets;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Categories;
using Crm.Projections.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Tickets;

/// <summary>What tickets can be about: the tree, and who keeps the settings changes it.</summary>
[Requires(Permission.TicketQueuesRead)]
public sealed class CategoriesModel(TicketQueries tickets, TicketFacts facts, Commands commands, NaturalKeys keys) : WorkPage
{
    private static readonly string[] Shown = [DocumentTable.NameOf<TicketCategories>()];

    /// <summary>In the order of the tree, each with how deep it stands.</summary>
    public IReadOnlyList<CategoryLine> Lines { get; private set; } = [];

    public bool MayCreate => Who.Has(Permission.SettingsCreate);
    public bool MayUpdate => Who.Has(Permission.SettingsUpdate);
    public bool MayRetire => Who.Has(Permission.SettingsDelete);

    public async Task OnGetAsync(CancellationToken ct) => Lines = CategoryLine.Of(await tickets.Categories(ct));

    public async Task<IActionResult> OnPostAddAsync(string? code, string? spanish, string? english, Guid? parent, CancellationToken ct) => await Again(
        await Give("add", "AddTicketCategory", Permission.SettingsCreate, new CategoryRequest((code ?? "").Trim(), (spanish ?? "").Trim(), (english ?? "").Trim(), parent is { } id ? new CategoryId(id) : null),
            (body, context) => CategoryEndpoints.Add(body, context, commands, facts, keys, ct), Shown, ct), ct);

    public async Task<IActionResult> OnPostDefaultsAsync(CancellationToken ct) => await Again(
        await Give("defaults", "AddDefaultTicketCategories", Permission.SettingsCreate, new NoBody(), (_, context) => CategoryEndpoints.AddDefaults(context, commands, facts, keys, ct), Shown, ct), ct);

    public async Task<IActionResult> OnPostRenameAsync(Guid category, string? spanish, string? english, CancellationToken ct) => await Again(
        await Give("change", "RenameTicketCategory", Permission.SettingsUpdate, new CategoryNamesRequest((spanish ?? "").Trim(), (english ?? "").Trim()),
            (body, context) => CategoryEndpoints.Rename(category, body, context, commands, facts, ct), Shown, ct), ct);

    public async Task<IActionResult> OnPostPlaceAsync(Guid category, Guid? parent, CancellationToken ct) => await Again(
        await Give("change", "PlaceTicketCategory", Permission.SettingsUpdate, new CategoryPlaceRequest(parent is { } id ? new CategoryId(id) : null),
            (body, context) => CategoryEndpoints.Place(category, body, context, commands, facts, ct), Shown, ct), ct);

    public async Task<IActionResult> OnPostRetireAsync(Guid category, CancellationToken ct) => await Again(
        await Give("change", "RetireTicketCategory", Permission.SettingsDelete, new NoBody(), (_, context) => CategoryEndpoints.Retire(category, context, commands, facts, ct), Shown, ct), ct);

    public async Task<IActionResult> OnPostRestoreAsync(Guid category, CancellationToken ct) => await Again(
        await Give("change", "RestoreTicketCategory", Permission.SettingsDelete, new NoBody(), (_, context) => CategoryEndpoints.Restore(category, context, commands, facts, ct), Shown, ct), ct);

    private async Task<IActionResult> Again(bool done, CancellationToken ct)
    {
        if (done) return RedirectToPage();

        await OnGetAsync(ct);
        return Page();
    }

    private sealed record NoBody;
}

/// <summary>A category as a list in the order of the tree shows it.</summary>
/// <param name="Depth">0: a root.</param>
/// <param name="Retired">It, or something above it.</param>
public sealed record CategoryLine(Category Category, int Depth, bool Retired)
{
    public string Name => Texts.IsSpanish ? Category.Spanish : Category.English;

    /// <summary>Set in as deep as it stands, for lists to choose from.</summary>
    public string Indented => string.Concat(Enumerable.Repeat("· ", Depth)) + Name;

    public static IReadOnlyList<CategoryLine> Of(IReadOnlyList<Category> categories)
    {
        var lines = new List<CategoryLine>();
        void Below(CategoryId? parent, int depth, bool retired)
        {
            foreach (var category in categories.Where(one => one.ParentId == parent).OrderBy(one => Texts.IsSpanish ? one.Spanish : one.English, StringComparer.CurrentCulture))
            {
                lines.Add(new(category, depth, retired || category.Retired));
                Below(category.Id, depth + 1, retired || category.Retired);
            }
        }

        Below(null, 0, false);
        return lines;
    }

    /// <summary>From the root down: <c>Red › Equipos</c>.</summary>
    public static string PathOf(IReadOnlyList<Category> categories, CategoryId? id) =>
        string.Join(" › ", new CategoryTree(categories).Upwards(id).Reverse().Select(category => Texts.IsSpanish ? category.Spanish : category.English));
}
