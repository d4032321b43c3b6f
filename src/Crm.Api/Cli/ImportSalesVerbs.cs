using System.CommandLine;
using Crm.Api.Http;
using Crm.Api.Imports;
using Crm.Api.TelecomSales.Files;
using Crm.EventStore.Projecting;

namespace Crm.Api.Cli;

/// <summary><c>import plans</c> and <c>import activations</c>: files of telecom sales that are done row by row, whole or not at all.</summary>
internal static class ImportSalesVerbs
{
    public static IReadOnlyList<Command> Make() =>
    [
        Of("plans", "Put plans on sale or give them other terms; the same file again changes nothing", "ImportPlans", files => files.Plans),
        Of("activations", "Activate the sales whose orders the operator's file names; the same file again changes nothing", "ImportActivations", files => files.Activations),
    ];

    private static Command Of(
        string name, string summary, string command, Func<SalesFiles, Func<SalesFile, bool, CommandOrigin, CancellationToken, Task<SalesFileAnswer?>>> act) =>
        new Command(name, summary)
            .With(ImportVerbs.Source, ImportVerbs.CampaignCode, ImportVerbs.DryRun, ImportVerbs.Mapping, ImportVerbs.Decimals, ImportVerbs.Encoding, ImportVerbs.Delimiter, ImportVerbs.Sheet)
            .Does((verb, ct) => Run(verb, command, act(verb.Get<SalesFiles>()), ct));

    private static async Task<int> Run(
        VerbContext verb, string command, Func<SalesFile, bool, CommandOrigin, CancellationToken, Task<SalesFileAnswer?>> act, CancellationToken ct)
    {
        var (source, reading, write) = (ImportVerbs.Existing(verb), ImportVerbs.Reading(verb), !verb.Value(ImportVerbs.DryRun));
        await verb.Get<ProjectionEngine>().Prepare(ct);
        var campaign = await ImportVerbs.CampaignOf(verb, ct);
        return await ImportVerbs.Readable(verb, source, async upload =>
        {
            var done = await act(new(campaign.Id, upload.Hash, source.Name, reading), write, new(command, CorrelationId: Guid.CreateVersion7().ToString()), ct);
            if (!await verb.Get<ImportJobs>().Needs(upload.Hash, ct)) verb.Get<UploadStore>().Forget(upload.Hash);
            if (done is null)
            {
                verb.Output.Error("Another process is importing this file right now.");
                return ExitCodes.Failure;
            }

            var counts = done.Counts;
            verb.Output.Result(
                done,
                [
                    write ? "Done:" : "Nothing was written. The import would come to:",
                    FormattableString.Invariant($"{counts.Rows} rows: {counts.Added} added, {counts.Changed} changed, {counts.Unchanged} unchanged, {counts.Rejected} rejected."),
                    .. ImportVerbs.Lines(done.Rows.Take(ImportVerbs.ProblemsShown).Select(problem => (problem.Line, problem.Column, problem.Value, problem.Code, problem.Reason.En)), done.Problems),
                ]);
            return counts.Rejected > 0 ? ExitCodes.Rejected : ExitCodes.Success;
        }, ct);
    }
}
