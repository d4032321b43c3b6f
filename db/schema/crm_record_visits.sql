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
