using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using Crm.Domain.Tickets.Categories;
using static Crm.Domain.Tests.Kit.Known;
using static Crm.Domain.Tests.Tickets.TicketScene;

namespace Crm.Domain.Tests.Tickets;

public sealed class CategoryTreeTests
{
    private static readonly Spec<CategoryTree, AddCategories> Adds = new(AddCategoriesHandler.Handle);
    private static readonly Spec<CategoryTree, PlaceCategory> Places = new(PlaceCategoryHandler.Handle);
    private static readonly NewCategory NewNetwork = new(Network, null, "network", " Red ", "Network"), NewEquipment = new(Equipment, Network, "equipment", "Equipos", "Equipment");

    [Fact]
    public void Grows_from_its_roots() => Adds.Given().When(new([NewNetwork, NewEquipment], Supervisor)).Then(NetworkAdded, EquipmentAdded);

    [Fact]
    public void What_is_there_stays_as_it_is() =>
        Adds.Given(NetworkAdded).When(new([NewNetwork with { Spanish = "Otra" }, NewEquipment], Supervisor)).Then(EquipmentAdded);

    [Fact]
    public void A_part_has_a_whole_a_code_of_its_own_and_two_names()
    {
        Adds.Given().When(new([NewEquipment], Supervisor)).ThenRefused("tickets.category-unknown");
        Adds.Given(NetworkAdded).When(new([NewNetwork with { CategoryId = Dialler }], Supervisor)).ThenRefused("tickets.category-code-taken");
        Adds.Given().When(new([NewNetwork with { Code = "Red interna" }], Supervisor)).ThenRefused("tickets.category-code-malformed");
        Adds.Given().When(new([NewNetwork with { English = " " }], Supervisor)).ThenRefused("tickets.category-name-malformed");
    }

    [Fact]
    public void Has_four_levels_at_most()
    {
        var deep = Enumerable.Range(1, 5).Select(level => new NewCategory(
            new(Id($"de{level}")), level == 1 ? null : new(Id($"de{level - 1}")), $"level-{level}", "Nivel", "Level")).ToList();

        Adds.Given().When(new([.. deep.Take(4)], Supervisor)).Decision.Refusal.ShouldBeNull();
        Adds.Given().When(new(deep, Supervisor)).ThenRefused("tickets.categories-too-deep");
    }

    [Fact]
    public void Nothing_becomes_a_part_of_its_own_parts()
    {
        Places.Given(NetworkAdded, EquipmentAdded).When(new(Network, Equipment, Supervisor)).ThenRefused("tickets.category-part-of-itself");
        Places.Given(NetworkAdded, EquipmentAdded).When(new(Equipment, null, Supervisor)).Then(new CategoryPlaced(Equipment, Network, null, Supervisor));
    }

    [Fact]
    public void Is_renamed_retired_and_restored()
    {
        Spec<CategoryTree, RenameCategory> renames = new(RenameCategoryHandler.Handle);
        Spec<CategoryTree, RetireCategory> retires = new(RetireCategoryHandler.Handle);
        Spec<CategoryTree, RestoreCategory> restores = new(RestoreCategoryHandler.Handle);

        renames.Given(NetworkAdded).When(new(Network, "Redes", "Networks", Supervisor)).Then(new CategoryRenamed(Network, "Red", "Redes", "Network", "Networks", Supervisor));
        renames.Given(NetworkAdded).When(new(Dialler, "Redes", "Networks", Supervisor)).ThenRefused("tickets.category-unknown");
        retires.Given(NetworkAdded).When(new(Network, Supervisor)).Then(new CategoryRetired(Network, Supervisor));
        restores.Given(NetworkAdded, new CategoryRetired(Network, Supervisor)).When(new(Network, Supervisor)).Then(new CategoryRestored(Network, Supervisor));
    }

    [Fact]
    public void What_comes_with_the_product_can_all_be_added()
    {
        var ids = DefaultCategories.All.Select((category, index) => (category.Path, Id: new CategoryId(Id((0xdef000 + index).ToString("x", null))))).ToDictionary(pair => pair.Path, pair => pair.Id);
        var all = DefaultCategories.All.Select(category => new NewCategory(
            ids[category.Path], category.Path.LastIndexOf('/') is > 0 and var slash ? ids[category.Path[..slash]] : null, category.Path[(category.Path.LastIndexOf('/') + 1)..], category.Spanish, category.English));

        var added = AddCategoriesHandler.Handle(new([.. all], null), null);
        (added.Refusal, added.Events.Count).ShouldBe((null, DefaultCategories.All.Count));
    }
}
