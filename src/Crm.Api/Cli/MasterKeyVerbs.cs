using System.CommandLine;
using System.Globalization;
using Crm.Api.Imports;
using Crm.Api.Hosting;
using Crm.EventStore.Serialization.Personal;
using Dapper;
using Npgsql;

namespace Crm.Api.Cli;

/// <summary><c>master-key</c>: the one that wraps all others.</summary>
internal static class MasterKeyVerbs
{
    public static Command Make()
    {
        var page = new Option<int>("--page") { Description = "Keys per statement", DefaultValueFactory = _ => 1_000 };
        return new Command("master-key", "The master key that wraps the keys of persons").With(
            new Command("show", "Which master keys wrap keys of this database, and which are configured").Does(Master),
            new Command("rotate", "Wrap everything with Crm:MasterKey that is still under one of Crm:OtherMasterKeys; may be broken off and begun again")
                .With(page).Does((verb, ct) => Rotate(verb, verb.Value(page), ct)));
    }

    private sealed record Known(string Id, DateTime AddedAt, DateTime? RetiredAt);

    private static async Task<int> Master(VerbContext verb, CancellationToken ct)
    {
        var masters = verb.Get<MasterKeys>();
        await using var connection = await verb.Get<NpgsqlDataSource>().OpenConnectionAsync(ct);
        var known = (await connection.QueryAsync<Known>(new("select id, added_at as AddedAt, retired_at as RetiredAt from crm_master_keys order by added_at", cancellationToken: ct))).ToList();
        verb.Output.Table(
            known, ("key", key => key.Id), ("added", key => key.AddedAt.ToString("u", CultureInfo.InvariantCulture)),
            ("retired", key => key.RetiredAt?.ToString("u", CultureInfo.InvariantCulture)),
            ("configured", key => key.Id == masters.Current.Id ? "current" : masters.Find(key.Id) is null ? "no" : "other"));
        return known.Any(key => key.RetiredAt is null && masters.Find(key.Id) is null) ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static async Task<int> Rotate(VerbContext verb, int page, CancellationToken ct)
    {
        if (page is < 1 or > 100_000) throw new UsageException("--page goes from 1 to 100000.");
        var masters = verb.Get<MasterKeys>();
        var done = await verb.Get<PostgresSubjectKeyStore>().RotateMaster(
            page,
            count => verb.Output.Note($"{count.ToString("N0", CultureInfo.InvariantCulture)} keys"),
            async () =>
            {
                await verb.Get<TokenKeys>().Reseal(masters, ct);
                await verb.Get<ImportReports>().Reseal(ct);
            }, ct);
        verb.Output.Result(new { master = masters.Current.Id, rewrapped = done },
            $"{done.ToString("N0", CultureInfo.InvariantCulture)} keys are wrapped with {masters.Current.Id} now; the others are retired and may be taken out of the configuration.");
        return ExitCodes.Success;
    }
}
