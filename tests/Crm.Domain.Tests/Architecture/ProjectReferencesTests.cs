using System.Xml.Linq;

namespace Crm.Domain.Tests.Architecture;

/// <summary>Dependencies point one way: Api → Projections → Domain, Api → EventStore, Projections → EventStore.</summary>
public sealed class ProjectReferencesTests
{
    private static readonly string Root = FindRoot();

    [Theory]
    [InlineData("Crm.Domain", "")]
    [InlineData("Crm.EventStore", "")]
    [InlineData("Crm.Projections", "Crm.Domain Crm.EventStore")]
    [InlineData("Crm.Api", "Crm.Domain Crm.EventStore Crm.Projections")]
    public void A_project_refers_to_those_below_it_only(string project, string allowed) =>
        Items(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension)
            .Except(allowed.Split(' ')).ShouldBeEmpty($"{project} refers to a project it must not know.");

    [Fact]
    public void The_domain_needs_no_package() => Items("Crm.Domain", "PackageReference").ShouldBeEmpty();

    [Fact]
    public void The_domain_needs_no_assembly_but_the_runtimes() =>
        DomainEvents.Domain.GetReferencedAssemblies().Select(assembly => assembly.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not "netstandard")
            .ShouldBeEmpty();

    [Fact]
    public void The_domain_does_no_input_and_no_output() =>
        DomainEvents.Domain.GetReferencedAssemblies().Select(assembly => assembly.Name!)
            .Where(name => name.Contains("Net.", StringComparison.Ordinal) || name.Contains(".IO", StringComparison.Ordinal)
                || name.Contains("FileSystem", StringComparison.Ordinal) || name.Contains(".Data", StringComparison.Ordinal)
                || name.Contains("Diagnostics.Process", StringComparison.Ordinal))
            .ShouldBeEmpty();

    private static List<string> Items(string project, string kind) =>
        [.. XDocument.Load(Path.Combine(Root, "src", project, project + ".csproj")).Descendants(kind)
            .Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'))];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Crm.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
