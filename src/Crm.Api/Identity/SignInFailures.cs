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

    /// <summary>Counts a try; <c>false</c> when the account or the address is locked out, and then it is not counted, so that trying on does not lengthen the lock.</summary>
    public async Task<bool> Allow(Guid account, string? address, CancellationToken ct)
    {
        var subjects = Subjects(account, address);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var (subject, _) in subjects)
            await connection.ExecuteAsync(new("select pg_advisory_xact_lock(hashtextextended(@subject, 0))", new { subject }, transaction, cancellationToken: ct));

        var now = clock.GetUtcNow();
        var counts = (await connection.QueryAsync<(string Subject, long Failures)>(new(
            "select subject, count(*) from crm_sign_in_failures where subject = any(@all) and failed_at > @since group by subject",
            new { all = subjects.Select(subject => subject.Name).ToArray(), since = now - Window }, transaction, cancellationToken: ct)))
            .ToDictionary(row => row.Subject, row => row.Failures);
        if (subjects.Any(subject => counts.GetValueOrDefault(subject.Name) >= subject.Limit)) return false;

        await connection.ExecuteAsync(new(
            """
            delete from crm_sign_in_failures where failed_at <= @since and subject = any(@all);
            insert into crm_sign_in_failures (subject, failed_at) select unnest(@all), @now
            """,
            new { all = subjects.Select(subject => subject.Name).ToArray(), since = now - Window, now }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>The password was right: the account's failures are forgotten, and the address gets this try back.</summary>
    public async Task Succeeded(Guid account, string? address, CancellationToken ct)
    {
        var subjects = Subjects(account, address);
        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new(
            """
            delete from crm_sign_in_failures where subject = @account;
            delete from crm_sign_in_failures where id = (select max(id) from crm_sign_in_failures where subject = @address)
            """,
            new { account = subjects[0].Name, address = subjects.Count > 1 ? subjects[1].Name : null }, cancellationToken: ct));
    }

    // In a fixed order, so that two tries never wait for each other's locks.
    private List<(string Name, int Limit)> Subjects(Guid account, string? address)
    {
        List<(string, int)> subjects = [("account:" + account.ToString("N"), AccountLimit)];
        if (address is not null) subjects.Add(("address:" + keys.Fingerprint("address", address), AddressLimit));
        return subjects;
    }
}
