using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Categories;

/// <summary>What tickets can be about: one tree per installation.</summary>
public sealed record CategoryTree(IReadOnlyList<Category> Categories) : IAggregate<CategoryTree>
{
    /// <summary>Roots are applications or services; four levels tell everything apart that anybody reports on.</summary>
    public const int MaxDepth = 4;

    public Category? Find(CategoryId? id) => Categories.FirstOrDefault(category => category.Id == id);

    /// <summary>A category and what it is a part of, itself first.</summary>
    public IEnumerable<Category> Upwards(CategoryId? id)
    {
        for (var category = Find(id); category is not null; category = Find(category.ParentId)) yield return category;
    }

    /// <summary>The codes from the root down to a category.</summary>
    public IReadOnlyList<string> PathOf(CategoryId? id) => [.. Upwards(id).Reverse().Select(category => category.Code)];

    /// <summary>Whether something new can be filed under it: it is there, and neither it nor anything above it is retired.</summary>
    internal static Decision? RefuseFiling(CategoryTree? tree, CategoryId? id) =>
        id is null ? null
        : tree?.Find(id) is null ? Decision.Refuse("tickets.category-unknown", "There is no such category.", "categoryId")
        : tree.Upwards(id).Any(category => category.Retired) ? Decision.Refuse("tickets.category-retired", "Nothing new is filed under that category.", "categoryId")
        : null;

    internal int DepthBelow(CategoryId id) => 1 + Categories.Where(category => category.ParentId == id).Select(category => DepthBelow(category.Id)).DefaultIfEmpty(0).Max();

    public static CategoryTree? Evolve(CategoryTree? tree, object @event) => @event switch
    {
        CategoryAdded e => new([.. tree?.Categories ?? [], new(e.CategoryId, e.ParentId, e.Code, e.Spanish, e.English, Retired: false)]),
        CategoryRenamed e => tree!.With(e.CategoryId, category => category with { Spanish = e.NewSpanish, English = e.NewEnglish }),
        CategoryPlaced e => tree!.With(e.CategoryId, category => category with { ParentId = e.NewParentId }),
        CategoryRetired e => tree!.With(e.CategoryId, category => category with { Retired = true }),
        CategoryRestored e => tree!.With(e.CategoryId, category => category with { Retired = false }),
        _ => tree,
    };

    private CategoryTree With(CategoryId id, Func<Category, Category> change) => new([.. Categories.Select(category => category.Id == id ? change(category) : category)]);
}

public sealed record Category(CategoryId Id, CategoryId? ParentId, string Code, string Spanish, string English, bool Retired);
