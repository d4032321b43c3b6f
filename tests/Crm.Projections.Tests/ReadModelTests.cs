using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;
using Crm.Projections.Tests.Kit;

namespace Crm.Projections.Tests;

/// <summary>What holds for every read model, whoever adds one.</summary>
public sealed class ReadModelTests
{
    public static TheoryData<string> Names => [.. ReadModels.All.Select(model => model.Name)];

    [Fact]
    public void Names_are_unique() => ReadModels.All.Select(model => model.Name).ShouldBeUnique();

    [Theory]
    [MemberData(nameof(Names))]
    public void Handles_only_events_the_product_knows(string name) =>
        Model(name).Handles.Where(type => DomainEvents.Types().All.All(known => known.Type != type)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void Handles_each_event_once(string name) => Model(name).Handles.ShouldBeUnique();

    [Theory]
    [MemberData(nameof(Names))]
    public void Indexes_only_columns_it_has(string name)
    {
        if (ColumnsOf(Model(name)) is not { } columns) return;

        var known = columns.Columns.Select(column => column.Name).Append("id").ToList();
        known.ShouldBeUnique();
        columns.Indexes.SelectMany(index => index.Columns).Select(column => column.Split(' ')[0]).Except(known).ShouldBeEmpty();
    }

    [Fact]
    public void An_event_outside_what_it_handles_changes_nothing()
    {
        var office = Office.Living(Script);
        foreach (var model in ReadModels.All)
        {
            var handled = office.History.Events.Where(recorded => model.Handles.Contains(recorded.Data.GetType()));
            Folded.Text(model, office.History.Events).ShouldBe(Folded.Text(model, handled), model.Name);
        }
    }

    [Fact]
    public void Folding_again_from_the_start_gives_the_same() =>
        Scripts.ForEveryHistory(office =>
        {
            foreach (var model in ReadModels.All)
                Folded.Text(model, office.History.Events).ShouldBe(Folded.Text(model, office.History.Events), model.Name);
        }, tries: 3);

    [Fact]
    public void Every_instant_of_a_row_is_in_utc() =>
        ReadModels.All.ShouldAllBe(model => !Folded.Text(model, Office.Living(Script).History.Events).Contains("-05:00"));

    private static readonly int[] Script = [.. Enumerable.Range(1, 120).Select(i => i * 7_919 % 60_000)];

    private static Projection Model(string name) => ReadModels.All.Single(model => model.Name == name);

    private static DocumentColumns? ColumnsOf(Projection model)
    {
        if (model.GetType().GetMethod("Describe") is not { } describe) return null;
        var columns = new DocumentColumns();
        describe.Invoke(model, [columns]);
        return columns;
    }
}
