using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Categories;

/// <summary>Add what tickets can be about; what is there already is left as it is.</summary>
/// <param name="New">Parents before their parts.</param>
public sealed record AddCategories(IReadOnlyList<NewCategory> New, UserId? By);

/// <param name="CategoryId">Derived from the parent and the code.</param>
public sealed record NewCategory(CategoryId CategoryId, CategoryId? ParentId, string Code, string Spanish, string English);

public static class AddCategoriesHandler
{
    public static Decision Handle(AddCategories command, CategoryTree? tree)
    {
        var (grown, events) = (tree ?? new([]), new List<IEvent>());
        foreach (var added in command.New)
        {
            if (grown.Find(added.CategoryId) is not null) continue;
            if (Refuse(added, grown) is { } refusal) return refusal;

            var @event = new CategoryAdded(added.CategoryId, added.ParentId, added.Code, added.Spanish.Trim(), added.English.Trim(), command.By);
            events.Add(@event);
            grown = CategoryTree.Evolve(grown, @event)!;
        }

        return events.Count == 0 ? Decision.AlreadySo : Decision.Append(events);
    }

    private static Decision? Refuse(NewCategory added, CategoryTree tree)
    {
        if (added.Code.Length is < 1 or > 40 || !added.Code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            return Decision.Refuse("tickets.category-code-malformed", "A code has 1 to 40 small letters, digits and dashes.", "code");
        if (added.ParentId is not null && tree.Find(added.ParentId) is null) return Decision.Refuse("tickets.category-unknown", "There is no such category.", "parentId");
        if (tree.Upwards(added.ParentId).Count() >= CategoryTree.MaxDepth) return CategoryChecks.TooDeep;

        return CategoryChecks.RefuseCode(tree, added.ParentId, added.Code) ?? CategoryChecks.RefuseNames(added.Spanish, added.English);
    }
}

internal static class CategoryChecks
{
    private const int MaxName = 100;

    public static Decision TooDeep => Decision.Refuse(Refusal.Of(
        "tickets.categories-too-deep", $"The tree has at most {CategoryTree.MaxDepth} levels.", ["parentId"], ("most", CategoryTree.MaxDepth)));

    public static Decision? RefuseNames(string spanish, string english) => spanish.Trim().Length is 0 or > MaxName || english.Trim().Length is 0 or > MaxName
        ? Decision.Refuse(Refusal.Of("tickets.category-name-malformed", $"A category has a Spanish and an English name of 1 to {MaxName} characters.", ["spanish", "english"], ("most", MaxName)))
        : null;

    public static Decision? RefuseCode(CategoryTree tree, CategoryId? parent, string code) => tree.Categories.Any(category => category.ParentId == parent && category.Code == code)
        ? Decision.Refuse(Refusal.Of("tickets.category-code-taken", $"There is a category '{code}' at that place already.", ["code"], ("code", code)))
        : null;
}
