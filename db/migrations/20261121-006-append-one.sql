-- A command that comes alone gets a function of its own; crm_append loses its branch for it.

-- The only writer of mt_events and mt_streams: appends a batch of units under one lock, so that the order of seq_id is the
-- order of commits. Call it as a statement of its own, never inside a longer transaction: the lock is held until the commit.
--
-- A unit is what one command writes: entries (a stream with the version expected and the number of its events; an entry
-- without events only asserts a version), events in order of entries, and perhaps a key under which the answer is kept.
-- Each unit is appended whole or not at all, whatever becomes of the others.
--
--   chained         whether a stream stands in several entries; a later one then builds on the earlier ones
--   entry_slots     the first entry of the same stream
--   entry_expected  -1: any version
--   outcomes        per unit: 0 appended, 1 conflict (an entry's version is not the one expected), 2 answered before
--   versions        per entry: the version of its stream that the unit met
--   positions       seq_id of the appended events, in order, those of units that were not appended left out
--   answered_*      per unit of outcome 2
create or replace function crm_append(
    unit_count int, chained boolean,
    entry_units int[], entry_slots int[], entry_streams uuid[], entry_types text[], entry_expected bigint[], entry_counts int[],
    event_entries int[], event_offsets int[], event_ids uuid[], event_types text[], event_data jsonb[],
    event_correlations text[], event_causations text[], event_headers jsonb[], event_users text[],
    key_units int[], key_callers text[], key_names text[], key_fingerprints bytea[], key_answers text[], key_events uuid[],
    out appended_at timestamp with time zone, out outcomes int[], out versions bigint[], out positions bigint[],
    out answered_units int[], out answered_fingerprints bytea[], out answered_answers text[], out answered_positions bigint[])
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set lock_timeout = '10s'
    set plan_cache_mode = force_generic_plan
as $$
declare
    last_position bigint := 0;
    last_instant timestamp with time zone;
    conflicted int[];
    reached bigint[] := array_fill(0::bigint, array[cardinality(entry_units)]);
    first int := 1;
    behind int;
    unit int;
    fits boolean;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise 'crm_append needs "read committed": it must see what was committed while it waited for its turn';
    end if;

    perform pg_advisory_xact_lock(1129467201);

    select e.seq_id, e.timestamp into last_position, last_instant from mt_events e order by e.seq_id desc limit 1;
    appended_at := greatest(clock_timestamp(), last_instant);
    last_position := coalesce(last_position, 0);
    outcomes := array_fill(0, array[unit_count]);

    if cardinality(key_units) > 0 then
        select array_agg(k.unit), array_agg(i.fingerprint), array_agg(i.answer), array_agg(i.position)
            into answered_units, answered_fingerprints, answered_answers, answered_positions
            from unnest(key_units, key_callers, key_names) as k (unit, caller, name)
            join crm_idempotency i on i.caller = k.caller and i.key = k.name;
        for i in 1 .. coalesce(cardinality(answered_units), 0) loop
            outcomes[answered_units[i]] := 2;
        end loop;
    end if;

    select array_agg(coalesce(s.version, 0) order by e.place),
           array_agg(e.unit) filter (where e.expected not in (-1, coalesce(s.version, 0)) and outcomes[e.unit] = 0)
        into versions, conflicted
        from unnest(entry_units, entry_streams, entry_expected) with ordinality as e (unit, stream, expected, place)
        left join mt_streams s on s.id = e.stream;

    if not chained then
        for i in 1 .. coalesce(cardinality(conflicted), 0) loop
            outcomes[conflicted[i]] := 1;
        end loop;
    else
        -- Unit by unit: what one appends is what the next one meets, and one that fails appends nothing.
        while first <= cardinality(entry_units) loop
            unit := entry_units[first];
            fits := true;
            behind := first;
            while behind <= cardinality(entry_units) and entry_units[behind] = unit loop
                versions[behind] := versions[entry_slots[behind]] + reached[entry_slots[behind]];
                fits := fits and entry_expected[behind] in (-1, versions[behind]);
                behind := behind + 1;
            end loop;
            if not fits and outcomes[unit] = 0 then
                outcomes[unit] := 1;
            end if;
            if outcomes[unit] = 0 then
                for i in first .. behind - 1 loop
                    reached[entry_slots[i]] := reached[entry_slots[i]] + entry_counts[i];
                end loop;
            end if;
            first := behind;
        end loop;
    end if;

    if not chained then
        insert into mt_streams (id, type, version, timestamp, created)
            select e.stream, e.type, versions[e.place] + e.events, appended_at, appended_at
                from unnest(entry_units, entry_streams, entry_types, entry_counts) with ordinality as e (unit, stream, type, events, place)
                where e.events > 0 and outcomes[e.unit] = 0
            on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp;
    else
        insert into mt_streams (id, type, version, timestamp, created)
            select distinct on (e.stream) e.stream, e.type, versions[e.place] + e.events, appended_at, appended_at
                from unnest(entry_units, entry_streams, entry_types, entry_counts) with ordinality as e (unit, stream, type, events, place)
                where e.events > 0 and outcomes[e.unit] = 0
                order by e.stream, e.place desc
            on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp;
    end if;

    with inserted as (
        insert into mt_events (
                seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, user_name)
            select nextval('mt_events_sequence'), e.id, entry_streams[e.entry], versions[e.entry] + e.place, e.data, e.type, appended_at,
                   e.correlation, e.causation, e.headers, e.author
                from unnest(
                    event_entries, event_offsets, event_ids, event_types, event_data,
                    event_correlations, event_causations, event_headers, event_users)
                    as e (entry, place, id, type, data, correlation, causation, headers, author)
                where outcomes[entry_units[e.entry]] = 0
            returning seq_id)
    select coalesce(array_agg(i.seq_id), '{}'), coalesce(max(i.seq_id), last_position) into positions, last_position from inserted i;

    if cardinality(key_units) > 0 then
        insert into crm_idempotency (caller, key, fingerprint, answer, position, answered_at)
            select k.caller, k.name, k.fingerprint, k.answer, coalesce(e.seq_id, last_position), appended_at
                from unnest(key_units, key_callers, key_names, key_fingerprints, key_answers, key_events)
                    as k (unit, caller, name, fingerprint, answer, event)
                left join mt_events e on e.id = k.event
                where outcomes[k.unit] = 0;
    end if;

    if cardinality(positions) > 0 then
        perform pg_notify('crm_events', last_position::text);
    end if;
end
$$;

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
