-- Moves checkpoints, in the transaction that writes the documents they stand for. Fails as a whole when one of the shards does not stand
-- where its reader believed, changed hands or was paused: what was computed on that belief must not be written.
-- The checkpoint comes first: its row lock is what a swap or a retry of the same shard holds while it changes the epoch.
create function crm_advance(host uuid, names text[], epochs bigint[], previous bigint[], next bigint[]) returns void
    language plpgsql
    volatile
as $$
declare
    rows_met int;
begin
    update mt_event_progression p set last_seq_id = a.next, last_updated = clock_timestamp()
        from unnest(names, previous, next) as a (name, previous, next)
        where p.name = a.name and p.last_seq_id = a.previous;
    get diagnostics rows_met = row_count;
    if rows_met <> cardinality(names) then
        raise 'a checkpoint was moved by somebody else' using errcode = 'CRM01';
    end if;

    select count(*) into rows_met
        from crm_shards s
        join unnest(names, epochs) as a (name, epoch) on a.name = s.name
        where s.owner = host and s.epoch = a.epoch and not s.paused;
    if rows_met <> cardinality(names) then
        raise 'a shard changed hands' using errcode = 'CRM01';
    end if;

    -- Who moves is not blocked any more.
    update crm_shards set error = null, error_since = null, retry_at = null where name = any (names) and error is not null;
end
$$;
