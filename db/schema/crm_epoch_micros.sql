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
