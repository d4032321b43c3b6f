using System.CommandLine;
using System.Globalization;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Identity;
using Crm.Domain.Identity.Users;
using Crm.Domain.Kernel;
using Crm.Api.Hosting;
using Npgsql;
using Dapper;
using Spectre.Console;

namespace Crm.Api.Cli;

/// <summary><c>users</c>: who may sign in. The first super administrator is made here.</summary>
internal static class UserVerbs
{
    private static readonly Argument<string> Name = new("user-name") { Description = "The name he signs in with" };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why", Required = true };
    private static readonly Option<bool> PasswordFromInput = new("--password-stdin") { Description = "Read the password from standard input" };

    private static readonly Option<FileInfo> OutFile = new("--out") { Description = "The file to write", Required = true };
    private static readonly Option<string> Format = Choice("--format", "csv or xlsx", "csv", "xlsx");
    private static readonly Option<string> InSpanish = Choice("--headers", "Language of the headers: es or en", "es", "en");

    public static Command Make()
    {
        var fullName = new Option<string?>("--full-name") { Description = "His name; the user name when missing" };
        var email = new Option<string?>("--email") { Description = "His e-mail address" };
        var language = new Option<string>("--language") { Description = "es or en", DefaultValueFactory = _ => "es" };
        language.AcceptOnlyFromAmong("es", "en");
        var zone = new Option<string>("--zone") { Description = "IANA zone of his wall clock", DefaultValueFactory = _ => "America/Bogota" };
        var role = new Option<string?>("--role") { Description = "A role to grant at once, everywhere: " + string.Join(", ", Roles.All) };
        var roleName = new Argument<string>("role") { Description = string.Join(", ", Roles.All) };
        var campaign = new Option<string?>("--campaign") { Description = "Code of the campaign it holds in; missing: everywhere" };
        var until = new Option<string?>("--until") { Description = "Instant at which it lapses, ISO 8601" };

        return new Command("users", "Who may sign in").With(
            new Command("create", "Make a user, with a password from a prompt or standard input")
                .With(Name, fullName, email, language, zone, role, PasswordFromInput)
                .Does((verb, ct) => Create(verb, new(verb.Value(fullName), verb.Value(email), verb.Value(language)!, verb.Value(zone)!, verb.Value(role)), ct)),
            new Command("set-password", "Set a user's password; his sessions end").With(Name, PasswordFromInput).Does(SetPassword),
            new Command("grant", "Grant a role").With(Name, roleName, campaign, until)
                .Does((verb, ct) => Grant(verb, verb.Required(roleName), verb.Value(campaign), verb.Value(until), ct)),
            new Command("reset-link", "A token with which the user sets a new password, once; shown now and never again").With(Name).Does(ResetLink),
            new Command("reset-second-factor", "A user lost his authenticator: it no longer counts, and his sessions end").With(Name, Reason)
                .Does((verb, ct) => Change(verb, "ResetSecondFactor", id => verb.Get<UserUnits>().ResetSecondFactor(id, verb.Value(Reason)!, null), "The second factor no longer counts.", ct)),
            new Command("end-sessions", "End all of a user's sessions").With(Name, Reason)
                .Does((verb, ct) => Change(verb, "EndUserSessions", id => verb.Get<UserUnits>().EndSessions(id, verb.Value(Reason)!, null), "The user's sessions have ended.", ct)),
            new Command("suspend", "Suspend a user; his sessions end").With(Name, Reason)
                .Does((verb, ct) => Change(verb, "SuspendUser", id => verb.Get<UserUnits>().Suspend(id, verb.Value(Reason)!, null), "The user is suspended.", ct)),
            new Command("reactivate", "Let a suspended user sign in again").With(Name)
                .Does((verb, ct) => Change(verb, "ReactivateUser", id => verb.Get<UserUnits>().Reactivate(id, null), "The user may sign in again.", ct)),
            new Command("close", "A user left for good: his name is free again").With(Name, Reason)
                .Does((verb, ct) => Change(verb, "CloseUser", id => verb.Get<UserUnits>().Close(id, verb.Value(Reason)!, null), "The user is closed.", ct)),
            new Command("list", "Every user with his roles").Does(List),
            new Command("export", "Every user as a table to take away; it is put on record").With(OutFile, Format, InSpanish).Does(Export));
    }

