-- Visits get a chain of seals of their own. Rows are sealed in the order of their arrival, which is not that of their instants: a visit stands
-- under its hour, and hosts write when they get to it. A day of arrivals is a partition, sealed for itself and dropped as a whole.
create temporary table visits_before on commit drop as select at, kind, address_mark, address, user_id, requests from crm_visits;

drop table crm_visits;

create table crm_visits (
    arrived_at          timestamp with time zone    not null,
    at                  timestamp with time zone    not null,
    kind                text                        not null,
    address_mark        uuid                        null,
    address             text                        null,
    user_id             uuid                        null,
    requests            bigint                      not null
) partition by range (arrived_at);

create index idx_crm_visits_arrived on crm_visits (arrived_at);

create index idx_crm_visits_at on crm_visits (at desc);

create index idx_crm_visits_address on crm_visits (address_mark, at desc);

create trigger crm_visits_append_only before update or delete on crm_visits
    for each row execute function crm_visits_append_only();

-- Writes visits, each with an arrival of its own behind every earlier one: whoever writes has the lock until his commit, so that the rows that can
-- be seen are always all up to some arrival. The partition of a day is made with the day's first row.
create or replace function crm_record_visits(
    at timestamp with time zone[], kind text[], address_mark uuid[], address text[], user_id uuid[], requests bigint[])
    returns void
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
as $$
declare
    arrival timestamp with time zone;
    day timestamp with time zone;
    partition_name text;
begin
    perform pg_advisory_xact_lock(1129467213);
    select greatest(
            clock_timestamp(),
            (select max(v.arrived_at) + interval '1 microsecond' from crm_visits v),
            (select max(timestamptz 'epoch' + (s.last_position + 1) * interval '1 microsecond') from crm_seals s where s.chain = 'visits'))
        into arrival;
    for day in
        select * from generate_series(
            date_trunc('day', arrival), date_trunc('day', arrival + cardinality(kind) * interval '1 microsecond'), interval '1 day')
    loop
        partition_name := 'crm_visits_' || to_char(day, 'YYYY_MM_DD');
        if to_regclass('public.' || partition_name) is null then
            execute format(
                'create table if not exists %I partition of crm_visits for values from (%L) to (%L)', partition_name, day, day + interval '1 day');
        end if;
    end loop;

    insert into crm_visits (arrived_at, at, kind, address_mark, address, user_id, requests)
        select arrival + (v.n - 1) * interval '1 microsecond', v.at, v.kind, v.address_mark, v.address, v.user_id, v.requests
            from unnest(at, kind, address_mark, address, user_id, requests) with ordinality as v (at, kind, address_mark, address, user_id, requests, n);
end
$$;

do $$
declare
    day timestamp with time zone;
begin
    set local timezone = 'UTC';
    create temporary table arrivals on commit drop as
        select at + (row_number() over (partition by at order by kind, address_mark, user_id) - 1) * interval '1 microsecond' as arrived_at,
                at, kind, address_mark, address, user_id, requests
            from visits_before;
    for day in select distinct date_trunc('day', arrived_at) from arrivals loop
        execute format(
            'create table %I partition of crm_visits for values from (%L) to (%L)', 'crm_visits_' || to_char(day, 'YYYY_MM_DD'), day, day + interval '1 day');
    end loop;
    insert into crm_visits (arrived_at, at, kind, address_mark, address, user_id, requests) select * from arrivals order by arrived_at;
end
$$;

-- The days of visits that are older than a date, each with its rows, the SHA-256 over their hashes in order, which stays of them, and whether
-- something of a person under a legal hold is among them.
drop function crm_old_visits(date);

create function crm_old_visits(before date, held uuid[])
    returns table (day date, "rows" bigint, digest text, is_held boolean)
    language plpgsql
    stable
    security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
as $$
declare
    partition_name text;
