-- Hosts that project. A host that stops writing its heartbeat loses its shards when its lease runs out; the clock is the database's.
--   shards      the shards it can run: those of the projections it was built with, none when it does not know every event type
--   tables      the tables it reads; a table that no living host names is dropped
create table crm_hosts (
    id                  uuid                        not null,
    name                text                        not null,
    started_at          timestamp with time zone    not null default clock_timestamp(),
    lease_until         timestamp with time zone    not null,
    shards              text[]                      not null,
    tables              text[]                      not null,
    constraint pk_crm_hosts primary key (id)
);

-- One row per thing that one host at a time runs: a projection, a reaction, an agenda. The owner's lease is its row in crm_hosts.
--   epoch       grows with every change of hands; work begun under an older epoch cannot be committed
--   error       why it stands still, if it does; tried again at retry_at
create table crm_shards (
    name                text                        not null,
    kind                text                        not null,
    owner               uuid                        null,
    epoch               bigint                      not null default 0,
    paused              boolean                     not null default false,
    error               text                        null,
    error_since         timestamp with time zone    null,
    retry_at            timestamp with time zone    null,
    constraint pk_crm_shards primary key (name),
    constraint crm_shards_kind_known check (kind in ('projection', 'reaction', 'agenda'))
);

-- The tables of projections, by version.
--   layout      fingerprint of the columns and indexes the table has
--   wanted      the layout of the host that started last; where it differs the table is rebuilt as for a new version
--   built_to    the position it has to reach before it is complete for the first time
create table crm_projections (
    table_name          text                        not null,
    shard               text                        not null,
    projection          text                        not null,
    version             int                         not null,
    layout              text                        not null,
    wanted              text                        not null,
    built_to            bigint                      not null,
    created_at          timestamp with time zone    not null default clock_timestamp(),
    constraint pk_crm_projections primary key (table_name)
);

-- Event types that were met in the store, so that a host that does not know one of them takes no shard.
create table crm_event_types (
    alias               text                        not null,
    first_position      bigint                      not null,
    constraint pk_crm_event_types primary key (alias)
);

-- Documents whose fold threw: they keep the state before that event, and their later events are remembered until a retry.
create table crm_quarantine (
    shard               text                        not null,
    key                 text                        not null,
    position            bigint                      not null,
    error               text                        not null,
    since               timestamp with time zone    not null default clock_timestamp(),
    attempts            int                         not null default 1,
    constraint pk_crm_quarantine primary key (shard, key)
);

-- The events that a document in quarantine has not seen.
create table crm_quarantined_events (
    shard               text                        not null,
    key                 text                        not null,
    position            bigint                      not null,
    constraint pk_crm_quarantined_events primary key (shard, key, position),
    constraint fk_crm_quarantined_events_document foreign key (shard, key) references crm_quarantine (shard, key) on update cascade on delete cascade
);

-- Rebuilds under way or interrupted. A view is built in passes over ranges of the hash of the document key, each loaded in one transaction;
-- then it is caught up like a live one and swapped in.
--   target      the position the passes read up to
--   hash_done   keys whose hash (0 … 4294967296) is below this are loaded
--   position    how far the loaded view has been caught up; null while there are passes to come
create table crm_rebuilds (
    shard               text                        not null,
    table_name          text                        not null,
    layout              text                        not null,
    target              bigint                      not null,
    hash_done           bigint                      not null default 0,
    position            bigint                      null,
    events_per_second   int                         not null default 0,
    seconds_left        int                         null,
    share_done          numeric                     not null default 0,
    started_at          timestamp with time zone    not null default clock_timestamp(),
    updated_at          timestamp with time zone    not null default clock_timestamp(),
    constraint pk_crm_rebuilds primary key (shard)
);

-- Views built as they stood at an earlier position, in schemas of their own, until they expire or are dropped.
create table crm_views_as_of (
    schema_name         text                        not null,
    table_name          text                        not null,
    projection          text                        not null,
    version             int                         not null,
    position            bigint                      not null,
    built_at            timestamp with time zone    not null default clock_timestamp(),
    expires_at          timestamp with time zone    not null,
    constraint pk_crm_views_as_of primary key (schema_name, table_name)
);

-- Events whose effect failed for good; an operator re-drives or discards them.
create table crm_dead_letters (
    reaction            text                        not null,
    position            bigint                      not null,
    event_id            uuid                        not null,
    stream_id           uuid                        not null,
    event_type          text                        not null,
    error               text                        not null,
    attempts            int                         not null,
    since               timestamp with time zone    not null default clock_timestamp(),
    last_attempt_at     timestamp with time zone    not null default clock_timestamp(),
    redrive             boolean                     not null default false,
    constraint pk_crm_dead_letters primary key (reaction, position)
);

