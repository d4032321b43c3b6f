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

        create function grow(accounts int, agents int) returns void language plpgsql as $$
        declare
            t growth_template;
            documents record;
            kind text;
            original uuid;
        begin
            select * into t from growth_template;
            set local synchronous_commit = off;
            for kind, original in values ('debtor', t.debtor), ('account', t.account) loop
                insert into mt_streams (id, type, version, timestamp, created)
                    select grown_id(kind, n), s.type, s.version, s.timestamp, s.created
                        from mt_streams s, generate_series(1, accounts) n where s.id = original;
                insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, user_name)
                    select nextval('mt_events_sequence'), md5(e.id::text || n)::uuid, grown_id(kind, n), e.version, grown(e.data::text, t, n, agents),
                           e.type, (select max(timestamp) from mt_events), e.correlation_id, e.causation_id, e.headers, e.user_name
                        from mt_events e, generate_series(1, accounts) n where e.stream_id = original order by n, e.version;
                for documents in
                    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
                        where c.relname like 'mt\_doc\_%' and c.relkind = 'r' and a.attname = 'id' and a.atttypid = 'uuid'::regtype
                loop
                    execute format(
                        'insert into %I (id, data, mt_dotnet_type, crm_position)
                            select grown_id($1, n), grown(d.data::text, $2, n, $3), d.mt_dotnet_type, d.crm_position
                                from %I d, generate_series(1, $4) n where d.id = $5', documents.name, documents.name)
                        using kind, t, agents, accounts, original;
                end loop;
            end loop;
            update mt_event_progression set last_seq_id = (select max(seq_id) from mt_events);
        end
        $$;
        """;
}