begin
    for partition_name in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'public.crm_visits'::regclass and c.relname ~ '^crm_visits_[0-9]{4}_[0-9]{2}_[0-9]{2}$'
            order by c.relname
    loop
        day := to_date(right(partition_name, 10), 'YYYY_MM_DD');
        continue when day >= before;
        execute format(
            $digest$
            select count(*), coalesce(encode(sha256(string_agg(h, ''::bytea order by h)), 'hex'), ''), coalesce(bool_or(user_id = any ($1)), false)
                from (select sha256(convert_to(v::text, 'UTF8')) as h, v.user_id from %I v) hashes
            $digest$, partition_name) into "rows", digest, is_held using held;
        return next;
    end loop;
end
$$;

-- Drops days of visits, whole. Never a day within the last thirty, nor one that is not sealed to its end, whoever asks.
create or replace function crm_drop_visits(days date[])
    returns void
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
as $$
declare
    day date;
    is_sealed boolean;
begin
    foreach day in array days loop
        if day > (clock_timestamp() at time zone 'UTC')::date - 30 then
            raise 'visits of % are younger than thirty days', day using errcode = 'restrict_violation';
        end if;
        select not exists (
                select from crm_visits v
                    where v.arrived_at >= day and v.arrived_at < day + 1
                        and v.arrived_at > timestamptz 'epoch'
                            + coalesce((select max(s.last_position) from crm_seals s where s.chain = 'visits'), 0) * interval '1 microsecond')
            into is_sealed;
        if not is_sealed then
            raise 'visits of % are not sealed yet', day using errcode = 'restrict_violation';
        end if;
        execute format('drop table if exists %I', 'crm_visits_' || to_char(day, 'YYYY_MM_DD'));
    end loop;
end
$$;

-- The months of the log of reads that ended by a date, each with its rows, the SHA-256 over their hashes in order, which stays of them, and whether
-- something of a person under a legal hold is among them: what was read of him, or what he read.
create function crm_old_reads(before date, held uuid[])
    returns table (month date, "rows" bigint, digest text, is_held boolean)
    language plpgsql
    stable
    security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
as $$
declare
    partition_name text;
begin
    for partition_name in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'public.crm_access_log'::regclass and c.relname ~ '^crm_access_log_[0-9]{4}_[0-9]{2}$'
            order by c.relname
    loop
        month := to_date(right(partition_name, 7), 'YYYY_MM');
        continue when month + interval '1 month' > before;
        execute format(
            $digest$
            select count(*), coalesce(encode(sha256(string_agg(h, ''::bytea order by h)), 'hex'), ''),
                    coalesce(bool_or(actor_id = any ($1) or subject = any ($1::text[]) or asked->'records' ?| $1::text[]), false)
                from (select sha256(convert_to(r::text, 'UTF8')) as h, r.actor_id, r.subject, r.asked from %I r) hashes
            $digest$, partition_name) into "rows", digest, is_held using held;
        return next;
    end loop;
end
$$;

-- Drops months of the log of reads, whole. Never one that ended within the last ninety days, nor one that is not sealed to its end, whoever asks.
create function crm_drop_reads(months date[])
    returns void
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
as $$
declare
    month date;
    is_sealed boolean;
begin
    foreach month in array months loop
        if (month + interval '1 month')::date > (clock_timestamp() at time zone 'UTC')::date - 90 then
            raise 'reads of % are younger than ninety days', to_char(month, 'YYYY-MM') using errcode = 'restrict_violation';
        end if;
        select not exists (
                select from crm_access_log r
                    where r.at >= month and r.at < month + interval '1 month'
                        and r.at > timestamptz 'epoch'
                            + coalesce((select max(s.last_position) from crm_seals s where s.chain = 'access_log'), 0) * interval '1 microsecond')
            into is_sealed;
        if not is_sealed then
            raise 'reads of % are not sealed yet', to_char(month, 'YYYY-MM') using errcode = 'restrict_violation';
        end if;
        execute format('drop table if exists %I', 'crm_access_log_' || to_char(month, 'YYYY_MM'));
    end loop;
end
$$;
