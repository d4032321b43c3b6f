using System.CommandLine;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Identity.Agents;
using Crm.Api.Queries;
using Crm.Domain.Identity.Agents;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.Projections.Identity;

namespace Crm.Api.Cli;

/// <summary><c>agents</c>: who is there and takes work.</summary>
internal static class AgentVerbs
{
    private static readonly CallerScope Everywhere = CallerScope.Nothing(default) with { All = true };
    private static readonly Argument<string> User = new("user-name") { Description = "The agent, by the name he signs in with" };
    private static readonly Option<string?> Campaign = new("--campaign") { Description = "Code of the campaign he works for today; who works for one only may leave it out" };
    private static readonly Option<PauseType> Type = new("--type") { Description = "lunch, break, bathroom, meeting, other", DefaultValueFactory = _ => PauseType.Break };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Why" };

    public static Command Make() => new Command("agents", "Who is there and takes work").With(
        new Command("list", "Agents who have clocked in at least once, with their state").Does(List),
        new Command("clock-in", "Begin an agent's working day").With(User, Campaign).Does(ClockIn),
        new Command("clock-out", "End an agent's working day, its pause too").With(User)
            .Does((verb, ct) => Change(verb, "ClockOut", (agent, now) => ClockOutHandler.Handle(new(now), agent), ct)),
        new Command("pause", "Begin a pause").With(User, Type, Reason)
            .Does((verb, ct) => Change(verb, "StartPause", (agent, now) => StartPauseHandler.Handle(new(verb.Value(Type), verb.Value(Reason), now), agent), ct)),
        new Command("resume", "End the pause").With(User).Does((verb, ct) => Change(verb, "EndPause", (agent, now) => EndPauseHandler.Handle(new(now), agent), ct)));

    private static async Task<int> List(VerbContext verb, CancellationToken ct)
    {
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var views = verb.Get<ViewReader>();
        var rows = (await views.Query<string>($"select data::text from {DocumentTable.Of<AgentBoard>()} order by campaign_id, state, id", null, ct)).Select(views.Read<AgentOnBoard>).ToList();
        var names = await verb.Get<UserReader>().Names([.. rows.Select(row => row.UserId.Value)], ct);
        verb.Output.Table(
            [.. rows.Select(AgentAnswer.Of)], ("agent", agent => names.GetValueOrDefault(agent.UserId)), ("state", agent => agent.State.ToString().ToLowerInvariant()), ("since", agent => agent.Since),
            ("working", agent => agent.Working), ("pause", agent => agent.Pause?.ToString().ToLowerInvariant()), ("takes work", agent => agent.TakesWork), ("campaign", agent => agent.CampaignId),
            ("id", agent => agent.UserId));
        return ExitCodes.Success;
    }

    private static async Task<int> ClockIn(VerbContext verb, CancellationToken ct)
    {
        CampaignId? campaign = verb.Value(Campaign) is { } code ? verb.Get<NaturalKeys>().Campaign(code) : null;
        return await Run(verb, "ClockIn", verb.Get<AgentUnits>().ClockIn(await Find(verb, ct), campaign, new(Everywhere)), ct);
    }

    private static async Task<int> Change(VerbContext verb, string command, Func<Agent, BusinessMoment, Decision> decide, CancellationToken ct) =>
        await Run(verb, command, verb.Get<AgentUnits>().Of(await Find(verb, ct), new(Everywhere), decide), ct);

    private static async Task<int> Run(VerbContext verb, string command, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, CancellationToken ct)
    {
        await verb.Get<BusinessClockStore>().Read(ct);
        if (await Commanding.Run(verb, command, decide, ct) is not { } done) return ExitCodes.Failure;
        verb.Output.Result(new { id = done.Id, done.Appended }, done.Appended ? "Done." : "It was so already.");
        return ExitCodes.Success;
    }

    private static async Task<UserId> Find(VerbContext verb, CancellationToken ct) =>
        await verb.Get<UserReader>().IdOf(verb.Required(User), ct) ?? throw new UsageException($"There is no user '{verb.Required(User)}'.");
}
