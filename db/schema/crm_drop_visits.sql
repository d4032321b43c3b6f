-- Drops days of visits, whole. Never a day within the last thirty, nor one that is not sealed to its end, whoever asks.
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
