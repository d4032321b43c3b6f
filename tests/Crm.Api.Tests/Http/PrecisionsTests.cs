using Crm.Api.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Crm.Domain.Identity.Users;

namespace Crm.Api.Tests.Http;

public sealed class EntityTagTests
{
    [Theory]
    [InlineData("\"0\"", 0)]
    [InlineData("\"7\"", 7)]
    [InlineData("\"123456789012345678\"", 123456789012345678)]
    public void Reads_one_strong_tag(string text, long version)
    {
        EntityTag.TryParse(text, out var tag).ShouldBeTrue();
        tag.Version.ShouldBe(version);
        tag.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("W/\"7\"")]
    [InlineData("\"\"")]
    [InlineData("\"-7\"")]
    [InlineData("\" 7\"")]
    [InlineData("\"1234567890123456789012\"")]
    [InlineData("7")]
    [InlineData("*")]
    [InlineData(null)]
    public void Refuses_everything_else(string? text) => EntityTag.TryParse(text, out _).ShouldBeFalse();
}

public sealed class IfMatchRequiredTests
{
    [Fact]
    public async Task A_command_that_overwrites_answers_428_without_a_version()
    {
        var http = new DefaultHttpContext();
        http.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(IfMatchRequired.Instance, new EndpointNameMetadata("Overwrite")), "test"));
        var context = (await CommandContext.BindAsync(http, null!))!;
        var commands = new Commands(null!, new Problems(new RefusalTexts()));

        var result = await commands.Handle<User>(Guid.Empty, context, _ => throw new InvalidOperationException("Nothing may be decided."), CancellationToken.None);

        result.ShouldBeOfType<ProblemResult>().StatusCode.ShouldBe(428);
    }
}

public sealed class PageTests
{
    private static readonly PageRequest Two = new(2, null);

    [Fact]
    public void The_last_page_has_no_next_one() => Page.Of([1, 2], Two, row => [row]).Next.ShouldBeNull();

    [Fact]
    public void One_row_more_than_asked_for_means_there_is_a_next_page_after_the_last_row_shown()
    {
        var page = Page.Of([(1, "a"), (2, "b"), (3, "c")], Two, row => [row.Item1, row.Item2]);

        page.Items.Count.ShouldBe(2);
        var values = new PageRequest(2, page.Next).Values(2)!;
        (values[0].GetInt32(), values[1].GetString()).ShouldBe((2, "b"));
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("e30")]
    [InlineData("WzFd")]
    public void An_altered_cursor_is_told(string cursor) =>
        Should.Throw<RequestProblemException>(() => new PageRequest(2, cursor).Values(2));
}
