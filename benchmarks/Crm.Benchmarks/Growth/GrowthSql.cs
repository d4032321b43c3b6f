namespace Crm.Benchmarks.Growth;

/// <summary>Makes many accounts out of one, set by set.</summary>
internal static class GrowthSql
{
    public const string CaughtUp =
        """
        select coalesce(min(p.last_seq_id), 0) >= (select max(seq_id) from mt_events)
        from crm_shards s left join mt_event_progression p on p.name = s.name
        where s.kind = 'projection'
        """;

    /// <summary>Text in which everything of the template is replaced by what copy number n has; generated columns follow from it.</summary>
    public const string Functions =
        """
        create function grown_id(kind text, n int) returns uuid language sql immutable parallel safe as $$ select md5(kind || '/' || n)::uuid $$;

        create function grown(document text, t growth_template, n int, agents int) returns jsonb language sql immutable parallel safe as $$
            select replace(replace(replace(replace(replace(document,
                t.account::text, grown_id('account', n)::text),
                t.debtor::text, grown_id('debtor', n)::text),
                t.reference, 'GROWTH-' || n),
                t.principal, (100000 + (n::bigint * 7919) % 9000000)::text),
                '"ownerId": null', '"ownerId": "' || grown_id('agent', n % agents) || '"')::jsonb
        $$;
        """;

    /// <summary>What a growing session leaves out: waiting for the disk, and checking references that are right by construction.</summary>
    public const string Session = "set synchronous_commit = off; set session_replication_role = replica; set work_mem = '128MB'; set maintenance_work_mem = '256MB'";

    /// <summary>Indexes that are made anew when the rows are in, which is faster than entry by entry. Keys of constraints stay.</summary>
    public const string Indexes =
        """
        select format('%I', i.relname), pg_get_indexdef(x.indexrelid)
            from pg_index x
            join pg_class i on i.oid = x.indexrelid
            join pg_class t on t.oid = x.indrelid
            where (t.relname like 'mt\_doc\_%' or t.relname = 'mt_events') and not exists (select from pg_constraint c where c.conindid = x.indexrelid)
        """;

    /// <summary>A statement for each table and each of the two that copies are made of; they do not depend on each other.</summary>
    /// <param name="tables">Those of documents.</param>
    public static IEnumerable<string> Statements(int accounts, int agents, IEnumerable<string> tables)
    {
        var copies = $"cross join generate_series(1, {accounts}) n";
        foreach (var kind in (string[])["account", "debtor"])
        {
            yield return $"""
                insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, user_name)
                    select nextval('mt_events_sequence'), md5(e.id::text || n)::uuid, grown_id('{kind}', n), e.version, grown(e.data::text, t, n, {agents}),
                           e.type, (select max(timestamp) from mt_events), e.correlation_id, e.causation_id, e.headers, e.user_name
                        from growth_template t join mt_events e on e.stream_id = t.{kind} {copies}
                """;
            // In order of the key, so that its index grows at its end.
            yield return $"""
                insert into mt_streams (id, type, version, timestamp, created)
                    select grown_id('{kind}', n), s.type, s.version, s.timestamp, s.created
                        from growth_template t join mt_streams s on s.id = t.{kind} {copies} order by 1
                """;
            foreach (var table in tables)
            {
                yield return $"""
                    insert into "{table}" (id, data, mt_dotnet_type, crm_position)
                        select n.id, grown(d.data::text, t, n.n, {agents}), d.mt_dotnet_type, d.crm_position
                            from growth_template t join "{table}" d on d.id = t.{kind}
                            cross join (select n, grown_id('{kind}', n) as id from generate_series(1, {accounts}) n order by 2) n
                    """;
            }
        }
    }

    public const string Tables =
        """
        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relname like 'mt\_doc\_%' and c.relkind = 'r' and a.attname = 'id' and a.atttypid = 'uuid'::regtype order by 1
        """;

    public const string Followed = "update mt_event_progression set last_seq_id = (select max(seq_id) from mt_events)";
}