    private static async Task<int> Change(
        VerbContext verb, string command, Func<UserId, Func<CommandUnit, CancellationToken, Task<UnitDecision>>> decide, string done, CancellationToken ct)
    {
        if (await Run(verb, command, decide(await Find(verb, ct)), ct) is not { } outcome) return ExitCodes.Failure;
        verb.Output.Result(new { id = outcome.Id, outcome.Appended }, done);
        return ExitCodes.Success;
    }

    private static async Task<int> ResetLink(VerbContext verb, CancellationToken ct)
    {
        var (token, expires, decide) = verb.Get<UserUnits>().OfferReset(await Find(verb, ct), null);
        if (await Run(verb, "OfferPasswordReset", decide, ct) is null) return ExitCodes.Failure;
        verb.Output.Result(new { token, expiresAt = expires }, [token, $"Good once, until {expires:u}. It is shown now and never again."]);
        return ExitCodes.Success;
    }

    private sealed record NewUser(string? FullName, string? Email, string Language, string Zone, string? Role);

    private static async Task<int> Create(VerbContext verb, NewUser user, CancellationToken ct)
    {
        if (user.Role is not null) await RequireRole(verb, user.Role, ct);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(user.Zone, out _)) throw new UsageException($"There is no zone '{user.Zone}'.");

        var name = verb.Required(Name);
        var password = ReadPassword(verb);
        // Before anything is written: a user without a password would be left behind.
        if ((PasswordRules.Check(password, name, user.FullName) ?? verb.Get<CommonPasswords>().Check(password)) is { } refusal) return Commanding.Refused(verb, refusal);

        var units = verb.Get<UserUnits>();
        var id = new UserId(Guid.CreateVersion7());
        if (await Run(verb, "InviteUser", units.Invite(id, name, user.FullName ?? name, user.Email, user.Language, user.Zone), ct) is not { } invited) return ExitCodes.Failure;
        if (await Run(verb, "SetPassword", units.SetPassword(id, password, null), ct) is null) return ExitCodes.Failure;
        if (user.Role is { } role && await Run(verb, "GrantRole", units.Grant(id, Guid.CreateVersion7(), role, null, null, null, null, null, mayGrant: true), ct) is null)
            return ExitCodes.Failure;

