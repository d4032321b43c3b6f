using System.Text.Json;
using Crm.Domain.Campaigns;
using Crm.Domain.Collections.ContactAttempts;
using Crm.Domain.Collections.ContactGuards;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Collections.Promises;
using Crm.Domain.Kernel;
using Crm.EventStore;
using NpgsqlTypes;

namespace Crm.Benchmarks.Projections;

/// <summary>Histories of debt accounts, ten events each, as a campaign would have them; loaded with COPY because how they came is not measured.</summary>
internal sealed class Histories(BenchDatabase database)
{
    public const int EventsPerAccount = 10;
    private const string Zone = "America/Bogota";

    private static readonly DateTimeOffset Begin = new(2026, 1, 5, 13, 0, 0, TimeSpan.Zero);
    private static readonly Currency Cop = Currency.Cop;
    private static readonly CampaignId Campaign = new(Guid.CreateVersion7());
    private static readonly PortfolioId[] Portfolios = [.. Enumerable.Range(0, 4).Select(_ => new PortfolioId(Guid.CreateVersion7()))];
    private static readonly UserId[] Agents = [.. Enumerable.Range(0, 80).Select(_ => new UserId(Guid.CreateVersion7()))];
    private static readonly TeamId[] Teams = [.. Enumerable.Range(0, 8).Select(_ => new TeamId(Guid.CreateVersion7()))];

    private readonly Random _random = new(2026);

    /// <summary>Accounts' lives run beside each other, as they do: neighbours in the log belong to different accounts.</summary>
    /// <param name="beside">How many are worked on in one stretch of time.</param>
    /// <returns>The accounts.</returns>
    public async Task<IReadOnlyList<(AccountId Id, DebtorId Debtor, PortfolioId Portfolio)>> Load(int events, CancellationToken ct, int beside = 5_000)
    {
        var accounts = Enumerable.Range(0, events / EventsPerAccount)
            .Select(i => (Id: new AccountId(Guid.CreateVersion7()), Debtor: new DebtorId(Guid.CreateVersion7()), Portfolio: Portfolios[i % Portfolios.Length]))
            .ToList();
        var position = 0L;
        foreach (var wave in accounts.Chunk(beside))
        {
            var rows = new List<(Guid Stream, long Version, string Type, object Event)>();
            var versions = new Dictionary<Guid, long>();
            for (var step = 0; step < EventsPerAccount; step++)
            {
                foreach (var account in wave)
                {
                    var (stream, @event) = Event(account, step);
                    versions[stream] = versions.GetValueOrDefault(stream) + 1;
                    rows.Add((stream, versions[stream], SnakeCase.Of(@event.GetType().Name), @event));
                }
            }

            position = await Copy(rows, versions, position, ct);
        }

        await database.Execute($"select setval('mt_events_sequence', {position}); analyze mt_events", ct);
        return accounts;
    }

    public ContactAttempted Attempt((AccountId Id, DebtorId Debtor, PortfolioId Portfolio) account, int step)
    {
        var agent = _random.Next(Agents.Length);
        return new(
            new(Guid.CreateVersion7()), account.Debtor, [new(account.Id, account.Portfolio)], (ContactChannel)(step % 3), ContactDirection.Outbound, null, null,
            step % 2 == 0 ? "NO_ANSWER" : "WILL_PAY", step % 2 == 0 ? default : DispositionFlags.Contact | DispositionFlags.RightParty, 1,
            new(Campaign, Teams[agent / 10], Agents[agent]), BusinessMoment.Of(Begin.AddDays(step * 3).AddMinutes(_random.Next(0, 500)), Zone),
            null, _random.Next(20, 400), null, null, false);
    }

    private (Guid Stream, object Event) Event((AccountId Id, DebtorId Debtor, PortfolioId Portfolio) account, int step)
    {
        var moment = BusinessMoment.Of(Begin.AddDays(step * 3), Zone);
        var owed = new Balance(Cop, 1_000_000 + _random.Next(5_000_000), 120_000, 30_000, 0, 0, 0);
        var agent = _random.Next(Agents.Length);
        var promise = new PromiseId(account.Id.Value);
        switch (step)
        {
            case 0:
                return (account.Id.Value, new AccountPlaced(
                    account.Id, account.Debtor, account.Portfolio, Campaign, Zone, "Banco Andino", account.Id.Value.ToString("N"), Cop, owed,
                    moment.Date, moment.Date.AddDays(-30), _random.Next(0, 120), moment));
            case 1:
                return (account.Id.Value, new AccountAssigned(
                    account.Id, account.Debtor, account.Portfolio, Campaign, Agents[agent], Teams[agent / 10], null, "round-robin", moment));
            case 5:
                return (account.Id.Value, new AccountPromised(account.Id, promise, new(300_000, Cop), moment.Date.AddDays(5), moment.Date, moment.Date.AddDays(6)));
            case 7:
                return (account.Id.Value, new PaymentApplied(
                    account.Id, account.Debtor, account.Portfolio, Campaign, new(Guid.CreateVersion7()), new(300_000, Cop), owed with { Principal = 150_000 },
                    Money.Zero(Cop), owed, moment.Date, new(Campaign, Teams[agent / 10], Agents[agent]), moment));
            case 8:
                return (account.Id.Value, new AccountPromiseEnded(account.Id, promise, PromiseOutcome.Kept));
            default:
                var attempt = Attempt(account, step);
                return (attempt.AttemptId.Value, attempt);
        }
    }

    private async Task<long> Copy(List<(Guid Stream, long Version, string Type, object Event)> rows, Dictionary<Guid, long> versions, long position, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using (var streams = await connection.BeginBinaryImportAsync("copy mt_streams (id, type, version) from stdin (format binary)", ct))
        {
            foreach (var (stream, version) in versions)
            {
                await streams.StartRowAsync(ct);
                await streams.WriteAsync(stream, NpgsqlDbType.Uuid, ct);
                await streams.WriteAsync("stream", NpgsqlDbType.Varchar, ct);
                await streams.WriteAsync(version, NpgsqlDbType.Bigint, ct);
            }

            await streams.CompleteAsync(ct);
        }

        await using var events = await connection.BeginBinaryImportAsync(
            "copy mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id) from stdin (format binary)", ct);
        foreach (var (stream, version, type, @event) in rows)
        {
            await events.StartRowAsync(ct);
            await events.WriteAsync(++position, NpgsqlDbType.Bigint, ct);
            await events.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, ct);
            await events.WriteAsync(stream, NpgsqlDbType.Uuid, ct);
            await events.WriteAsync(version, NpgsqlDbType.Bigint, ct);
            await events.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(@event, @event.GetType(), BenchDatabase.Json), NpgsqlDbType.Jsonb, ct);
            await events.WriteAsync(type, NpgsqlDbType.Varchar, ct);
            await events.WriteAsync(Begin.UtcDateTime.AddMilliseconds(position), NpgsqlDbType.TimestampTz, ct);
            await events.WriteAsync("load", NpgsqlDbType.Varchar, ct);
        }

        await events.CompleteAsync(ct);
        return position;
    }
}
