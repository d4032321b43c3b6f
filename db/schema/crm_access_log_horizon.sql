-- Up to which microsecond the access log is settled: whoever writes a row holds the lock shared from before he takes its instant until his
-- commit, so that once we have had it alone, every row before this instant can be seen.
create function crm_access_log_horizon() returns bigint
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set lock_timeout = '5s'
as $$
declare
    settled_at timestamp with time zone;
begin
    perform pg_advisory_xact_lock(1129467211);
    settled_at := clock_timestamp();
    return (extract(epoch from settled_at) * 1000000)::bigint - 1;
end
$$;
