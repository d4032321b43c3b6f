using System.Net;
using System.Net.Http.Json;
using Crm.Api.Http;
using Crm.Api.Identity.Agents;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Kit;
using Crm.Domain.Identity;
using Crm.Domain.Identity.Agents;
using Crm.Projections.Identity;

namespace Crm.Api.Tests.Identity;

[Collection(OneOffice.Name)]
public sealed class AgentDayTests(CollectionsHost host)
{
    [Fact]
    public async Task An_agents_day_is_his_own_to_run_and_his_supervisors_to_see()
    {
        var campaign = await host.Campaign();
        var (agent, id) = await host.Agent(campaign);
        var (colleague, _) = await host.Agent(campaign);
        var (supervisor, _) = await host.Agent(campaign, Roles.Supervisor);
        var (stranger, _) = await host.Agent(await host.Campaign(), Roles.Supervisor);

        await (await agent.Post($"/api/identity/agents/{id}/state", new { state = "busy" })).ShouldBeProblem(409, "identity.not-clocked-in");
        (await agent.Post($"/api/identity/agents/{id}/clock-in", new { campaignId = (Guid?)null })).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await agent.Post($"/api/identity/agents/{id}/state", new { state = "busy" })).EnsureSuccessStatusCode();
        (await colleague.Post($"/api/identity/agents/{id}/clock-out")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.Post($"/api/identity/agents/{id}/clock-out")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await (await agent.Post($"/api/identity/agents/{id}/state", new { state = "break" })).ShouldBeProblem(400, "invalid");

        await host.CaughtUp();
        var seen = (await supervisor.GetFromJsonAsync<Page<AgentAnswer>>("/api/identity/agents", ApiJson.Options))!.Items.Single(row => row.UserId == id);
        (seen.State, seen.BusyByHimself, seen.TakesWork).ShouldBe((AgentState.Busy, true, false));
        (await stranger.GetFromJsonAsync<Page<AgentAnswer>>("/api/identity/agents", ApiJson.Options))!.Items.ShouldBeEmpty();

        (await agent.Post($"/api/identity/agents/{id}/pause", new { type = "lunch" })).EnsureSuccessStatusCode();
        (await agent.Post($"/api/identity/agents/{id}/clock-out")).EnsureSuccessStatusCode();
        await (await agent.Post($"/api/identity/agents/{id}/clock-in", new { campaignId = campaign })).ShouldBeProblem(409, "identity.clocked-out-today");
        await host.CaughtUp();
        var day = (await supervisor.GetFromJsonAsync<Page<WorkDayRow>>($"/api/identity/work-days?user={id}", ApiJson.Options))!.Items.Single();
        (day.Cause, day.Pauses.Single().Type).ShouldBe((WorkDayEnd.ClockedOut, PauseType.Lunch));
    }

    [Fact]
    public async Task A_day_that_was_left_open_is_closed_at_night_by_the_agenda()
    {
        var (agent, id) = await host.Agent(await host.Campaign());
        (await agent.Post($"/api/identity/agents/{id}/clock-in", new { campaignId = (Guid?)null })).EnsureSuccessStatusCode();
        await host.Pass(days: 1);

        var day = (await host.Administrator.GetFromJsonAsync<Page<WorkDayRow>>($"/api/identity/work-days?user={id}", ApiJson.Options))!.Items.Single();
        day.Cause.ShouldBe(WorkDayEnd.ClosedAtNight);
        day.StaffedSeconds.ShouldBe((long)(day.EndedAt!.Value - day.StartedAt).TotalSeconds);
        (await host.Scalar<decimal>($"select sum(n) from crm_counter_staffed_time_1 where agent = '{id}' and measure = 'staffed_seconds'")).ShouldBe(day.StaffedSeconds);
    }

    [Fact]
    public async Task Nobody_works_for_a_campaign_that_is_not_his()
    {
        var (agent, id) = await host.Agent(await host.Campaign());
        await (await agent.Post($"/api/identity/agents/{id}/clock-in", new { campaignId = await host.Campaign() })).ShouldBeProblem(409, "identity.campaign-not-his");
    }
}
