using System.Text;

namespace Crm.EventStore.Sealing;

/// <summary>A table whose rows are sealed, and its canonical form. Shapes are for ever: what changes gets a new version beside the old one.</summary>
public sealed class SealSource
{
    /// <summary>The rows of <c>mt_events</c>; positions are <c>seq_id</c>, in order of commits under the append's lock.</summary>
    public static readonly SealSource Events = new("events", "mt_events", dense: true)
    {
        PositionSql = "seq_id",
        OwnerSql = "stream_id",
        OrderSql = "seq_id",
        DescendingSql = "seq_id desc",
        AfterSql = "seq_id > {0}",
        UpToSql = "seq_id <= {0}",
        InstantSql = "timestamp",
        EnvelopeForm = "crm-events-envelope 1",
        Envelope =
        [
            new("seq_id", ColumnKind.Number), new("id", ColumnKind.Id), new("stream_id", ColumnKind.Id), new("version", ColumnKind.Number), new("type", ColumnKind.Text),
            new("timestamp", ColumnKind.Instant), new("tenant_id", ColumnKind.Text), new("correlation_id", ColumnKind.Text), new("causation_id", ColumnKind.Text),
            new("headers", ColumnKind.Json), new("user_name", ColumnKind.Text),
        ],
        DataForm = "crm-events-data 1",
        Data = [new("data", ColumnKind.Json), new("bdata", ColumnKind.Bytes)],
    };

    /// <summary>Who read what; positions are microseconds of <c>at</c>, and several rows may share one.</summary>
    public static readonly SealSource AccessLog = new("access_log", "crm_access_log", dense: false)
    {
        PositionSql = "(extract(epoch from at) * 1000000)::bigint",
        OwnerSql = "reads",
        Noun = "read",
        OrderSql = "at, reads, stage",
        DescendingSql = "at desc",
        AfterSql = "at > timestamptz 'epoch' + {0} * interval '1 microsecond'",
        UpToSql = "at <= timestamptz 'epoch' + {0} * interval '1 microsecond'",
        InstantSql = "at",
        EnvelopeForm = "crm-access-log-envelope 1",
        Envelope =
        [
            new("at", ColumnKind.Instant), new("reads", ColumnKind.Id), new("actor_id", ColumnKind.Id), new("kind", ColumnKind.Text), new("stage", ColumnKind.Text),
            new("subject", ColumnKind.Text), new("rows", ColumnKind.Number), new("permission", ColumnKind.Text), new("correlation_id", ColumnKind.Text),
        ],
        DataForm = "crm-access-log-data 1",
        Data = [new("asked", ColumnKind.Json)],
        HorizonSql = "select crm_access_log_horizon()",
        PeriodEnd = EndOfMonth,
    };

    /// <summary>Who came from where; positions are microseconds of the arrival, which no two rows share, in order of commits under the writers' lock.</summary>
    public static readonly SealSource Visits = new("visits", "crm_visits", dense: false)
    {
        PositionSql = "(extract(epoch from arrived_at) * 1000000)::bigint",
        OwnerSql = "user_id",
        Noun = "user",
        OrderSql = "arrived_at",
        DescendingSql = "arrived_at desc",
        AfterSql = "arrived_at > timestamptz 'epoch' + {0} * interval '1 microsecond'",
        UpToSql = "arrived_at <= timestamptz 'epoch' + {0} * interval '1 microsecond'",
        InstantSql = "arrived_at",
        EnvelopeForm = "crm-visits-envelope 1",
        Envelope =
        [
            new("arrived_at", ColumnKind.Instant), new("at", ColumnKind.Instant), new("kind", ColumnKind.Text), new("address_mark", ColumnKind.Id),
            new("user_id", ColumnKind.Id), new("requests", ColumnKind.Number),
        ],
        DataForm = "crm-visits-data 1",
        Data = [new("address", ColumnKind.Text)],
        PeriodEnd = EndOfDay,
    };

    public static readonly IReadOnlyList<SealSource> All = [Events, AccessLog, Visits];

    private SealSource(string chain, string table, bool dense) => (Chain, Table, Dense) = (chain, table, dense);

    /// <summary>The chains, for a message that names them.</summary>
    public static string Names => string.Join(", ", All.Select(source => source.Chain));

    public string Chain { get; }

    /// <summary>Whether every position of a range is a row or a gap that the seal names.</summary>
    public bool Dense { get; }

    /// <summary>The sealed columns, in their order, without the data.</summary>
    public IEnumerable<string> EnvelopeNames => Envelope.Select(column => column.Name);

    public IEnumerable<string> DataNames => Data.Select(column => column.Name);

    internal string Table { get; }
    internal string PositionSql { get; private init; } = "";
    internal string OwnerSql { get; private init; } = "";

    /// <summary>What the owner of a row is.</summary>
    internal string Noun { get; private init; } = "stream";
    internal string OrderSql { get; private init; } = "";
    internal string DescendingSql { get; private init; } = "";
    internal string AfterSql { get; private init; } = "";
    internal string UpToSql { get; private init; } = "";
    internal string InstantSql { get; private init; } = "";
    internal string EnvelopeForm { get; private init; } = "";
    internal IReadOnlyList<SealedColumn> Envelope { get; private init; } = [];
    internal string DataForm { get; private init; } = "";
    internal IReadOnlyList<SealedColumn> Data { get; private init; } = [];

    /// <summary>Up to where nothing new can appear; <c>null</c>: whatever can be seen is settled.</summary>
    internal string? HorizonSql { get; private init; }

    /// <summary>The last position that may share a seal with this one: what is dropped together is sealed together.</summary>
    internal Func<long, long> PeriodEnd { get; private init; } = _ => long.MaxValue;

    public static SealSource? Of(string chain) => All.FirstOrDefault(source => source.Chain == chain);

    /// <summary>The statement that reads rows in order: position, owner, envelope, data.</summary>
    internal string Select(long? after, long? upTo, string? where = null, int? limit = null)
    {
        var sql = new StringBuilder("select ").Append(PositionSql).Append(", ").Append(OwnerSql);
        foreach (var column in Envelope.Concat(Data)) sql.Append(", ").Append(column.Name);
        sql.Append(" from ").Append(Table).Append(" where ").Append(Range(after, upTo));
        if (where is not null) sql.Append(" and ").Append(where);
        sql.Append(" order by ").Append(OrderSql);
        if (limit is { } rows) sql.Append(System.Globalization.CultureInfo.InvariantCulture, $" limit {rows}");
        return sql.ToString();
    }

    /// <summary>The condition that a row is behind one position and not behind another.</summary>
    internal string Range(long? after, long? upTo) => string.Join(
        " and ",
        new[] { "true", Bound(AfterSql, after), Bound(UpToSql, upTo) }.OfType<string>());

    private static string? Bound(string sql, long? position) =>
        position is { } value ? sql.Replace("{0}", value.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) : null;

    private static long EndOfDay(long micros) => (micros / (TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond) + 1) * (TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond) - 1;

    private static long EndOfMonth(long micros)
    {
        var at = DateTimeOffset.UnixEpoch.AddMicroseconds(micros);
        var next = new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
        return (next - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond - 1;
    }
}
