using Crm.Api.Tests.Pages.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Pages;

/// <summary>What everybody does about his own access: the second factor, the sessions, the password.</summary>
[Collection(PagesCollection.Name)]
public sealed class OwnAccessPagesTests(PagesFixture site)
{
    [BrowserFact]
    public async Task A_second_factor_is_enrolled_by_oneself_and_asked_for_from_then_on()
    {
        var (_, userName) = await site.Somebody(Roles.Agent);
        await using var visitor = await site.Visit();
        await visitor.SignIn(userName, People.Password);
        var secret = await Offer(visitor);

        await visitor.Page.FillAsync("form[action*='handler=Enrol'] [name=code]", "000000");
        (await visitor.Send("form[action*='handler=Enrol'] button")).ShouldBeGreaterThanOrEqualTo(400);
        (await visitor.Text("code.secret")).ShouldBe(secret);
        await visitor.Page.FillAsync("form[action*='handler=Enrol'] [name=code]", People.CodeOf(secret));
        (await visitor.Send("form[action*='handler=Enrol'] button")).ShouldBe(200);
        var codes = await visitor.Page.Locator("ol.codes code").AllInnerTextsAsync();
        codes.Count.ShouldBe(10);
        await visitor.Open("/desk/me");
        (await visitor.Count("ol.codes")).ShouldBe(0);
        (await visitor.Page.ContentAsync()).ShouldNotContain(codes[0]);

        await using var again = await site.Visit();
        await again.SignIn(userName, People.Password);
        again.Path.ShouldBe("/sign-in");
        (await again.Text("h1")).ShouldBe("Second factor");
        await again.Page.FillAsync("[name=code]", People.CodeOf(secret, ahead: 1));
        (await again.Send("main button")).ShouldBe(200);
        again.Path.ShouldBe("/desk/tray");

        await using var lost = await site.Visit();
        await lost.SignIn(userName, People.Password);
        await lost.Page.FillAsync("[name=code]", codes[0]);
        await lost.Send("main button");
        lost.Path.ShouldBe("/desk/tray");
        visitor.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_wrong_code_a_spent_one_and_a_made_up_step_are_refused_in_the_same_words()
    {
        var (_, userName) = await site.Somebody(Roles.Agent);
        await using var visitor = await site.Visit();
        await visitor.SignIn(userName, People.Password);
        var secret = await Offer(visitor);
        var spent = People.CodeOf(secret);
        await visitor.Page.FillAsync("form[action*='handler=Enrol'] [name=code]", spent);
        (await visitor.Send("form[action*='handler=Enrol'] button")).ShouldBe(200);

        await using var guess = await site.Visit();
        await guess.SignIn(userName, People.Password);
        var answers = new List<string>();
        foreach (var code in new[] { "000000", spent, "not-a-recovery-code" })
        {
            await guess.Page.FillAsync("[name=code]", code);
            (await guess.Send("main button")).ShouldBe(401);
            answers.Add(await guess.Text("main .panel"));
        }

        await guess.Page.EvaluateAsync("document.querySelector('[name=challenge]').value = 'made up'");
        await guess.Page.FillAsync("[name=code]", People.CodeOf(secret, ahead: 1));
        (await guess.Send("main button")).ShouldBe(401);
        answers.Add(await guess.Text("main .panel"));
        answers.Distinct().Count().ShouldBe(1);
        answers[0].ShouldContain("That code does not let you in.");
        await guess.Open("/desk/tray");
        guess.Path.ShouldBe("/sign-in");
    }

    [BrowserFact]
    public async Task Ones_sessions_are_listed_and_the_others_ended()
    {
        var (_, userName) = await site.Somebody(Roles.Agent);
        await using var here = await site.Visit();
        await using var there = await site.Visit();
        await using var elsewhere = await site.Visit();
        foreach (var visitor in new[] { here, there, elsewhere }) await visitor.SignIn(userName, People.Password);
        await site.CaughtUp();

        await here.Open("/desk/me");
        (await here.Count("form[action$='handler=End'] button")).ShouldBe(2);
        (await here.Count("td .badge.good")).ShouldBe(1);
        (await here.Send("form[action$='handler=End'] button")).ShouldBe(200);
        (await here.Text("[role=status]")).ShouldBe("Session ended.");
        (await here.Count("form[action$='handler=End'] button")).ShouldBe(1);
        (await here.Send("form[action*='handler=EndOthers'] button")).ShouldBe(200);
        (await here.Count("form[action$='handler=End'] button")).ShouldBe(0);

        foreach (var gone in new[] { there, elsewhere })
        {
            await gone.Open("/desk/tray");
            gone.Path.ShouldBe("/sign-in");
        }

        (await here.Open("/desk/tray")).ShouldBe(200);
        here.Path.ShouldBe("/desk/tray");
        here.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_password_is_changed_with_the_old_one_and_every_session_ends()
    {
        var (_, userName) = await site.Somebody(Roles.Agent);
        await using var visitor = await site.Visit();
        await visitor.SignIn(userName, People.Password);
        await visitor.Open("/desk/me");
        (await Change(visitor, "not the old one", "another long phrase 8")).ShouldBe(401);
        (await Change(visitor, People.Password, userName)).ShouldBeGreaterThanOrEqualTo(400);
        (await Change(visitor, People.Password, "another long phrase 8")).ShouldBe(200);
        visitor.Path.ShouldBe("/sign-in");
        await visitor.SignIn(userName, "another long phrase 8");
        visitor.Path.ShouldBe("/desk/tray");
    }

    private static async Task<string> Offer(Visitor visitor)
    {
        await visitor.Open("/desk/me");
        await visitor.Page.FillAsync("form[action*='handler=Offer'] [name=password]", People.Password);
        (await visitor.Send("form[action*='handler=Offer'] button")).ShouldBe(200);
        (await visitor.Attribute("a[href^='otpauth:']", "href"))!.ShouldStartWith("otpauth://totp/Crm:");
        return await visitor.Text("code.secret");
    }

    private static async Task<int> Change(Visitor visitor, string old, string password)
    {
        // The browser would hold back what is too short; whoever goes round it meets the rule itself.
        await visitor.Page.EvaluateAsync("document.querySelector(\"form[action*='handler=Password']\").noValidate = true");
        await visitor.Page.FillAsync("form[action*='handler=Password'] [name=old]", old);
        await visitor.Page.FillAsync("form[action*='handler=Password'] [name=password]", password);
        await visitor.Page.FillAsync("form[action*='handler=Password'] [name=again]", password);
        return await visitor.Send("form[action*='handler=Password'] button");
    }
}
