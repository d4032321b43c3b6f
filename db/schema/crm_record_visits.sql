-- Writes visits, each with an arrival of its own behind every earlier one: whoever writes has the lock until his commit, so that the rows that can
-- be seen are always all up to some arrival. The partition of a day is made with the day's first row.
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
