using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Kit;
using static Crm.Api.Tests.Collections.CollectionsHost;

namespace Crm.Api.Tests.Tasks;

/// <summary>Tasks through HTTP: by hand, by the agenda, and because a promise was broken.</summary>
public sealed class TaskTests(CollectionsHost host) : IClassFixture<CollectionsHost>
{
    [Fact]
    public async Task A_task_is_written_down_reminded_of_put_off_and_done()
    {
        var campaign = await host.Campaign();
        var (agent, id) = await host.Agent(campaign);
        var due = (await host.Now()).AddHours(30);
        var made = await agent.Command("/api/tasks", new { title = "Send the letter", campaignId = campaign, dueAt = due, priority = "high" });
        (await agent.Items("/api/tasks?person=me", made.Position)).Single().Text("title").ShouldBe("Send the letter");

        await host.Pass(1);
        var reminded = await agent.Read($"/api/tasks/{made.Id}");
        reminded.Text("remindedAt").ShouldNotBeNullOrEmpty();
        reminded.Text("fellDue").ShouldBe("false");
        await host.Pass(1);
        (await agent.Items("/api/tasks?person=me&due=overdue")).Single().Text("fellDue").ShouldBe("true");
        (await host.Scalar<long>($"select count(*) from mt_events where stream_id = '{made.Id}' and type in ('task_reminded', 'task_fell_due')")).ShouldBe(3);

        await agent.Command($"/api/tasks/{made.Id}/start");
        await agent.Command($"/api/tasks/{made.Id}/comments", new { text = "He moved" });
        var later = await agent.Command($"/api/tasks/{made.Id}/snooze", new { dueAt = (await host.Now()).AddDays(3), reason = "New address" });
        (await agent.Items("/api/tasks?person=me&due=overdue", later.Position)).ShouldBeEmpty();
        var counts = await agent.Read("/api/tasks/counts?person=me");
        (counts.Text("open"), counts.Text("inProgress"), counts.Text("overdue"), counts.Text("openByPriority.high")).ShouldBe(("1", "1", "0", "1"));

        var done = await agent.Command($"/api/tasks/{made.Id}/complete", new { notes = "Sent" });
        (await agent.Command($"/api/tasks/{made.Id}/complete", new { notes = "Sent" })).Version.ShouldBe(done.Version);
        (await agent.Items("/api/tasks?person=me", done.Position)).ShouldBeEmpty();
        (await agent.Items("/api/tasks?person=me&state=completed")).Single().Text("endedBy").ShouldBe(id.ToString());
        (await agent.Read("/api/tasks/counts?person=me")).Text("completionRate").ShouldBe("100");
        await (await agent.Send($"/api/tasks/{made.Id}/cancel", new { reason = "Late" })).ShouldBeProblem(409, "tasks.task-over");
    }

    [Fact]
    public async Task A_broken_promise_is_a_task_once_and_a_late_payment_calls_it_off()
    {
        var campaign = await host.Campaign();
        var (agent, id) = await host.Agent(campaign);
        var seeded = await host.Account(1_000_000, campaign, id);
        var today = await host.Today();
        var promise = await agent.Command("/api/collections/promises", new { accountId = seeded.Account, amount = Cop(300_000), dueOn = today.AddDays(1) });
        await host.Pass(12);

        var task = await Testing.Eventually.Some(async () => (await host.Administrator.Items($"/api/tasks?about={promise.Id}")).SingleOrDefault(), "the task is there");
        (task.Text("trigger"), task.Text("assigneeId"), task.Text("priority"), task.Text("debtorId")).ShouldBe(("brokenPromise", id.ToString(), "high", seeded.Debtor.ToString()));
        (await host.Administrator.Items($"/api/tasks?campaign={campaign}")).Count.ShouldBe(1);

        var payment = await agent.Command("/api/collections/payments", new { accountId = seeded.Account, provider = "PSE", reference = $"T{host.Next()}", amount = Cop(300_000), valueDate = await host.Today() });
        await host.Administrator.Command($"/api/collections/payments/{payment.Id}/confirm");
        await Testing.Eventually.True(async () => (await host.Administrator.Read($"/api/tasks/{task.Text("taskId")}")).Text("state") == "cancelled", "it is called off");
    }

    [Fact]
    public async Task Who_does_not_reach_a_task_cannot_touch_it_and_a_team_s_is_taken_by_who_begins()
    {
        var campaign = await host.Campaign();
        var team = Guid.CreateVersion7();
        await host.Administrator.Command($"/api/campaigns/{campaign}/teams", new { name = "Morning", teamId = team });
        var open = await host.Administrator.Command("/api/tasks", new { title = "Count the chairs", campaignId = campaign, teamId = team, forTeam = true });
        var supervisor = await host.SignedIn("supervisor", campaign);
        await host.CaughtUp();
        (await supervisor.Items("/api/tasks?person=none", open.Position)).Count.ShouldBe(1);

        var stranger = await host.SignedIn("supervisor", await host.Campaign());
        (await stranger.StatusOf($"/api/tasks/{open.Id}")).ShouldBe(404);
        foreach (var verb in (string[])["start", "complete"]) ((int)(await stranger.Send($"/api/tasks/{open.Id}/{verb}", verb == "start" ? null : new { })).StatusCode).ShouldBe(404);
        await (await host.Administrator.Send("/api/tasks", new { title = "x", campaignId = campaign, assigneeId = Guid.CreateVersion7() })).ShouldBeProblem(409, "tasks.assignee-not-in-campaign");
        await (await host.Administrator.Send("/api/tasks", new { title = "x", campaignId = campaign, teamId = Guid.CreateVersion7() })).ShouldBeProblem(409, "tasks.team-not-of-campaign");

        var begun = await supervisor.Command($"/api/tasks/{open.Id}/start");
        var mine = (await supervisor.Items("/api/tasks?person=me", begun.Position)).Single();
        (mine.Text("state"), mine.Text("teamId")).ShouldBe(("inProgress", team.ToString()));
    }

    [Fact]
    public async Task Erasing_a_person_leaves_no_text_about_him_in_tasks()
    {
        var campaign = await host.Campaign();
        var debtor = await host.Debtor(campaign);
        var made = await host.Administrator.Command("/api/tasks", new { title = "Call Zacarías", campaignId = campaign, debtorId = debtor });
        await host.CaughtUp();
        await host.Administrator.Command($"/api/privacy/subjects/{debtor}/erase", new { reason = "Asked for it" });

        await Testing.Eventually.True(async () => (await host.Administrator.Read($"/api/tasks/{made.Id}")).Text("title") == "[erased]", "its title is gone");
    }
}
