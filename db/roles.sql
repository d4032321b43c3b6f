-- Who may do what, for a database that is not the host's private one. Run after the migrations, as often as you like, by a role
-- that may create roles:
--   crm_owner    owns tables and functions; used for schema changes only
--   crm_serving  what the host's login is a member of: reads everything, appends through crm_append, keeps the read side.
--                It cannot change or delete an event, nor a stream, which would take its events along.
do $$
declare
    relation record;
    routine record;
begin
    if not exists (select from pg_roles where rolname = 'crm_owner') then
        create role crm_owner nologin;
    end if;
    if not exists (select from pg_roles where rolname = 'crm_serving') then
        create role crm_serving nologin;
    end if;

    grant usage, create on schema public to crm_owner;
    grant usage, create on schema public to crm_serving;

    for relation in
        select c.oid::regclass as name, c.relkind, c.relname
            from pg_class c
            where c.relnamespace = 'public'::regnamespace
                and c.relkind in ('r', 'p', 'v') and not c.relispartition -- a partition is reached through its parent
                and (c.relname like 'crm\_%' or c.relname in ('mt_streams', 'mt_events', 'mt_event_progression'))
    loop
        execute format('alter table %s owner to crm_owner', relation.name);
        execute format('grant select on %s to crm_serving', relation.name);
        if relation.relname not in ('mt_streams', 'mt_events', 'crm_idempotency', 'crm_schema_migrations', 'crm_access_log', 'crm_visits',
                'crm_seals', 'crm_seal_keys') then
            execute format('grant insert, update, delete on %s to crm_serving', relation.name);
        elsif relation.relname in ('crm_seals', 'crm_seal_keys') then
            execute format('revoke update, delete, truncate on %s from crm_serving', relation.name);
            execute format('grant insert on %s to crm_serving', relation.name);
        end if;
    end loop;
    grant usage on all sequences in schema public to crm_serving;
    revoke usage on sequence mt_events_sequence from crm_serving;

    -- Nobody but the host appends.
    for routine in
        select p.oid::regprocedure as name from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.proname like 'crm\_%'
    loop
        execute format('alter function %s owner to crm_owner', routine.name);
        execute format('revoke execute on function %s from public', routine.name);
        execute format('grant execute on function %s to crm_serving', routine.name);
    end loop;
end
$$;
