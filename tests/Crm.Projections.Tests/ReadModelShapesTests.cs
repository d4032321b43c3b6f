using System.Globalization;
using System.Text;
using Crm.EventStore.Documents;
using Crm.EventStore.Projecting;

namespace Crm.Projections.Tests;

/// <summary>What queries rely on: the members of every row, its columns and indexes, the measures' dimensions. A diff here is a new version of the read model.</summary>
public sealed class ReadModelShapesTests
{
    [Fact]
    public void The_shape_of_every_read_model_is_as_approved()
    {
        var shapes = new StringBuilder();
        foreach (var model in ReadModels.All.OrderBy(model => model.Name, StringComparer.Ordinal))
        {
            shapes.AppendLine(CultureInfo.InvariantCulture, $"{model.Name} v{model.Version}");
            if (model is CounterProjection counters) shapes.AppendLine(CultureInfo.InvariantCulture, $"  by {string.Join(", ", counters.Dimensions)}");
            else Describe(model, shapes);
            shapes.AppendLine();
        }

        shapes.ToString().ReplaceLineEndings("\n").ShouldMatchApproved(configuration => configuration.NoDiff());
    }

    private static void Describe(Projection model, StringBuilder shapes)
    {
        var type = model.GetType();
        while (!(type!.IsGenericType && type.GetGenericTypeDefinition() == typeof(DocumentProjection<,>))) type = type.BaseType;
        Members(type.GetGenericArguments()[1], "  ", shapes, []);

        var columns = new DocumentColumns();
        model.GetType().GetMethod("Describe")!.Invoke(model, [columns]);
        foreach (var column in columns.Columns) shapes.AppendLine(CultureInfo.InvariantCulture, $"  column {column.Name} = {column.Path} ({column.Kind})");
        foreach (var index in columns.Indexes)
        {
            shapes.AppendLine(CultureInfo.InvariantCulture,
                $"  {(index.Words ? "words" : index.Trigram ? "search" : index.Unique ? "unique" : "index")} ({string.Join(", ", index.Columns)}){(index.Where is { } where ? " where " + where : "")}");
        }
    }

    // Records of the read side are opened; those of the domain are approved there.
    private static void Members(Type type, string indent, StringBuilder shapes, HashSet<Type> above)
    {
        foreach (var property in type.GetProperties().Where(property => property.GetMethod is { IsPublic: true, IsStatic: false } && property.Name != "EqualityContract"))
        {
            shapes.AppendLine(CultureInfo.InvariantCulture, $"{indent}{property.Name}: {Name(property.PropertyType)}");
            var inner = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[^1] : property.PropertyType;
            if (inner.Assembly == typeof(ReadModels).Assembly && inner.IsClass && !above.Contains(inner)) Members(inner, indent + "  ", shapes, [.. above, inner]);
        }
    }

    private static string Name(Type type) => !type.IsGenericType ? type.Name
        : $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
}
