using System.Text;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Http;

[Collection(OneHost.Name)]
public sealed class BadInputTests(HostFixture host)
{
    private const string Users = "/api/identity/users";

    [Theory]
    [InlineData("""{"userName":"a.b","fullName":"A B","role":"admin"}""", "role")]
    [InlineData("""{"userName":"a.b","fullName":"A","fullName":"B"}""", "fullName")]
    [InlineData("""{"userName":7,"fullName":"A B"}""", "userName")]
    [InlineData("""{"userName":null,"fullName":"A B"}""", "userName")]
    [InlineData("""{"userName":"a\u0000b","fullName":"A B"}""", "userName")]
    [InlineData("""{"userName":"a.b"}""", "body")]
    [InlineData("""{"userName":"a.b","fullName":""", "fullName")]
    [InlineData("""["a"]""", "body")]
    [InlineData("not json", "body")]
    [InlineData("", "body")]
    public async Task A_body_that_was_not_meant_is_400_naming_the_place(string body, string place)
    {
        var problem = await (await Post(body)).ShouldBeProblem(400, "invalid");
        problem.FieldsInError().Single().ShouldBe(place);
    }

    [Fact]
    public async Task The_line_of_a_mistake_is_told()
    {
        var problem = await (await Post("{\n  \"userName\": \"a.b\",\n  \"fullName\": 7\n}")).ShouldBeProblem(400, "invalid");
        problem["errors"]!["fullName"]![0]!.GetValue<string>().ShouldContain("line 3");
    }

    [Fact]
    public async Task A_word_that_is_none_of_those_asked_for_is_told_which_they_are()
    {
        var client = await host.SignedIn(Roles.Administrator);
        var answer = await client.PostAsync("/api/tasks", new StringContent("""{"title":"A letter","priority":"soonish"}""", Encoding.UTF8, "application/json"));
        (await answer.ShouldBeProblem(400, "invalid"))["errors"]!["priority"]![0]!.GetValue<string>().ShouldStartWith("The value is none of these: low, medium, high");

        var asked = await (await client.GetAsync("/api/telecom-sales/sales?state=nowhere")).ShouldBeProblem(400, "invalid");
        asked["errors"]!["state"]![0]!.GetValue<string>().ShouldStartWith("The value is none of these: ");
        (await (await client.GetAsync("/api/tasks?campaign=nowhere")).ShouldBeProblem(400, "invalid")).FieldsInError().ShouldBe(["campaign"]);

        using var spanish = new HttpRequestMessage(HttpMethod.Post, "/api/tasks") { Content = new StringContent("""{"title":"A letter","priority":"soonish"}""", Encoding.UTF8, "application/json") };
        client.DefaultRequestHeaders.AcceptLanguage.Clear();
        spanish.Headers.AcceptLanguage.ParseAdd("es-CO");
        (await (await client.SendAsync(spanish)).ShouldBeProblem(400, "invalid"))["errors"]!["priority"]![0]!.GetValue<string>().ShouldBe("El valor no es ninguno de estos: low, medium, high, urgent. (línea 1, byte 41)");
    }

    [Fact]
    public async Task Invalid_members_are_told_all_at_once_by_field()
    {
        var problem = await (await Post("""{"userName":"a b!","fullName":"","email":"nobody","language":"de","zone":"Mars/Base"}""")).ShouldBeProblem(400, "invalid");
        problem.FieldsInError().Order().ShouldBe(["email", "fullName", "language", "userName", "zone"]);
    }

    [Fact]
    public async Task Nesting_without_end_is_400() =>
        await (await Post("""{"userName":""" + new string('[', 200) + new string(']', 200) + "}")).ShouldBeProblem(400, "invalid");

    [Fact]
    public async Task A_huge_body_is_413() =>
        await (await Post($$"""{"userName":"a.b","fullName":"{{new string('x', 2 * 1024 * 1024)}}"}""")).ShouldBeProblem(413, "payload-too-large");

    [Fact]
    public async Task Another_content_type_is_415()
    {
        var client = await host.SignedIn(Roles.Administrator);
        await (await client.PostAsync(Users, new StringContent("userName=a", Encoding.UTF8, "application/x-www-form-urlencoded"))).ShouldBeProblem(415, "unsupported-media-type");
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_400()
    {
        var problem = await (await Post("""{"userName":"a.b","fullName":"\ud800"}""")).ShouldBeProblem(400, "invalid");
        problem.FieldsInError().Single().ShouldBe("fullName");
    }

    [Fact]
    public async Task An_unknown_address_is_404_and_a_wrong_method_405()
    {
        var client = await host.SignedIn(Roles.Administrator);
        await (await client.GetAsync("/api/nothing/here")).ShouldBeProblem(404, "not-found");
        await (await client.DeleteAsync(Users)).ShouldBeProblem(405, "method-not-allowed");
    }

    [Fact]
    public async Task Answers_carry_the_security_headers_also_when_they_are_errors()
    {
        foreach (var path in (string[])["/health/live", "/api/identity/me"])
        {
            var answer = await host.Anonymous().GetAsync(path);
            answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
        }
    }

    [Fact]
    public async Task A_harmless_correlation_id_is_kept_and_another_replaced()
    {
        var client = host.Anonymous();
        (await Correlated(client, "call-42")).ShouldBe("call-42");
        (await Correlated(client, "<script>")).ShouldNotContain("<");
    }

    private static async Task<string> Correlated(HttpClient client, string id)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.TryAddWithoutValidation("X-Correlation-Id", id);
        return (await client.SendAsync(request)).Headers.GetValues("X-Correlation-Id").Single();
    }

    private async Task<HttpResponseMessage> Post(string body)
    {
        var client = await host.SignedIn(Roles.Administrator);
        return await client.PostAsync(Users, new StringContent(body, Encoding.UTF8, "application/json"));
    }
}