        verb.Output.Result(new { id = invited.Id, userName = name, user.Role }, $"Made {name} ({invited.Id}){(user.Role is null ? "" : " as " + user.Role)}.");
        return ExitCodes.Success;
    }

    private static async Task<int> SetPassword(VerbContext verb, CancellationToken ct)
    {
        var id = await Find(verb, ct);
        var password = ReadPassword(verb);
        if (await Run(verb, "SetPassword", verb.Get<UserUnits>().SetPassword(id, password, null), ct) is not { } done) return ExitCodes.Failure;

        verb.Output.Result(new { id = done.Id, done.Version }, "The password is set; the user's sessions have ended.");
        return ExitCodes.Success;
    }

    private static async Task<int> Grant(VerbContext verb, string role, string? campaign, string? until, CancellationToken ct)
    {
        await RequireRole(verb, role, ct);
        DateTimeOffset? lapses = until is null ? null
            : DateTimeOffset.TryParse(until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.ToUniversalTime()
            : throw new UsageException($"'{until}' is not an instant like 2027-01-31T00:00:00Z.");
        var id = await Find(verb, ct);
        CampaignId? campaignId = campaign is null ? null : await Campaign(verb, campaign, ct);
        var grant = verb.Get<UserUnits>().Grant(id, Guid.CreateVersion7(), role, campaignId, null, null, lapses, null, mayGrant: true);
        if (await Run(verb, "GrantRole", grant, ct) is not { } done) return ExitCodes.Failure;

        verb.Output.Result(new { id = done.Id, role, granted = done.Appended }, done.Appended ? $"Granted {role}." : $"Held {role} already.");
        return ExitCodes.Success;
    }

    private static async Task<int> List(VerbContext verb, CancellationToken ct)
    {
        await using var connection = await verb.Get<NpgsqlDataSource>().OpenConnectionAsync(ct);
        var ids = await connection.QueryAsync<Guid>(new("select id from mt_streams where type = 'user' order by created, id", cancellationToken: ct));
        var reader = verb.Get<UserReader>();
        var users = new List<UserAnswer>();
        foreach (var id in ids) users.Add(UserAnswer.Of((await reader.Find(new(id), ct))!));

        verb.Output.Table(
            users, ("user", user => user.UserName), ("name", user => user.FullName), ("status", user => user.Status.ToString().ToLowerInvariant()),
            ("roles", user => string.Join(", ", user.Roles.Select(grant => grant.Role + (grant.CampaignId is { } campaign ? $"@{campaign}" : "")))), ("id", user => user.Id));
        return ExitCodes.Success;
    }

    private static async Task<int> Export(VerbContext verb, CancellationToken ct)
    {
        await verb.Get<EventStore.Projecting.ProjectionEngine>().Prepare(ct);
        var (file, format) = (verb.Value(OutFile)!, verb.Value(Format) is "xlsx" ? Files.ExportFormat.Xlsx : Files.ExportFormat.Csv);
        long rows;
        await using (var stream = file.Create()) rows = await verb.Get<UserExport>().WriteAll(format, stream, verb.Value(InSpanish) is "es", ct);
        verb.Output.Result(new { file = file.FullName, rows }, $"{file.FullName}: {rows} users");
        return ExitCodes.Success;
    }

    private static async Task RequireRole(VerbContext verb, string role, CancellationToken ct)
    {
        var known = (await verb.Get<IdentityRules>().Get(ct)).Roles.Roles;
        if (!known.Contains(role)) throw UsageException.Unknown("role", role, known);
    }

    private static async Task<UserId> Find(VerbContext verb, CancellationToken ct) =>
        await verb.Get<UserReader>().IdOf(verb.Required(Name), ct) ?? throw new UsageException($"There is no user '{verb.Required(Name)}'.");

    private static async Task<CampaignId> Campaign(VerbContext verb, string code, CancellationToken ct)
    {
        var id = verb.Get<NaturalKeys>().Campaign(code);
        await using var connection = await verb.Get<NpgsqlDataSource>().OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new("select exists (select from mt_streams where id = @id)", new { id = id.Value }, cancellationToken: ct))
            ? id
            : throw new UsageException($"There is no campaign '{code}'.");
    }

    private static Task<CommandOutcome.Done?> Run(
        VerbContext verb, string command, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, CancellationToken ct) => Commanding.Run(verb, command, decide, ct);

    private static Option<string> Choice(string name, string description, params string[] choices)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => choices[0] };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }

    // Never an option: the shell's history and the process list would keep it.
    private static string ReadPassword(VerbContext verb)
    {
        var surroundings = CliSurroundings.Of(verb.Parsed);
        if (verb.Parsed.GetValue(PasswordFromInput) || !surroundings.IsInputTyped)
            return surroundings.Input.ReadLine() ?? throw new UsageException("There is no password on standard input.");

        var first = AnsiConsole.Prompt(new TextPrompt<string>("Password:").Secret());
        return first == AnsiConsole.Prompt(new TextPrompt<string>("Again:").Secret()) ? first : throw new UsageException("The two are not the same.");
    }
}
