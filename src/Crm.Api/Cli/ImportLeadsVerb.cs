using System.CommandLine;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Api.TelecomSales.Leads;
using Crm.Domain.Campaigns;
using Crm.Domain.TelecomSales.LeadBases;
using Crm.Domain.TelecomSales.LeadImports;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;

namespace Crm.Api.Cli;

/// <summary><c>import leads</c>: a file of leads into its base.</summary>
internal static class ImportLeadsVerb
{
    private static readonly Option<string> Base = new("--base") { Description = "Name of the base; opened when it is new", Required = true };
    private static readonly Option<string> Kind = new("--kind") { Description = "prepaid (by phone) or upgrade (by registration number)", Required = true };
    private static readonly Option<bool> Partial = new("--partial") { Description = "The file is not the whole base: leads that it does not name stay" };

    public static Command Make()
    {
        Kind.AcceptOnlyFromAmong("prepaid", "upgrade");
        return new Command("leads", "Load a lead base; the same file again changes nothing, a killed import goes on")
            .With(ImportVerbs.Source, ImportVerbs.CampaignCode, Base, Kind, Partial, ImportVerbs.DryRun, ImportVerbs.Mapping, ImportVerbs.Decimals, ImportVerbs.Encoding,
                ImportVerbs.Delimiter, ImportVerbs.Sheet)
            .Does(Leads);
    }

    private static async Task<int> Leads(VerbContext verb, CancellationToken ct)
    {
        var (source, reading) = (ImportVerbs.Existing(verb), ImportVerbs.Reading(verb));
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var origin = new CommandOrigin("ImportLeads", CorrelationId: Guid.CreateVersion7().ToString());
        var leadBase = await Place(verb, origin, await ImportVerbs.CampaignOf(verb, ct), ct);
        return await ImportVerbs.Readable(verb, source, upload =>
        {
            var file = new LeadFileToStart(leadBase.Id, upload, source.Name, !verb.Value(Partial), reading);
            return verb.Value(ImportVerbs.DryRun) ? Try(verb, file, leadBase, ct) : Run(verb, file, origin, ct);
        }, ct);
    }

    private static async Task<int> Run(VerbContext verb, LeadFileToStart file, CommandOrigin origin, CancellationToken ct)
    {
        var (outcome, id) = await verb.Get<LeadFiles>().Start(file, origin, ct);
        if (outcome is not CommandOutcome.Done started)
        {
            verb.Output.Error(outcome is CommandOutcome.Refused refused
                ? $"{refused.Refusal.Code}: {refused.Refusal.Reason}"
                : $"The import could not be started: {outcome.GetType().Name}.");
            return ExitCodes.Failure;
        }

        var uploads = verb.Get<UploadStore>();
        var import = await ImportVerbs.Paced(verb, pace => verb.Get<LeadImporter>().Run(id, uploads.Find(file.Upload.Hash)!, file.Reading, origin, pace, ct));
        if (import is null)
        {
            verb.Output.Error("Another process is importing this file right now.");
            return ExitCodes.Failure;
        }

        await verb.Get<ImportJobs>().Finish(id, ct);
        if (!await verb.Get<ImportJobs>().Needs(file.Upload.Hash, ct)) uploads.Forget(file.Upload.Hash);
        var problems = await verb.Get<ImportReports>().Page(id, null, ImportVerbs.ProblemsShown, personal: false, ct);
        var total = await verb.Get<ImportReports>().Count(id, ct);
        verb.Output.Result(
            new { importId = id, status = import.Status, alreadyImported = !started.Appended, counts = import.Totals, problems = total, firstProblems = problems },
            [
                started.Appended ? $"Import {id}: {import.Status}." : "This file was the last one loaded; nothing was changed.",
                Counted(import.Totals), .. ImportVerbs.Lines(problems.Select(problem => (problem.Line, problem.Column, problem.Value, problem.Code, problem.Reason.En)), total),
            ]);
        return import.Status is not LeadImportStatus.Completed ? ExitCodes.Failure : import.Totals.Rejected > 0 ? ExitCodes.Rejected : ExitCodes.Success;
    }

    private static async Task<int> Try(VerbContext verb, LeadFileToStart file, LeadBase leadBase, CancellationToken ct)
    {
        var dry = await ImportVerbs.Paced(verb, pace => verb.Get<LeadFiles>().Try(file, ImportVerbs.ProblemsShown, pace, ct, leadBase));
        var problems = dry.FirstProblems.Select(problem => problem.Masked()).ToList();
        verb.Output.Result(
            dry with { FirstProblems = problems },
            ["Nothing was written. The import would come to:", Counted(dry.Counts), $"{dry.Withdrawn} leads of the base are not in the file and would be withdrawn.",
                .. ImportVerbs.Lines(problems.Select(problem => (problem.Line, problem.Column, problem.ShownValue, problem.Code, problem.Reason.En)), dry.Problems)]);
        if (!await verb.Get<ImportJobs>().Needs(file.Upload.Hash, ct)) verb.Get<UploadStore>().Forget(file.Upload.Hash);
        return dry.Counts.Rejected > 0 ? ExitCodes.Rejected : ExitCodes.Success;
    }

    private static async Task<LeadBase> Place(VerbContext verb, CommandOrigin origin, Campaign campaign, CancellationToken ct)
    {
        var (name, kind) = (verb.Value(Base)!.Trim(), verb.Value(Kind) == "prepaid" ? LeadKind.Prepaid : LeadKind.Upgrade);
        var id = verb.Get<NaturalKeys>().LeadBase(campaign.Id, kind.ToString(), name);
        var known = (await verb.Get<Aggregates>().Load<LeadBase>(id.Value, LeadBase.Evolve, fresh: true, ct)).State;
        var leadBase = known ?? new(id, campaign.Id, kind, campaign.Country, name);
        if (known is not null || verb.Value(ImportVerbs.DryRun)) return leadBase;

        var now = campaign.MomentAt(verb.Get<BusinessClock>().GetUtcNow());
        var opened = await verb.Get<CommandRunner>().Run<LeadBase>(id.Value, origin with { Command = "OpenLeadBase" }, state =>
            OpenLeadBaseHandler.Handle(new(id, campaign.Id, kind, campaign.Country, name, null, now), state), ct);
        return opened is CommandOutcome.Refused refused ? throw new UsageException(refused.Refusal.Reason) : leadBase;
    }

    private static string Counted(LeadCounts counts) => FormattableString.Invariant(
        $"{counts.Rows} rows: {counts.Added} added, {counts.Changed} changed, {counts.Unchanged} unchanged, {counts.Rejected} rejected.");
}
