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
