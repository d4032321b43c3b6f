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
