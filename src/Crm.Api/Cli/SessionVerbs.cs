using System.CommandLine;
using Crm.Api.Identity;
using Crm.Domain.Identity.Sessions;
using Crm.EventStore.Projecting;

namespace Crm.Api.Cli;

/// <summary><c>sessions</c>: who is signed in. All of a user's end with <c>users end-sessions</c>.</summary>
internal static class SessionVerbs
{
    private static readonly Argument<string> User = new("user-name") { Description = "Whose" };
    private static readonly Argument<Guid> Session = new("session") { Description = "Id of the session, as 'sessions list' shows it" };

    public static Command Make() => new Command("sessions", "Who is signed in").With(
        new Command("list", "A user's sessions that count").With(User).Does(List),
        new Command("end", "End a session, on every host").With(Session).Does(End));

    private static async Task<int> List(VerbContext verb, CancellationToken ct)
    {
        var user = await verb.Get<UserReader>().IdOf(verb.Required(User), ct) ?? throw new UsageException($"There is no user '{verb.Required(User)}'.");
        await verb.Get<ProjectionEngine>().Prepare(ct);
        verb.Output.Table(
            await verb.Get<SessionReader>().Of(user, Guid.Empty, ct), ("session", session => session.Id), ("opened", session => session.OpenedAt), ("seen", session => session.LastSeenAt),
            ("ends", session => session.ExpiresAt), ("address", session => session.Address), ("device", session => session.Device), ("with", session => session.With),
            ("past a closed list", session => session.PassedClosedList));
        return ExitCodes.Success;
    }

    private static async Task<int> End(VerbContext verb, CancellationToken ct)
    {
        var id = verb.Required(Session);
        if (await Commanding.Run(verb, "EndSession", SessionUnits.End(id, new(SessionEnd.EndedFromOutside), null), ct) is not { } done) return ExitCodes.Failure;
        verb.Output.Result(new { id, ended = done.Appended }, done.Appended ? "The session has ended." : "It had ended already.");
        return ExitCodes.Success;
    }
}
