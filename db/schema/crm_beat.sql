-- A host's heartbeat: prolongs its lease, takes shards of the dead and the unowned up to its fair share, and answers the shards it owns now.
-- Hosts come one after the other. What is surplus or paused the host lays down and then gives back itself.
--   can_run     the shards it may own; none when it does not know every event type
--   reads       the tables its queries read
create function crm_beat(
    host uuid, host_name text, lease interval, can_run text[], reads text[],
    out shard text, out epoch bigint, out surplus boolean, out paused boolean)
    returns setof record
    language plpgsql
    volatile
as $$
#variable_conflict use_column
declare
    share int;
    mine int;
begin
    perform pg_advisory_xact_lock(1129467203);

    insert into crm_hosts (id, name, lease_until, shards, tables)
        values (host, host_name, clock_timestamp() + lease, can_run, reads)
        on conflict (id) do update
            set lease_until = excluded.lease_until, shards = excluded.shards, tables = excluded.tables;
    delete from crm_hosts where lease_until < clock_timestamp() - interval '1 day';

    -- A shard counts for its part among the living hosts that can run it; the share is rounded up so that none is left over.
    select ceil(coalesce(sum(1.0 / a.able), 0)) into share
        from (
            select count(*) as able
                from unnest(can_run) as c (name)
                join crm_hosts h on h.lease_until > clock_timestamp() and c.name = any (h.shards)
                group by c.name) a;
    select count(*) into mine from crm_shards where owner = host;

    if mine < share then
        update crm_shards set owner = host, epoch = crm_shards.epoch + 1
            where name in (
                select s.name
                    from crm_shards s
                    where s.name = any (can_run) and s.owner is distinct from host
                        and not exists (select from crm_hosts h where h.id = s.owner and h.lease_until > clock_timestamp())
                    order by (select count(*) from crm_hosts h where h.lease_until > clock_timestamp() and s.name = any (h.shards)), s.name
                    limit share - mine);
    end if;

    return query
        select s.name, s.epoch,
            not (s.name = any (can_run))
                or row_number() over (
                    order by s.name = any (can_run) desc,
                        (select count(*) from crm_hosts h where h.lease_until > clock_timestamp() and s.name = any (h.shards)), s.name) > share,
            s.paused
            from crm_shards s
            where s.owner = host;
end
$$;
