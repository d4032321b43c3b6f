-- One row per stream. Marten 9's layout: nothing of ours is added here.
create table mt_streams (
    id                  uuid                        not null,
    type                varchar                     null,
    version             bigint                      null,
    timestamp           timestamp with time zone    not null default now(),
    snapshot            jsonb                       null,
    snapshot_version    integer                     null,
    created             timestamp with time zone    not null default now(),
    tenant_id           varchar                     null default '*DEFAULT*',
    is_archived         boolean                     null default false,
    constraint pkey_mt_streams_id primary key (id)
);

-- Every event of every stream. Marten 9's layout with its optional metadata and its optional unique index on the id:
-- nothing of ours is added here. Rows are written by crm_append only; the order of seq_id is the order of commits.
create sequence mt_events_sequence;

create table mt_events (
    seq_id              bigint                      not null,
    id                  uuid                        not null,
    stream_id           uuid                        null,
    version             bigint                      not null,
    data                jsonb                       not null,
    bdata               bytea                       null,
    type                varchar(500)                not null,
    timestamp           timestamp with time zone    not null default now(),
    tenant_id           varchar                     null default '*DEFAULT*',
    mt_dotnet_type      varchar                     null,
    correlation_id      varchar                     null,
    causation_id        varchar                     null,
    headers             jsonb                       null,
    user_name           varchar                     null,
    is_archived         boolean                     null default false,
    constraint pkey_mt_events_seq_id primary key (seq_id),
    constraint fkey_mt_events_stream_id foreign key (stream_id) references mt_streams (id) on delete cascade
);

alter sequence mt_events_sequence owned by mt_events.seq_id;

create unique index pk_mt_events_stream_and_version on mt_events (stream_id, version);

create unique index idx_mt_events_event_id on mt_events (id);

-- How far each projection has come. Marten 9's layout.
create table mt_event_progression (
    name                varchar                     not null,
    last_seq_id         bigint                      null,
    last_updated        timestamp with time zone    null default transaction_timestamp(),
    constraint pk_mt_event_progression primary key (name)
);

-- What was answered under a caller's key, kept for ever and written in the same append as the events.
create table crm_idempotency (
    caller              text                        not null,
    key                 text                        not null,
    fingerprint         bytea                       not null,
    answer              text                        not null,
    position            bigint                      not null,
    answered_at         timestamp with time zone    not null,
    constraint pk_crm_idempotency primary key (caller, key)
);

-- One key per person whose data is in events, wrapped by the master key. Without the key the data is gone.
create table crm_subject_keys (
    subject_id          uuid                        not null,
    wrapped_key         bytea                       null,
    created_at          timestamp with time zone    not null default now(),
    destroyed_at        timestamp with time zone    null,
    constraint pk_crm_subject_keys primary key (subject_id),
    constraint crm_subject_keys_present_or_destroyed check ((wrapped_key is null) = (destroyed_at is not null))
);

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
create function crm_append(
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

    -- Nobody else waits and the command is of the usual kind: the same without arrays. What does not fit is explained further down.
    if unit_count = 1 and cardinality(event_ids) = 1 and cardinality(entry_units) = 1 and cardinality(key_units) = 0 and entry_expected[1] >= 0 then
        if entry_expected[1] = 0 then
            insert into mt_streams (id, type, version, timestamp, created)
                values (entry_streams[1], entry_types[1], 1, appended_at, appended_at)
                on conflict do nothing;
        else
            update mt_streams set version = entry_expected[1] + 1, timestamp = appended_at
                where id = entry_streams[1] and version = entry_expected[1];
        end if;
        if found then
            insert into mt_events (
                    seq_id, id, stream_id, version, data, type, timestamp, correlation_id, causation_id, headers, user_name)
                values (nextval('mt_events_sequence'), event_ids[1], entry_streams[1], entry_expected[1] + 1, event_data[1], event_types[1],
                    appended_at, event_correlations[1], event_causations[1], event_headers[1], event_users[1])
                returning seq_id into last_position;
            versions := entry_expected;
            positions := array[last_position];
            perform pg_notify('crm_events', last_position::text);
            return;
        end if;
    end if;

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
