using Crm.Projections.Collections.Kpis;

namespace Crm.Projections.Tests.Collections.Kpis;

public sealed class KpiDefinitionsTests
{
    [Fact]
    public void Every_figure_says_what_it_is_in_spanish_and_english() =>
        KpiDefinitions.All.ShouldAllBe(definition =>
            definition.Label.Es.Length > 0 && definition.Label.En.Length > 0 && definition.Numerator.Es.Length > 0 && definition.Numerator.En.Length > 0
            && definition.Denominator.Es.Length > 0 == definition.Denominator.En.Length > 0 && definition.Excluded.Es.Length > 0 && definition.Excluded.En.Length > 0);

    [Fact]
    public void A_figure_has_one_meaning_per_version() =>
        KpiDefinitions.All.Select(definition => (definition.Name, definition.Version)).ShouldBeUnique();

    [Fact]
    public void Every_figure_is_computed_from_read_models_that_exist() =>
        KpiDefinitions.All.SelectMany(definition => definition.Source.Split(", ")).Except(ReadModels.All.Select(model => model.Name)).ShouldBeEmpty();

    [Fact]
    public void A_name_that_is_none_is_an_error() => Should.Throw<ArgumentException>(() => KpiDefinitions.Of("averageOfAverages"));
}
