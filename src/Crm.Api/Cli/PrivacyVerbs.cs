using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Crm.Api.Audit;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Privacy;
using Crm.Domain.Kernel;
using Crm.Domain.Privacy.DataSubjects;
using Crm.Domain.Privacy.RetentionPolicies;

namespace Crm.Api.Cli;

/// <summary><c>privacy</c>: what may be kept about a person and for how long.</summary>
internal static class PrivacyVerbs
{
    private static readonly Argument<Guid> Subject = new("subject") { Description = "Id of the person: a debtor, a customer, a promised call, a lead, who asked for something, a user" };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why; it is recorded", Required = true };
    private static readonly Option<string?> Campaign = new("--campaign") { Description = "Code of a campaign; missing: the installation" };

    public static Command Make()
    {
        var hold = new Argument<Guid>("hold") { Description = "Id of the hold, as 'privacy show' names it" };
        var format = new Option<string>("--format") { Description = "json or html", DefaultValueFactory = _ => "json" };
        format.AcceptOnlyFromAmong("json", "html");
        var language = new Option<string>("--language") { Description = "es or en", DefaultValueFactory = _ => "es" };
        language.AcceptOnlyFromAmong("es", "en");
        var file = new Option<string?>("--out") { Description = "The file to write; missing: standard output" };
        var kind = new Option<string>("--kind") { Description = "As what they are known", DefaultValueFactory = _ => "debtor" };
        kind.AcceptOnlyFromAmong([.. Enum.GetNames<SubjectKind>().Select(name => name.ToLowerInvariant())]);
        var by = new Option<string?>("--by") { Description = "A date: who may be erased by then, 2027-01-31" };
        var years = Enum.GetValues<RecordKind>().ToDictionary(kind => kind, kind =>
            new Option<int?>($"--{kind.ToString().ToLowerInvariant()}") { Description = $"Years to keep what is of the kind {kind}" });

        return new Command("privacy", "What may be kept about a person, and for how long").With(
            new Command("show", "Whether a person's data may be erased, when, and what stands against it").With(Subject).Does(Show),
            new Command("erase", "Make everything personal about somebody unreadable for ever").With(Subject, Reason).Does(Erase),
            new Command("hold", "Keep everything about a person until the hold is released").With(Subject, Reason).Does(Hold),
            new Command("release", "Release a legal hold").With(Subject, hold, Reason).Does((verb, ct) => Release(verb, verb.Required(hold), ct)),
            new Command("export", "Everything there is about one person, with who read it").With(Subject, format, language, file)
                .Does((verb, ct) => Export(verb, verb.Value(format)!, verb.Value(language)!, verb.Value(file), ct)),
            new Command("erasable", "Persons whose data may be erased").With(Campaign, kind, by).Does((verb, ct) => Erasable(verb, verb.Value(kind)!, verb.Value(by), ct)),
            new Command("retention", "Show for how long what is kept; with years, set it").With([Campaign, .. years.Values])
                .Does((verb, ct) => Retention(verb, years, ct)));
    }

    private static async Task<int> Show(VerbContext verb, CancellationToken ct)
    {
        if (await verb.Get<SubjectQueries>().Find(verb.Required(Subject), refusal => refusal.Reason, ct) is not { } found) throw Unknown(verb);

        var standing = found.Standing;
        verb.Output.Result(standing, [
            standing.Erased ? "Erased." : standing.FreeOn is { } free ? $"May be erased on {free:yyyy-MM-dd}." : "May not be erased.",
            .. standing.Holds.Select(hold => $"Legal hold {hold.Id}: {hold.Reason}"),
            .. standing.Grounds.Select(ground => $"{ground.Code}: {ground.Reason}")]);
        return ExitCodes.Success;
    }

    private static async Task<int> Erase(VerbContext verb, CancellationToken ct)
    {
        var id = verb.Required(Subject);
        if (await Run(verb, "ErasePersonalData", verb.Get<PrivacyUnits>().Erase(id, verb.Value(Reason)!, null, null), ct) is not { } done) return ExitCodes.Failure;

        foreach (var record in await verb.Get<PrivacyUnits>().Together(id, ct))
        {
            await verb.Get<Erasures>().DestroyKey(record, ct);
            await verb.Get<Erasures>().EraseCopies(record, ct);
        }

        verb.Output.Result(new { id, done.Position, erased = done.Appended },
            done.Appended ? "Erased: the key is destroyed. Running hosts redact views and notes within seconds." : "Was erased already; the key is destroyed.");
        return ExitCodes.Success;
    }

