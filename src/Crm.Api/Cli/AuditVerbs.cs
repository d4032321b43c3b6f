using System.CommandLine;
using Crm.Api.Audit;
using Crm.Api.Hosting;
using Crm.EventStore.Sealing;

namespace Crm.Api.Cli;

/// <summary><c>audit</c>: the sealed history. Bundles and proofs are checked without a database, a setting or a key.</summary>
internal static class AuditVerbs
{
    private static readonly Option<string> Chain = new("--chain") { Description = SealSource.Names, DefaultValueFactory = _ => SealSource.Events.Chain };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The file to write", Required = true };

    public static Command Make() => new Command("audit", "The sealed history: verify it, prove an event, take a bundle away").With(
        AuditVerifyVerb.Make(),
        Prove(),
        Export(),
        new Command("status", "How far each chain is sealed and published").Does(Status),
        new Command("seal", "Seal now what waits for company").Does(Seal),
        Heads(),
        Keys());

    private static Command Prove()
    {
        var @event = new Argument<string>("event") { Description = "The event's id or position" };
        var file = new Option<FileInfo?>("--out") { Description = "Write the proof to a file" };
        return new Command("prove", "The proof that an event is in a signed seal, as JSON").With(@event, file).Does(async (verb, ct) =>
        {
            var text = verb.Required(@event);
            var prover = verb.Get<SealProver>();
            var position = Guid.TryParse(text, out var id) ? await prover.PositionOf(id, ct) ?? throw new UsageException($"There is no event {id}.")
                : long.TryParse(text, out var number) ? number : throw new UsageException($"'{text}' is neither an event's id nor a position.");
            var (proof, why) = await prover.Prove(position, ct);
            if (proof is null)
            {
                verb.Output.Error(why!);
                return ExitCodes.Failure;
            }

            if (verb.Value(file) is not { } target) await verb.Output.Plain.WriteAsync(proof.Write());
            else
            {
                await File.WriteAllTextAsync(target.FullName, proof.Write(), ct);
                verb.Output.Result(new { file = target.FullName, position }, $"{target.FullName}: position {position}, seal {SealHeader.Parse(proof.Header)!.Number}");
            }

            return ExitCodes.Success;
        });
    }

    private static Command Export()
    {
        var stream = new Option<Guid?>("--stream") { Description = "One stream, each event with its proof" };
        var from = new Option<long?>("--from") { Description = "From this position on" };
        var to = new Option<long?>("--to") { Description = "Up to this position" };
        return new Command("export", "A bundle of what is sealed: rows, seals, public keys; all of it unless a stream or a range is named").With(Out, stream, from, to, Chain)
            .Does(async (verb, ct) =>
            {
                var file = verb.Value(Out)!;
                var source = Source(verb.Value(Chain)!);
                var selection = new BundleSelection(verb.Value(stream), verb.Value(from), verb.Value(to));
                if (!source.Dense && !selection.All) throw new UsageException($"{source.Chain} is exported as a whole.");
                if (await verb.Get<BundleWriter>().WhyNot(source, selection, ct) is { } why) throw new NotSealedException(why);

                // Under another name until it is whole.
                var unfinished = file.FullName + ".unfinished";
                BundleDescription written;
                await using (var output = File.Create(unfinished)) written = await verb.Get<BundleWriter>().Write(output, source, selection, ct);
                File.Move(unfinished, file.FullName, overwrite: true);
                verb.Output.Result(
                    written,
                    $"{file.FullName}: {written.Rows} rows, {written.Seals} seals, head {written.HeadNumber} {written.Head}",
                    written.LeftOutUnsealed == 0 ? "Everything that was asked for is sealed." : $"{written.LeftOutUnsealed} rows are not sealed yet and were left out.");
                return ExitCodes.Success;
            });
    }

