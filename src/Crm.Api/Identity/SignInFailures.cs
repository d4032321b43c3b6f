using System.Globalization;
using Crm.Api.Hosting;
using Dapper;
using Npgsql;

namespace Crm.Api.Identity;

/// <summary>Counts failed sign-ins in the database, so that a lock-out holds on every host: by account, whether it exists or not, and by address.</summary>
/// <remarks>A try is counted before the password is looked at and taken back when it was right: guesses in parallel gain nothing.</remarks>
public sealed class SignInFailures(NpgsqlDataSource source, NaturalKeys keys, TimeProvider clock)
{
    public const int AccountLimit = 5;

    /// <summary>Many people may share an address: a contact centre has one.</summary>
    public const int AddressLimit = 50;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>The first lock; each one after it lasts twice as long, until a day has gone by in peace.</summary>
    public static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan LongestLock = TimeSpan.FromHours(24);

    /// <summary>Counts a try; <c>null</c> when the account or the address is locked out, and then it is not counted, so that trying on does not lengthen the lock.</summary>
    public async Task<SignInTry?> Allow(Guid account, string? address, CancellationToken ct)
    {
        var subjects = Subjects(account, address);
        var all = subjects.Select(subject => subject.Name).ToArray();
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var subject in all)
            await connection.ExecuteAsync(new("select pg_advisory_xact_lock(hashtextextended(@subject, 0))", new { subject }, transaction, cancellationToken: ct));

        var now = clock.GetUtcNow();
        var since = now - Window;
        if (await connection.ExecuteScalarAsync<bool>(new(
            "select exists (select from crm_sign_in_locks where subject = any(@all) and locked_until > @now)", new { all, now }, transaction, cancellationToken: ct))) return null;

        // What was counted for an earlier lock counts no more.
        var ids = (await connection.QueryAsync<long>(new(
            """
            delete from crm_sign_in_failures where failed_at <= @since and subject = any(@all);
            insert into crm_sign_in_failures (subject, failed_at) select unnest(@all), @now returning id
            """,
            new { all, since, now }, transaction, cancellationToken: ct))).ToArray();
        var counts = (await connection.QueryAsync<(string Subject, long Failures)>(new(
            """
            select f.subject, count(*) from crm_sign_in_failures f left join crm_sign_in_locks l on l.subject = f.subject
            where f.subject = any(@all) and f.failed_at > greatest(@since, l.locked_at) group by f.subject
            """, new { all, since }, transaction, cancellationToken: ct))).ToDictionary(row => row.Subject, row => row.Failures);
        var locked = subjects.Where(subject => counts.GetValueOrDefault(subject.Name) >= subject.Limit).Select(subject => subject.Name).ToArray();
        if (locked.Length > 0)
        {
            await connection.ExecuteAsync(new(
                """
                insert into crm_sign_in_locks as l (subject, locked_at, locked_until, times) select unnest(@locked), @now, @now + @first, 1
                on conflict (subject) do update set
                    locked_at = excluded.locked_at,
                    times = case when l.locked_until < @now - @longest then 1 else l.times + 1 end,
                    locked_until = @now + case when l.locked_until < @now - @longest then @first else least(@longest, @first * power(2, least(l.times, 20))) end
                """, new { locked, now, first = FirstLock, longest = LongestLock }, transaction, cancellationToken: ct));
        }

        await transaction.CommitAsync(ct);
        return new(all[0], ids, locked);
    }

    /// <summary>What was shown was right, but more is asked for: this try is taken back, those before it stay counted.</summary>
    public Task Right(SignInTry taken, CancellationToken ct) => Forget(taken, "", ct);

    /// <summary>Somebody signed in: the account's failures are forgotten, and the address gets this try back.</summary>
    public Task Succeeded(SignInTry taken, CancellationToken ct) =>
        Forget(taken, "delete from crm_sign_in_failures where subject = @Account; delete from crm_sign_in_locks where subject = @Account;", ct);

    /// <summary>Lets an account in again whose password was renewed by a link.</summary>
    public async Task Unlock(Guid account, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new(
            "delete from crm_sign_in_failures where subject = @subject; delete from crm_sign_in_locks where subject = @subject",
            new { subject = AccountName(account) }, cancellationToken: ct));
    }

    // The lock that this very try brought about goes with it; the failures before it count on, or a right password would buy five more codes.
    private async Task Forget(SignInTry taken, string more, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new(
            $"""
            delete from crm_sign_in_failures where id = any(@Ids);
            update crm_sign_in_locks set locked_until = locked_at, locked_at = null, times = times - 1 where subject = any(@Locked);
            {more}
            """, new { taken.Ids, taken.Locked, taken.Account }, cancellationToken: ct));
    }

    // In a fixed order, so that two tries never wait for each other's locks.
    private List<(string Name, int Limit)> Subjects(Guid account, string? address)
    {
        List<(string, int)> subjects = [(AccountName(account), AccountLimit)];
        if (address is not null) subjects.Add(("address:" + keys.Fingerprint("address", address), AddressLimit));
        return subjects;
    }

    private static string AccountName(Guid account) => "account:" + account.ToString("N", CultureInfo.InvariantCulture);
}

/// <summary>A try that was counted.</summary>
/// <param name="Locked">What it locked by being one too many.</param>
public sealed record SignInTry(string Account, long[] Ids, string[] Locked);
