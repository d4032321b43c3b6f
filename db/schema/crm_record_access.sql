-- Writes a row of the access log; the partition of the month is made with the month's first row. The lock and the last seal see to it that
-- no row appears in a range that is sealed (crm_access_log_horizon), whatever the clock does.
create function crm_record_access(
    reads uuid, actor_id uuid, kind text, stage text, subject text, asked jsonb, rows bigint, permission text, correlation_id text)
    returns void
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
as $$
declare
    read_at timestamp with time zone;
    month timestamp with time zone;
    partition_name text;
begin
    perform pg_advisory_xact_lock_shared(1129467211);
    select greatest(clock_timestamp(), max(timestamptz 'epoch' + (s.last_position + 1) * interval '1 microsecond')) into read_at
        from (select last_position from crm_seals where chain = 'access_log' order by number desc limit 1) s;
    month := date_trunc('month', read_at);
    partition_name := 'crm_access_log_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || partition_name) is null then
        perform pg_advisory_xact_lock(hashtext('crm_access_log'));
        execute format(
            'create table if not exists %I partition of crm_access_log for values from (%L) to (%L)',
            partition_name, month, month + interval '1 month');
    end if;

    insert into crm_access_log (at, reads, actor_id, kind, stage, subject, asked, rows, permission, correlation_id)
        values (read_at, reads, actor_id, kind, stage, subject, asked, rows, permission, correlation_id);
end
$$;