    private static async Task<int> Hold(VerbContext verb, CancellationToken ct)
    {
        var (id, hold) = (verb.Required(Subject), Guid.CreateVersion7());
        if (await Run(verb, "PlaceLegalHold", verb.Get<PrivacyUnits>().Hold(id, hold, verb.Value(Reason)!, null, null), ct) is null) return ExitCodes.Failure;

        verb.Output.Result(new { id, hold }, $"Held. The hold's id is {hold}.");
        return ExitCodes.Success;
    }

    private static async Task<int> Release(VerbContext verb, Guid hold, CancellationToken ct)
    {
        var id = verb.Required(Subject);
        if (await Run(verb, "ReleaseLegalHold", verb.Get<PrivacyUnits>().Release(id, hold, verb.Value(Reason)!, null, null), ct) is not { } done) return ExitCodes.Failure;

        verb.Output.Result(new { id, hold, released = done.Appended }, done.Appended ? "Released." : "There is no such hold on him.");
        return ExitCodes.Success;
    }

    private static async Task<int> Export(VerbContext verb, string format, string language, string? file, CancellationToken ct)
    {
        var id = verb.Required(Subject);
        if (await verb.Get<SubjectFiles>().Find(id, language, refusal => refusal.Reason, ct) is not { } found) throw Unknown(verb);

        await verb.Get<AccessLog>().Record(AccessKind.SubjectExport, id.ToString(), new { format }, "command line", ct);
        var text = format is "html" ? SubjectPage.Of(found.File, language) : JsonSerializer.Serialize(found.File, ApiJson.Options);
        if (file is null) verb.Output.Plain.WriteLine(text);
        else await File.WriteAllTextAsync(file, text, ct);
        return ExitCodes.Success;
    }

    private static async Task<int> Erasable(VerbContext verb, string kind, string? by, CancellationToken ct)
    {
        DateOnly? date = by is null ? null
            : DateOnly.TryParseExact(by, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var given) ? given
            : throw new UsageException($"'{by}' is not a date like 2027-01-31.");
        var (found, cursor) = (new List<SubjectStanding>(), (string?)null);
        do
        {
            var (queries, everywhere, request) = (verb.Get<SubjectQueries>(), CallerScope.Nothing(default) with { All = true }, new PageRequest(PageRequest.MaxLimit, cursor));
            var page = Enum.Parse<SubjectKind>(kind, ignoreCase: true) is var of and not SubjectKind.Debtor
                ? await queries.ErasableOf(of, date, CampaignOf(verb), everywhere, request, refusal => refusal.Reason, ct)
                : await queries.Erasable(date, CampaignOf(verb), everywhere, request, refusal => refusal.Reason, ct);
            found.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        verb.Output.Table(found, ("subject", row => row.SubjectId), ("campaign", row => row.CampaignId), ("free on", row => row.FreeOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        return ExitCodes.Success;
    }

    private static async Task<int> Retention(VerbContext verb, Dictionary<RecordKind, Option<int?>> years, CancellationToken ct)
    {
        var (campaign, records) = (CampaignOf(verb), verb.Get<SubjectRecords>());
        var terms = await records.Terms(campaign, ct);
        int Of(RecordKind kind) => verb.Value(years[kind]) ?? terms.YearsOf(kind);
        var asked = new RetentionTerms(Of(RecordKind.Account), Of(RecordKind.Payment), Of(RecordKind.Agreement), Of(RecordKind.Contact), Of(RecordKind.Staff), Of(RecordKind.Sale));
        if (asked != terms && await Run(verb, "SetRetentionPolicy", verb.Get<PrivacyUnits>().SetRetention(campaign, asked, null), ct) is null) return ExitCodes.Failure;

        verb.Output.Result(asked, Enum.GetValues<RecordKind>().Select(kind => $"{kind}: {asked.YearsOf(kind).ToString(CultureInfo.InvariantCulture)} years"));
        return ExitCodes.Success;
    }

    private static CampaignId? CampaignOf(VerbContext verb) => verb.Value(Campaign) is { } code ? verb.Get<NaturalKeys>().Campaign(code) : null;

    private static UsageException Unknown(VerbContext verb) => new($"There is no such person: {verb.Required(Subject)}.");

    private static async Task<CommandOutcome.Done?> Run(
        VerbContext verb, string command, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, CancellationToken ct)
    {
        switch (await verb.Get<CommandRunner>().Run(new CommandOrigin(command, CausationId: "command line"), decide, ct))
        {
            case CommandOutcome.Done done: return done;
            case CommandOutcome.NotFound: throw new UsageException("There is no such person or campaign.");
            case CommandOutcome.Refused refused: verb.Output.Error($"{refused.Refusal.Code}: {refused.Refusal.Reason}"); return null;
            case var other: verb.Output.Error($"{command} ended as {other}."); return null;
        }
    }
}
