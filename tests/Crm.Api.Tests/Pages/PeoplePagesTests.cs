using System.Net;
using Crm.Api.Hosting;
using Crm.Api.Tests.Pages.Kit;
using Crm.Domain.Identity;

namespace Crm.Api.Tests.Pages;

/// <summary>What administrators do: users, roles, keys and addresses.</summary>
[Collection(PagesCollection.Name)]
public sealed class PeoplePagesTests(PagesFixture site)
{
    [BrowserFact]
    public async Task A_user_is_invited_given_a_role_and_a_link_with_which_he_sets_his_password_once()
    {
        await using var admin = await site.VisitAs("admin");
        await admin.Open("/desk/users");
        await admin.Page.ClickAsync("details[data-key='1'] summary");
        await admin.Page.FillAsync("[name=userName]", "nueva.persona");
        await admin.Page.FillAsync("[name=fullName]", "Nueva Persona");
        (await admin.Send("form[action*='handler=Invite'] button")).ShouldBe(200);
        (await admin.Text("h1")).ShouldBe("Nueva Persona nueva.persona Invited");

        await admin.Page.ClickAsync("details[data-key='1'] summary");
        (await admin.Page.Locator("select[name=role] option:disabled").AllInnerTextsAsync()).ShouldContain(text => text.StartsWith(Roles.SuperAdministrator, StringComparison.Ordinal));
        await admin.Page.SelectOptionAsync("form[action*='handler=Grant'] [name=role]", Roles.Agent);
        (await admin.Send("form[action*='handler=Grant'] button")).ShouldBe(200);
        (await admin.Text("[role=status]")).ShouldBe("Role granted.");

        var page = admin.Page.Url;
        (await admin.Send("form[action*='handler=Link'] button")).ShouldBe(200);
        var link = await admin.Text("#link");
        await admin.Open(page);
        (await admin.Page.ContentAsync()).ShouldNotContain(new Uri(link).Query["?token=".Length..]);

        await using var person = await site.Visit();
        await person.Open(new Uri(link).PathAndQuery);
        await person.Page.FillAsync("[name=password]", People.Password);
        await person.Page.FillAsync("[name=again]", People.Password);
        (await person.Send("form[action='/set-password'] button")).ShouldBe(200);
        await person.SignIn("nueva.persona", People.Password);
        person.Path.ShouldBe("/desk/tray");

        await using var thief = await site.Visit();
        await thief.Open(new Uri(link).PathAndQuery);
        await thief.Page.FillAsync("[name=password]", "somebody else's phrase");
        await thief.Page.FillAsync("[name=again]", "somebody else's phrase");
        (await thief.Send("form[action='/set-password'] button")).ShouldBe(401);
        admin.Complaints.ShouldBeEmpty();
        person.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task His_data_skills_and_capacity_are_changed_and_what_another_changed_meanwhile_is_not_overwritten()
    {
        var (id, _) = await site.Somebody(Roles.Agent, "Persona de Antes");
        await using var admin = await site.VisitAs("admin");
        await using var slower = await site.VisitAs("super");
        await admin.Open($"/desk/users/{id}");
        await slower.Open($"/desk/users/{id}");

        await admin.Page.ClickAsync("details[data-key='2'] summary");
        await admin.Page.FillAsync("form[action*='handler=Profile'] [name=fullName]", "Persona de Ahora");
        await admin.Page.FillAsync("form[action*='handler=Profile'] [name=email]", "ahora@example.com");
        (await admin.Send("form[action*='handler=Profile'] button")).ShouldBe(200);
        (await admin.Text("[role=status]")).ShouldBe("Data changed.");
        (await admin.Text("h1")).ShouldStartWith("Persona de Ahora");

        await slower.Page.ClickAsync("details[data-key='2'] summary");
        await slower.Page.FillAsync("form[action*='handler=Profile'] [name=fullName]", "Persona Perdida");
        (await slower.Send("form[action*='handler=Profile'] button")).ShouldBe(412);
        (await slower.Text("h1")).ShouldStartWith("Persona de Ahora");

        await admin.Page.ClickAsync("details[data-key='3'] summary");
        await admin.Page.FillAsync("[name=skills]", "legal, English, legal");
        (await admin.Send("form[action*='handler=Skills'] button")).ShouldBe(200);
        await admin.Page.ClickAsync("details[data-key='3'] summary");
        await admin.Page.FillAsync("[name=capacity]", "7");
        (await admin.Send("form[action*='handler=Capacity'] button")).ShouldBe(200);
        var facts = await admin.Text("dl.facts");
        facts.ShouldContain("english, legal");
        facts.ShouldContain("Conversations at a time 7");
        admin.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Whoever_may_not_pass_a_closed_list_is_refused_in_the_same_words_as_who_shows_a_wrong_code()
    {
        await using var visitor = await site.Visit();
        var answers = new List<string>();
        foreach (var user in new[] { "agent", "super", "nobody-of-this-name" })
        {
            await visitor.Open("/pass-closed-list");
            await visitor.Page.FillAsync("[name=userName]", user);
            await visitor.Page.FillAsync("[name=password]", DemoUsers.Password);
            await visitor.Page.FillAsync("[name=code]", "000000");
            (await visitor.Send("main button")).ShouldBe(401);
            answers.Add(await visitor.Text("[role=alert]"));
        }

        answers.Distinct().ShouldHaveSingleItem().ShouldBe("That does not let you in.");
        visitor.Path.ShouldBe("/pass-closed-list");
        visitor.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Suspending_ends_his_sessions_and_reactivating_lets_him_in_again()
    {
        var (id, userName) = await site.Somebody(Roles.Agent);
        await using var person = await site.Visit();
        await person.SignIn(userName, People.Password);
        await using var admin = await site.VisitAs("admin");
        await admin.Open($"/desk/users/{id}");
        await admin.Page.ClickAsync("details:has(form[action*='handler=Suspend']) summary");
        await admin.Page.FillAsync("form[action*='handler=Suspend'] [name=reason]", "Left the company");
        (await admin.Send("form[action*='handler=Suspend'] button")).ShouldBe(200);
        (await admin.Text("h1 .badge")).ShouldBe("Suspended");

        await person.Open("/desk/tray");
        person.Path.ShouldBe("/sign-in");
        (await admin.Send("form[action*='handler=Reactivate'] button")).ShouldBe(200);
        (await admin.Text("h1 .badge")).ShouldBe("Active");
        await person.SignIn(userName, People.Password);
        person.Path.ShouldBe("/desk/tray");
    }

    [BrowserFact]
    public async Task An_administrator_can_do_nothing_to_who_stands_above_him()
    {
        var (id, _) = await site.Somebody(Roles.SuperAdministrator);
        await using var admin = await site.VisitAs("admin");
        await admin.Open($"/desk/users/{id}");
        (await admin.Text("main .notice")).ShouldContain("He holds what you do not");
        (await admin.Count("form[action*='handler=Link'], form[action*='handler=Suspend'], form[action*='handler=Factor']")).ShouldBe(0);

        await admin.Open($"/desk/roles/{Roles.SuperAdministrator}");
        (await admin.Count("select[name^='cell.']:not(:disabled)")).ShouldBe(0);
    }

    [BrowserFact]
    public async Task A_role_is_changed_cell_by_cell_and_felt_at_once_and_what_one_lacks_is_disabled()
    {
        using var super = await site.Api("super");
        await super.Done("/api/identity/roles", new { role = "pages-role", label = "Of a page", permissions = new[] { new { permission = "reports:read", reach = "campaign" } } });
        var (_, userName) = await site.Somebody("pages-role");
        await using var person = await site.Visit();
        await person.SignIn(userName, People.Password);
        (await person.Open("/desk/kpis")).ShouldBe(200);

        await using var admin = await site.VisitAs("admin");
        await admin.Open("/desk/roles/pages-role");
        (await admin.Value("[name='cell.reports:read']")).ShouldBe("Campaign");
        (await admin.Count("[name='cell.users:grant-super-administrator']:disabled")).ShouldBe(1);
        await admin.Page.SelectOptionAsync("[name='cell.reports:read']", "");
        await admin.Page.SelectOptionAsync("[name='cell.audit:read']", "All");
        (await admin.Send("form[action*='handler=Change'] button")).ShouldBe(200);
        (await admin.Text("[role=status]")).ShouldBe("Permissions saved.");
        (await admin.Value("[name='cell.audit:read']")).ShouldBe("All");

        (await person.Open("/desk/kpis")).ShouldBe(403);
        (await person.Open("/desk/audit")).ShouldBe(200);

        // Round the disabled cell: the domain refuses what the administrator does not hold.
        await admin.Page.EvaluateAsync("document.querySelector(\"[name='cell.users:grant-super-administrator']\").disabled = false");
        await admin.Page.SelectOptionAsync("[name='cell.users:grant-super-administrator']", "All");
        (await admin.Send("form[action*='handler=Change'] button")).ShouldBe(409);
        (await admin.Text("[role=alert]")).ShouldNotBeEmpty();
        admin.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_key_is_shown_once_opens_the_API_and_is_revoked()
    {
        var (_, userName) = await site.Somebody(Roles.ApiClient);
        await using var admin = await site.VisitAs("super");
        await admin.Open("/desk/api-keys");
        await admin.Page.ClickAsync("details[data-key='1'] summary");
        await admin.Page.FillAsync("[name=user]", userName);
        await admin.Page.FillAsync("form[action*='handler=Issue'] [name=label]", "Of a page's test");
        await admin.Page.CheckAsync("input[name=permissions][value='imports:read']");
        (await admin.Send("form[action*='handler=Issue'] button")).ShouldBe(200);
        var key = await admin.Text("#key");
        (await Me(key)).ShouldBe(HttpStatusCode.OK);

        await site.CaughtUp();
        await admin.Open("/desk/api-keys");
        (await admin.Page.ContentAsync()).ShouldNotContain(key);
        await admin.Page.ClickAsync("tr:has-text(\"Of a page's test\") details:has(form[action*='handler=Revoke']) summary");
        await admin.Page.FillAsync("tr:has-text(\"Of a page's test\") form[action*='handler=Revoke'] [name=reason]", "Not needed");
        (await admin.Send("tr:has-text(\"Of a page's test\") form[action*='handler=Revoke'] button")).ShouldBe(200);
        (await admin.Text("tr:has-text(\"Of a page's test\") .badge")).ShouldBe("Revoked");
        (await Me(key)).ShouldBe(HttpStatusCode.Unauthorized);
        admin.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_list_that_would_shut_its_own_author_out_is_refused_and_one_with_his_address_is_kept()
    {
        await using var admin = await site.VisitAs("super");
        await admin.Open("/desk/addresses");
        (await Allow(admin, "203.0.113.0/24", "Somewhere else")).ShouldBe(409);
        (await admin.Value("form[action*='handler=Allow'] [name=network]")).ShouldBe("203.0.113.0/24");
        (await Allow(admin, "127.0.0.0/8", "This machine")).ShouldBe(200);
        (await admin.Text("h1 .badge")).ShouldBe("Closed list");
        (await admin.Text("table")).ShouldContain("This machine");

        await admin.Page.ClickAsync("tr:has-text('This machine') summary");
        await admin.Page.FillAsync("tr:has-text('This machine') [name=reason]", "Only a test");
        (await admin.Send("tr:has-text('This machine') button.danger")).ShouldBe(200);
        (await admin.Text("h1 .badge")).ShouldBe("Open");
        admin.Complaints.ShouldBeEmpty();
    }

    private async Task<HttpStatusCode> Me(string key)
    {
        using var program = site.Client();
        program.DefaultRequestHeaders.Add("X-Api-Key", key);
        return (await program.GetAsync(new Uri("/api/identity/me", UriKind.Relative))).StatusCode;
    }

    private static async Task<int> Allow(Visitor visitor, string network, string description)
    {
        await visitor.Page.FillAsync("form[action*='handler=Allow'] [name=network]", network);
        await visitor.Page.FillAsync("form[action*='handler=Allow'] [name=description]", description);
        return await visitor.Send("form[action*='handler=Allow'] button");
    }
}
