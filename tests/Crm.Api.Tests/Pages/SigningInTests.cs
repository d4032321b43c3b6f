using Crm.Api.Hosting;
using Crm.Api.Tests.Pages.Kit;

namespace Crm.Api.Tests.Pages;

[Collection(PagesCollection.Name)]
public sealed class SigningInTests(PagesFixture site)
{
    [BrowserFact]
    public async Task The_sign_in_page_speaks_the_browsers_language()
    {
        await using var spanish = await site.Visit("es-CO");
        await spanish.Open("/sign-in");
        (await spanish.Text("h1")).ShouldBe("Entrar a Crm");
        (await spanish.Attribute("html", "lang")).ShouldBe("es");

        await using var english = await site.Visit("en-US");
        await english.Open("/sign-in");
        (await english.Text("h1")).ShouldBe("Sign in to Crm");
        (await english.Attribute("html", "lang")).ShouldBe("en");
    }

    [BrowserFact]
    public async Task An_agent_who_signs_in_sees_his_accounts_in_his_language()
    {
        await using var spanish = await site.Visit("es-CO");
        await spanish.SignIn("agent", DemoUsers.Password);
        spanish.Path.ShouldBe("/desk/tray");
        (await spanish.Text("h1")).ShouldBe("Obligaciones por gestionar");

        await using var english = await site.Visit("en-US");
        await english.SignIn("agent", DemoUsers.Password);
        english.Path.ShouldBe("/desk/tray");
        (await english.Text("h1")).ShouldBe("Accounts to work");
        english.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_wrong_password_and_an_unknown_name_are_refused_in_the_same_words()
    {
        await using var visitor = await site.Visit();
        await visitor.Open("/sign-in");
        await visitor.Page.FillAsync("input[name=userName]", "agent");
        await visitor.Page.FillAsync("input[name=password]", "not it at all");
        (await visitor.Send("main button")).ShouldBe(401);
        var wrongPassword = await visitor.Text("[role=alert]");
        (await visitor.Value("input[name=userName]")).ShouldBe("agent");
        (await visitor.Value("input[name=password]")).ShouldBeEmpty();

        await visitor.Page.FillAsync("input[name=userName]", "nobody-of-this-name");
        await visitor.Page.FillAsync("input[name=password]", "not it at all");
        (await visitor.Send("main button")).ShouldBe(401);
        (await visitor.Text("[role=alert]")).ShouldBe(wrongPassword);
        wrongPassword.ShouldBe("User name or password is wrong, or the account is locked for a while.");
        visitor.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Whoever_was_sent_to_sign_in_comes_to_where_he_wanted_to_go()
    {
        await using var visitor = await site.Visit();
        await visitor.Open("/desk/promises");
        visitor.Path.ShouldBe("/sign-in");

        await visitor.Page.FillAsync("input[name=userName]", "agent2");
        await visitor.Page.FillAsync("input[name=password]", DemoUsers.Password);
        await visitor.Send("main button");
        visitor.Path.ShouldBe("/desk/promises");
    }

    [BrowserFact]
    public async Task The_language_is_changed_in_place_and_kept()
    {
        await using var visitor = await site.VisitAs("agent2");
        await visitor.Open("/desk/tray?view=All");
        await visitor.Send("button[name=language]");
        (await visitor.Text("h1")).ShouldBe("Obligaciones por gestionar");
        visitor.Page.Url.ShouldEndWith("/desk/tray?view=All");

        await visitor.Open("/desk/promises");
        (await visitor.Text("h1")).ShouldBe("Promesas abiertas");
        await visitor.Send("button[name=language]");
        (await visitor.Text("h1")).ShouldBe("Open promises");
    }

    [BrowserFact]
    public async Task The_language_is_changed_before_signing_in_too()
    {
        await using var visitor = await site.Visit("en-US");
        await visitor.Open("/sign-in?returnUrl=%2Fdesk%2Fpromises");
        await visitor.Send("button[name=language]");
        (await visitor.Text("h1")).ShouldBe("Entrar a Crm");
        (await visitor.Value("input[name=returnUrl]")).ShouldBe("/desk/promises");
    }

    [BrowserFact]
    public async Task Signing_out_ends_the_session()
    {
        await using var visitor = await site.Visit();
        await visitor.SignIn("agent2", DemoUsers.Password);
        await visitor.Send("form[action='/sign-out'] button");
        visitor.Path.ShouldBe("/sign-in");
        await visitor.Open("/desk/tray");
        visitor.Path.ShouldBe("/sign-in");
    }
}
