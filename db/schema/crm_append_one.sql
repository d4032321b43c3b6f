-- crm_append for the command that comes alone and is of the usual kind: one event, a version expected, no key. The same lock, order,
-- instant and wake-up; plain values, where unpacking arrays would cost more than the append itself.
--
--   at_position  of the event; null when the stream is not at the version expected: then nothing was written
create function crm_append_one(
    stream uuid, stream_type text, expected bigint, event_id uuid, event_type text, event_data jsonb,
    correlation text, causation text, headers_ jsonb, author text,
    out at_position bigint, out appended_at timestamp with time zone)
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set lock_timeout = '10s'
as $$
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise 'crm_append_one needs "read committed": it must see what was committed while it waited for its turn';
    end if;

    perform pg_advisory_xact_lock(1129467201);

    select e.timestamp into appended_at from mt_events e order by e.seq_id desc limit 1;
    appended_at := greatest(clock_timestamp(), appended_at);

    if expected = 0 then
        insert into mt_streams (id, type, version, timestamp, created) values (stream, stream_type, 1, appended_at, appended_at)
            on conflict do nothing;
    else
        update mt_streams set version = expected + 1, timestamp = appended_at where id = stream and version = expected;
    end if;
    if not found then
        return;
    end if;

    insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, user_name)
        values (nextval('mt_events_sequence'), event_id, stream, expected + 1, event_data, event_type, appended_at,
            correlation, causation, headers_, author)
        returning seq_id into at_position;
    perform pg_notify('crm_events', at_position::text);
end
$$;
