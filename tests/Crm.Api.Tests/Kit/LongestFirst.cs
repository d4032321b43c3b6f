using Crm.Api.Tests.Cli;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Faults;
using Crm.Api.Tests.Kit;
using Crm.Api.Tests.Live;
using Crm.Api.Tests.Pages.Kit;
using Crm.Api.Tests.Privacy;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Crm.Api.Tests.Kit." + nameof(LongestFirst), "Crm.Api.Tests")]

namespace Crm.Api.Tests.Kit;

/// <summary>Begins with the tests that run one after the other for long, so that they are not the last that everybody waits for.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // A class without a collection is one by itself, named after it.
    private static readonly string[] Long =
        [PagesCollection.Name, FaultTests.Name, OneOffice.Name, .. ((Type[])[typeof(VerbsTests), typeof(CustomerErasureTests), typeof(LiveTrayTests)]).Select(type => $"Test collection for {type.FullName}")];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.IndexOf(Long, collection.DisplayName) is >= 0 and var place ? place : Long.Length);
}
