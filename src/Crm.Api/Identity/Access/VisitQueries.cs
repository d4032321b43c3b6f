using System.Globalization;
using Crm.Api.Hosting;
using Crm.EventStore.Serialization.Personal;
using Dapper;
using Npgsql;

namespace Crm.Api.Identity.Access;

/// <summary>Reads the log of visits.</summary>
public sealed class VisitQueries(NpgsqlDataSource source, ISubjectKeyStore subjects, NaturalKeys keys)
{
    private const int Most = 500;

    /// <summary>Visits by hour and refusals one by one, newest first.</summary>
    /// <param name="kind">One kind of rows; <c>null</c>: all.</param>
    public async Task<IReadOnlyList<VisitAnswer>> List(
        DateTimeOffset from, DateTimeOffset until, string? kind, System.Net.IPAddress? address, Guid? user, int limit, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<Row>(new(
            """
            with found as (
                select v.at, v.kind, v.address_mark, min(v.address) as address, v.user_id, sum(v.requests)::bigint as requests
                from crm_visits v
                where v.at >= @from and v.at < @until and (@kind::text is null or v.kind = @kind) and (@mark::uuid is null or v.address_mark = @mark)
                    and (@user::uuid is null or v.user_id = @user)
                group by v.at, v.kind, v.address_mark, v.user_id
                order by v.at desc, v.kind, v.address_mark, v.user_id limit @limit)
            select f.at, f.kind, f.address, f.user_id as UserId, f.requests, a.country, a.city, a.isp, a.is_vpn as IsVpn, a.is_proxy as IsProxy, a.risk
            from found f left join crm_address_facts a on a.address_mark = f.address_mark
            order by f.at desc, f.kind
            """,
            new { from, until, kind, mark = address is null ? (Guid?)null : VisitWriter.MarkOf(keys, address), user, limit = Math.Clamp(limit, 1, Most) }, cancellationToken: ct))).ToList();

        var owners = rows.Select(row => SubjectKey.TrySubjectOf(row.Address, out var owner) ? owner : (Guid?)null).OfType<Guid>().Distinct().ToList();
        var ring = (await subjects.Find(owners, ct)).ToDictionary(key => key.Subject);
        return [.. rows.Select(row => new VisitAnswer(
            new DateTimeOffset(DateTime.SpecifyKind(row.At, DateTimeKind.Utc)), row.Kind, Clear(row.Address, ring), row.UserId, row.Requests,
            row.Country is null && row.Isp is null && row.Risk is null ? null : new(row.Country, row.City, row.Isp, row.IsVpn, row.IsProxy, row.Risk)))];
    }

    /// <summary>How many requests there were of each kind, by day.</summary>
    public async Task<IReadOnlyList<VisitCount>> Stats(DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return [.. (await connection.QueryAsync<(DateTime Day, string Kind, long Requests, long Addresses)>(new(
            """
            select date_trunc('day', at at time zone 'UTC'), kind, sum(requests)::bigint, count(distinct address_mark)
            from crm_visits where at >= @from and at < @until group by 1, 2 order by 1 desc, 2
            """, new { from, until }, cancellationToken: ct))).Select(row => new VisitCount(DateOnly.FromDateTime(row.Day), row.Kind, row.Requests, row.Addresses))];
    }

    private static string? Clear(string? envelope, Dictionary<Guid, SubjectKey> ring) =>
        envelope is null ? null
        : SubjectKey.TrySubjectOf(envelope, out var owner) && ring.TryGetValue(owner, out var key) ? key.Decrypt(envelope) : SubjectKey.Erased;

    private sealed class Row
    {
        public DateTime At { get; init; }
        public string Kind { get; init; } = "";
        public string? Address { get; init; }
        public Guid? UserId { get; init; }
        public long Requests { get; init; }
        public string? Country { get; init; }
        public string? City { get; init; }
        public string? Isp { get; init; }
        public bool? IsVpn { get; init; }
        public bool? IsProxy { get; init; }
        public int? Risk { get; init; }
    }
}

/// <param name="At">The hour of visits, the instant of a refusal.</param>
/// <param name="Kind"><c>visit</c>, <c>refused-address</c>, <c>refused-role</c>, <c>refused-credentials</c>, <c>refused-too-many</c>.</param>
/// <param name="Facts">What a look-up service said; <c>null</c> when nobody was asked.</param>
public sealed record VisitAnswer(DateTimeOffset At, string Kind, string? Address, Guid? UserId, long Requests, AddressFacts? Facts);

/// <param name="Addresses">How many different ones.</param>
public sealed record VisitCount(DateOnly Day, string Kind, long Requests, long Addresses)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Day:O} {Kind} {Requests}");
}
