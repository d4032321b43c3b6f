-- The days of visits that are older than a date, each with its rows, the SHA-256 over their hashes in order, which stays of them, and whether
-- something of a person under a legal hold is among them.
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
