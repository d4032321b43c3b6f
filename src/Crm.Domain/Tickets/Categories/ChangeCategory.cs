using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Categories;

public sealed record RenameCategory(CategoryId CategoryId, string Spanish, string English, UserId? By);

public static class RenameCategoryHandler
{
    public static Decision Handle(RenameCategory command, CategoryTree tree)
    {
        if (tree.Find(command.CategoryId) is not { } category) return CategoryUnknown.Refusal;
        var (spanish, english) = (command.Spanish.Trim(), command.English.Trim());
        return (category.Spanish, category.English) == (spanish, english)
            ? Decision.AlreadySo
            : CategoryChecks.RefuseNames(spanish, english)
                ?? Decision.Append(new CategoryRenamed(category.Id, category.Spanish, spanish, category.English, english, command.By));
    }
}

/// <summary>Make it a part of another, or a root.</summary>
public sealed record PlaceCategory(CategoryId CategoryId, CategoryId? ParentId, UserId? By);

public static class PlaceCategoryHandler
{
    public static Decision Handle(PlaceCategory command, CategoryTree tree)
    {
        if (tree.Find(command.CategoryId) is not { } category) return CategoryUnknown.Refusal;
        if (category.ParentId == command.ParentId) return Decision.AlreadySo;
        if (command.ParentId is not null && tree.Find(command.ParentId) is null) return CategoryUnknown.Refusal;

        var above = tree.Upwards(command.ParentId).ToList();
        if (above.Any(other => other.Id == category.Id))
            return Decision.Refuse("tickets.category-part-of-itself", "A category is no part of itself, nor of its own parts.", "parentId");
        if (above.Count + tree.DepthBelow(category.Id) > CategoryTree.MaxDepth) return CategoryChecks.TooDeep;

        return CategoryChecks.RefuseCode(tree, command.ParentId, category.Code)
            ?? Decision.Append(new CategoryPlaced(category.Id, category.ParentId, command.ParentId, command.By));
    }
}

/// <summary>Nothing new is filed under it.</summary>
public sealed record RetireCategory(CategoryId CategoryId, UserId? By);

public static class RetireCategoryHandler
{
    public static Decision Handle(RetireCategory command, CategoryTree tree) => tree.Find(command.CategoryId) switch
    {
        null => CategoryUnknown.Refusal,
        { Retired: true } => Decision.AlreadySo,
        var category => Decision.Append(new CategoryRetired(category.Id, command.By)),
    };
}

public sealed record RestoreCategory(CategoryId CategoryId, UserId? By);

public static class RestoreCategoryHandler
{
    public static Decision Handle(RestoreCategory command, CategoryTree tree) => tree.Find(command.CategoryId) switch
    {
        null => CategoryUnknown.Refusal,
        { Retired: false } => Decision.AlreadySo,
        var category => Decision.Append(new CategoryRestored(category.Id, command.By)),
    };
}

internal static class CategoryUnknown
{
    public static Decision Refusal => Decision.Refuse("tickets.category-unknown", "There is no such category.", "categoryId");
}