-- Deadlines that came and could not be met at once: refused for now, or failed. A row goes when its item goes.
--   due_at      microseconds since 1970 UTC, as in the agenda's documents
--   next_at     when it is tried again, by the system's clock; null: it is dead and waits for an operator
create table crm_agenda_attempts (
    agenda              text                        not null,
    item_id             text                        not null,
    due_at              bigint                      not null,
    attempts            int                         not null,
    outcome             text                        not null,
    detail              text                        not null,
    since               timestamp with time zone    not null default clock_timestamp(),
    next_at             timestamp with time zone    null,
    constraint pk_crm_agenda_attempts primary key (agenda, item_id, due_at),
    constraint crm_agenda_attempts_outcome_known check (outcome in ('refused', 'failed', 'still_due'))
);

-- An instant in ISO 8601 as microseconds since 1970 UTC. Immutable, unlike a cast to timestamptz, so that generated columns can use it.
-- Reads what System.Text.Json writes: a date, or date and time with up to seven decimals and "Z" or an offset; without one it is UTC.
create function crm_epoch_micros(instant text) returns bigint
    language sql
    immutable
    parallel safe
as $$
    select (make_date(substr(instant, 1, 4)::int, substr(instant, 6, 2)::int, substr(instant, 9, 2)::int) - date '1970-01-01')::bigint * 86400000000
        + case when length(instant) > 10
            then substr(instant, 12, 2)::bigint * 3600000000 + substr(instant, 15, 2)::bigint * 60000000 + substr(instant, 18, 2)::bigint * 1000000
                + case when substr(instant, 20, 1) = '.' then rpad(substr(substring(instant from '^.{20}([0-9]+)'), 1, 6), 6, '0')::bigint else 0 end
                - case when substr(instant, length(instant) - 5, 1) in ('+', '-')
                    then (substr(instant, length(instant) - 5, 1) || '1')::bigint
                        * (substr(instant, length(instant) - 4, 2)::bigint * 3600000000 + right(instant, 2)::bigint * 60000000)
                    else 0 end
            else 0 end
$$;

-- A host's heartbeat: prolongs its lease, takes shards of the dead and the unowned up to its fair share, and answers the shards it owns now.
-- Hosts come one after the other. What is surplus or paused the host lays down and then gives back itself.
--   can_run     the shards it may own; none when it does not know every event type
--   reads       the tables its queries read
create function crm_beat(
    host uuid, host_name text, lease interval, can_run text[], reads text[],
    out shard text, out epoch bigint, out surplus boolean, out paused boolean)
    returns setof record
    language plpgsql
    volatile
as $$
#variable_conflict use_column
declare
    share int;
    mine int;
begin
    perform pg_advisory_xact_lock(1129467203);

    insert into crm_hosts (id, name, lease_until, shards, tables)
        values (host, host_name, clock_timestamp() + lease, can_run, reads)
        on conflict (id) do update
            set lease_until = excluded.lease_until, shards = excluded.shards, tables = excluded.tables;
    delete from crm_hosts where lease_until < clock_timestamp() - interval '1 day';

    -- A shard counts for its part among the living hosts that can run it; the share is rounded up so that none is left over.
    select ceil(coalesce(sum(1.0 / a.able), 0)) into share
        from (
            select count(*) as able
                from unnest(can_run) as c (name)
                join crm_hosts h on h.lease_until > clock_timestamp() and c.name = any (h.shards)
                group by c.name) a;
    select count(*) into mine from crm_shards where owner = host;

    if mine < share then
        update crm_shards set owner = host, epoch = crm_shards.epoch + 1
            where name in (
                select s.name
                    from crm_shards s
                    where s.name = any (can_run) and s.owner is distinct from host
                        and not exists (select from crm_hosts h where h.id = s.owner and h.lease_until > clock_timestamp())
                    order by (select count(*) from crm_hosts h where h.lease_until > clock_timestamp() and s.name = any (h.shards)), s.name
                    limit share - mine);
    end if;

    return query
        select s.name, s.epoch,
            not (s.name = any (can_run))
                or row_number() over (
                    order by s.name = any (can_run) desc,
                        (select count(*) from crm_hosts h where h.lease_until > clock_timestamp() and s.name = any (h.shards)), s.name) > share,
            s.paused
            from crm_shards s
            where s.owner = host;
end
$$;

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
