-- Accounts and addresses that are locked out after too many failed sign-ins; each lock lasts twice as long as the one before.
--   locked_at     failures before it count no more; null when the lock was taken back
--   times         how many locks in a row
create table crm_sign_in_locks (
    subject             text                        not null,
    locked_at           timestamp with time zone    null,
    locked_until        timestamp with time zone    not null,
    times               integer                     not null,
    constraint pk_crm_sign_in_locks primary key (subject)
);

-- Who came from where. Visits are summed by address, person and hour: the first of an hour is written at once, the others when the hour
-- is over; every refusal is a row of its own. Rows are never changed; a day is a partition and goes as a whole.
--   kind            visit, or what was refused: refused-address, refused-role, refused-credentials, refused-too-many
--   address_mark    the address under the installation's secret, to find and count by
--   address         the address, encrypted as personal data of the user, or of nobody
--   requests        how many requests the row stands for
create table crm_visits (
    at                  timestamp with time zone    not null,
    kind                text                        not null,
    address_mark        uuid                        null,
    address             text                        null,
    user_id             uuid                        null,
    requests            bigint                      not null
) partition by range (at);

create index idx_crm_visits_at on crm_visits (at desc);

create index idx_crm_visits_address on crm_visits (address_mark, at desc);

-- Who came from where stays on record: rows go only with their whole partition.
create function crm_visits_append_only() returns trigger
    language plpgsql
as $$
begin
    raise 'crm_visits is append-only: % is not allowed', lower(tg_op) using errcode = 'restrict_violation';
end
$$;

create trigger crm_visits_append_only before update or delete on crm_visits
    for each row execute function crm_visits_append_only();

-- Writes visits; the partition of a day is made with the day's first row.
create function crm_record_visits(
    at timestamp with time zone[], kind text[], address_mark uuid[], address text[], user_id uuid[], requests bigint[])
    returns void
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
as $$
declare
    day timestamp with time zone;
    partition_name text;
begin
    for day in select distinct date_trunc('day', a) from unnest(at) as a loop
        partition_name := 'crm_visits_' || to_char(day, 'YYYY_MM_DD');
        if to_regclass('public.' || partition_name) is null then
            perform pg_advisory_xact_lock(hashtext('crm_visits'));
            execute format(
                'create table if not exists %I partition of crm_visits for values from (%L) to (%L)', partition_name, day, day + interval '1 day');
        end if;
    end loop;

    insert into crm_visits (at, kind, address_mark, address, user_id, requests)
        select * from unnest(at, kind, address_mark, address, user_id, requests);
end
$$;

-- The days of visits that are older than a date, each with its rows and the SHA-256 over their hashes in order: what stays of them.
create function crm_old_visits(before date)
    returns table (day date, "rows" bigint, digest text)
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
            select count(*), coalesce(encode(sha256(string_agg(h, ''::bytea order by h)), 'hex'), '')
                from (select sha256(convert_to(v::text, 'UTF8')) as h from %I v) hashes
            $digest$, partition_name) into "rows", digest;
        return next;
    end loop;
end
$$;

-- Drops days of visits, whole. Never a day within the last thirty, whoever asks.
create function crm_drop_visits(days date[])
    returns void
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
as $$
declare
    day date;
begin
    foreach day in array days loop
        if day > (clock_timestamp() at time zone 'UTC')::date - 30 then
            raise 'visits of % are younger than thirty days', day using errcode = 'restrict_violation';
        end if;
        execute format('drop table if exists %I', 'crm_visits_' || to_char(day, 'YYYY_MM_DD'));
    end loop;
end
$$;

-- What a look-up service said of addresses that were refused; kept so that none is asked twice in a month.
create table crm_address_facts (
    address_mark        uuid                        not null,
    country             text                        null,
    city                text                        null,
    isp                 text                        null,
    is_vpn              boolean                     null,
    is_proxy            boolean                     null,
    risk                integer                     null,
    looked_up_at        timestamp with time zone    not null,
    constraint pk_crm_address_facts primary key (address_mark)
);

-- When each key of a program was used last; written now and then, not with every request.
create table crm_api_key_uses (
    key_id              uuid                        not null,
    used_at             timestamp with time zone    not null,
    address_mark        uuid                        null,
    constraint pk_crm_api_key_uses primary key (key_id)
);