    private static Command Heads()
    {
        var last = new Option<int>("--last") { Description = "How many seals, the newest first", DefaultValueFactory = _ => 1 };
        var file = new Option<FileInfo?>("--out") { Description = "Append the newest head to a file, to be held outside" };
        return new Command("heads", "The newest seals; --out writes the head that is held outside").With(Chain, last, file).Does(async (verb, ct) =>
        {
            var source = Source(verb.Value(Chain)!);
            if (verb.Value(file) is { } target)
            {
                var head = await verb.Get<HeadPublishing>().Head(source.Chain, ct) ?? throw new NotSealedException($"Nothing of {source.Chain} is sealed yet.");
                await new FileHeadPublisher(target.FullName).Publish(head, ct);
                verb.Output.Result(head, $"{target.FullName}: seal {head.Number} {head.Hash}");
                return ExitCodes.Success;
            }

            var seals = await verb.Get<SealStore>().Latest(source.Chain, long.MaxValue, Math.Max(1, verb.Value(last)), ct);
            verb.Output.Table(
                [.. seals.Select(SealLine.Of)],
                ("number", seal => seal.Number), ("kind", seal => seal.Kind), ("first", seal => seal.First), ("last", seal => seal.Last), ("rows", seal => seal.Leaves),
                ("sealed at", seal => seal.SealedAt), ("hash", seal => seal.Hash), ("key", seal => seal.Key[..Math.Min(16, seal.Key.Length)]));
            return ExitCodes.Success;
        });
    }

    private static async Task<int> Status(VerbContext verb, CancellationToken ct)
    {
        verb.Output.Table(
            await verb.Get<SealStatuses>().All(ct),
            ("chain", chain => chain.Chain), ("seals", chain => chain.Seals), ("position", chain => chain.LastPosition), ("sealed at", chain => chain.SealedAt),
            ("unsealed", chain => chain.LagRows), ("seconds", chain => chain.LagSeconds), ("head", chain => chain.Head),
            ("published", chain => string.Join(", ", chain.Published.Select(published => $"{published.Publisher} {published.Number}{(published.Error is null ? "" : " (failing)")}"))));
        return ExitCodes.Success;
    }

    private static async Task<int> Seal(VerbContext verb, CancellationToken ct)
    {
        var made = new List<(string Chain, int Seals)>();
        foreach (var source in SealSource.All) made.Add((source.Chain, await verb.Get<Sealer>().Seal(source, everything: true, ct)));
        verb.Output.Result(made.ToDictionary(chain => chain.Chain, chain => chain.Seals), made.Select(chain => $"{chain.Chain}: {chain.Seals} seals made"));
        return ExitCodes.Success;
    }

    private static Command Keys() => new Command("keys", "The keys that seals are signed and checked with").With(
        new Command("list", "The public keys, oldest first").Does(async (verb, ct) =>
        {
            verb.Output.Table(
                [.. (await verb.Get<SealStore>().Keys(ct)).Select(key => new { key.Id, key.EndorsedBy })], ("fingerprint", key => key.Id), ("succeeds", key => key.EndorsedBy));
            return ExitCodes.Success;
        }),
        new Command("show", "The key that signs now: fingerprint and public key; needs no database").DoesAlone((parsed, output, _) =>
        {
            using var signer = Folder(parsed, mayGenerate: false).Current();
            output.Result(new { fingerprint = signer.Key.Id, publicKey = signer.Key.Pem }, signer.Key.Id, signer.Key.Pem);
            return Task.FromResult(ExitCodes.Success);
        }),
        new Command("rotate", "Make a new key that the present one signs for, or the first one; needs no database").DoesAlone((parsed, output, _) =>
        {
            var folder = Folder(parsed, mayGenerate: true);
            using var signer = folder.Rotate();
            output.Result(
                new { fingerprint = signer.Key.Id, signer.Key.EndorsedBy, folder = folder.Folder },
                $"{signer.Key.Id} signs from now on", signer.Key.EndorsedBy is { } old ? $"{old} signed for it" : "It is the first one.", $"Keep a copy of {folder.Folder} in a safe place, and note the fingerprint outside.");
            return Task.FromResult(ExitCodes.Success);
        }));

    private static SealKeyFolder Folder(ParseResult parsed, bool mayGenerate)
    {
        var builder = CrmHost.CreateBuilder(CliSurroundings.Of(parsed).Settings);
        var settings = builder.Configuration["Crm:Sealing:KeyFolder"] is { Length: > 0 } configured
            ? configured
            : Path.Combine(Path.GetFullPath(builder.Configuration["Crm:Folder"] ?? Path.Combine(Installation.RootFolder(builder.Environment.ContentRootPath), ".crm")), "keys");
        return new(settings, mayGenerate);
    }

    internal static SealSource Source(string chain) => SealSource.Of(chain) ?? throw UsageException.Unknown("chain", chain, SealSource.All.Select(source => source.Chain));
}
