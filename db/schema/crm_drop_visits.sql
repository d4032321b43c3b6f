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
