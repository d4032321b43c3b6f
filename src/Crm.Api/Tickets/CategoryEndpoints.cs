using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Categories;
using Crm.Projections.Tickets;
using FluentValidation;

namespace Crm.Api.Tickets;

/// <summary>What tickets can be about: one tree per installation, kept by who keeps its settings.</summary>
public static class CategoryEndpoints
{
    public static void MapTicketCategories(this IEndpointRouteBuilder routes)
    {
        var categories = routes.MapGroup("/api/tickets/categories").WithTags("Tickets: categories");

        categories.MapGet("/", async (TicketQueries queries, CancellationToken ct) => TypedResults.Ok(await queries.Categories(ct)))
            .WithName("ListTicketCategories").WithSummary("The tree, flat: each with what it is a part of").Produces<IReadOnlyList<Category>>().Reads<TicketCategories>()
            .RequirePermission(Permission.TicketQueuesRead);
        categories.MapPost("/", Add)
            .Command("AddTicketCategory", "Add a category; adding it again changes nothing", new CategoryRequest("fibre", "Fibra", "Fibre", new(TicketExamples.Category)), Permission.SettingsCreate);
        categories.MapPost("/defaults", AddDefaults)
            .Command("AddDefaultTicketCategories", "Add those that come with the product, as far as they are missing", null, Permission.SettingsCreate);
        categories.MapPost("/{id:guid}/rename", Rename)
            .Command("RenameTicketCategory", "What it is called", new CategoryNamesRequest("Fibra óptica", "Optical fibre"), Permission.SettingsUpdate);
        categories.MapPost("/{id:guid}/place", Place)
            .Command("PlaceTicketCategory", "Make it a part of another, or a root", new CategoryPlaceRequest(new(TicketExamples.Category)), Permission.SettingsUpdate);
        categories.MapPost("/{id:guid}/retire", Retire)
            .Command("RetireTicketCategory", "Nothing new is filed under it", null, Permission.SettingsDelete);
        categories.MapPost("/{id:guid}/restore", Restore)
            .Command("RestoreTicketCategory", "It is used again", null, Permission.SettingsDelete);
    }

    internal static Task<IResult> Add(CategoryRequest body, CommandContext context, Commands commands, TicketFacts facts, NaturalKeys keys, CancellationToken ct) => commands.Begin<CategoryTree>(
        facts.CategoriesId, context, tree => AddCategoriesHandler.Handle(new([new(IdOf(keys, body.ParentId, body.Code), body.ParentId, body.Code, body.Spanish, body.English)], context.Actor), tree), ct);

    internal static Task<IResult> AddDefaults(CommandContext context, Commands commands, TicketFacts facts, NaturalKeys keys, CancellationToken ct) => commands.Begin<CategoryTree>(
        facts.CategoriesId, context, tree => AddCategoriesHandler.Handle(new(Defaults(keys), context.Actor), tree), ct);

    internal static Task<IResult> Rename(Guid id, CategoryNamesRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(context, commands, facts, tree => RenameCategoryHandler.Handle(new(new(id), body.Spanish, body.English, context.Actor), tree), ct);

    internal static Task<IResult> Place(Guid id, CategoryPlaceRequest body, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(context, commands, facts, tree => PlaceCategoryHandler.Handle(new(new(id), body.ParentId, context.Actor), tree), ct);

    internal static Task<IResult> Retire(Guid id, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(context, commands, facts, tree => RetireCategoryHandler.Handle(new(new(id), context.Actor), tree), ct);

    internal static Task<IResult> Restore(Guid id, CommandContext context, Commands commands, TicketFacts facts, CancellationToken ct) =>
        Change(context, commands, facts, tree => RestoreCategoryHandler.Handle(new(new(id), context.Actor), tree), ct);

    /// <summary>The categories of the product with their ids in this installation.</summary>
    internal static IReadOnlyList<NewCategory> Defaults(NaturalKeys keys)
    {
        var ids = new Dictionary<string, CategoryId>();
        var all = new List<NewCategory>();
        foreach (var (path, spanish, english) in DefaultCategories.All)
        {
            var slash = path.LastIndexOf('/');
            CategoryId? parent = slash < 0 ? null : ids[path[..slash]];
            ids[path] = IdOf(keys, parent, path[(slash + 1)..]);
            all.Add(new(ids[path], parent, path[(slash + 1)..], spanish, english));
        }

        return all;
    }

    private static CategoryId IdOf(NaturalKeys keys, CategoryId? parent, string code) => new(keys.Derive("ticket-category", parent?.ToString() ?? "", code));

    private static Task<IResult> Change(CommandContext context, Commands commands, TicketFacts facts, Func<CategoryTree, Decision> decide, CancellationToken ct) =>
        commands.Handle(facts.CategoriesId, context, decide, ct);
}

/// <param name="Code">Small letters, digits and dashes; unique among its siblings.</param>
public sealed record CategoryRequest(string Code, string Spanish, string English, CategoryId? ParentId = null);

public sealed record CategoryNamesRequest(string Spanish, string English);

/// <param name="ParentId">Left out: it becomes a root.</param>
public sealed record CategoryPlaceRequest(CategoryId? ParentId = null);

public sealed class CategoryRequestValidator : AbstractValidator<CategoryRequest>
{
    public CategoryRequestValidator()
    {
        RuleFor(request => request.Code).NotEmpty().MaximumLength(40);
        RuleFor(request => request.Spanish).NotEmpty().MaximumLength(100);
        RuleFor(request => request.English).NotEmpty().MaximumLength(100);
    }
}

public sealed class CategoryNamesRequestValidator : AbstractValidator<CategoryNamesRequest>
{
    public CategoryNamesRequestValidator()
    {
        RuleFor(request => request.Spanish).NotEmpty().MaximumLength(100);
        RuleFor(request => request.English).NotEmpty().MaximumLength(100);
    }
}
