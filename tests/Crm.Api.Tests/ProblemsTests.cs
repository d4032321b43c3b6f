using Crm.Api.Http;
using Crm.Domain.Kernel;

namespace Crm.Api.Tests;

public sealed class ProblemsTests
{
    [Fact]
    public void A_refusal_names_fields_as_the_request_does()
    {
        var refused = (ProblemResult)new Problems(new RefusalTexts()).Refused(new Refusal("collections.promise-due-out-of-range", "Too late.", ["DueOn"]));

        refused.Problem.Extensions["fields"].ShouldBe(new[] { "dueOn" });
    }
}
