-- Who may do what. Run after the migrations, as often as you like, by a role that may create roles:
--   crm_owner    owns tables and functions; used for schema changes only
--   crm_serving  what the host's login is a member of: reads everything, appends through crm_append, adds seals, keeps the read side.
--                It cannot change or delete an event, a seal or a line of the access log, nor a stream, which would take its events along.
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
    -- Views as of another time are in schemas of their own.
    execute format('grant create on database %I to crm_serving', current_database());

    -- The read side is the host's own: it makes, swaps and drops these tables.
    for relation in
        select c.oid::regclass as name from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and (c.relname like 'mt\_doc\_%' or c.relname like 'crm\_counter\_%')
                and pg_get_userbyid(c.relowner) <> 'crm_serving'
    loop
        execute format('alter table %s owner to crm_serving', relation.name);
    end loop;

    for relation in
        select c.oid::regclass as name, c.relname, c.relispartition, pg_get_userbyid(c.relowner) as owner,
                exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid where t.tgrelid = c.oid and p.proname like '%append\_only') as append_only
            from pg_class c
            where c.relnamespace = 'public'::regnamespace
                and c.relkind in ('r', 'p', 'v')
                and ((c.relname like 'crm\_%' and c.relname not like 'crm\_counter\_%') or c.relname in ('mt_streams', 'mt_events', 'mt_event_progression'))
    loop
        if relation.owner <> 'crm_owner' then
            execute format('alter table %s owner to crm_owner', relation.name);
        end if;
        -- A partition is reached through its parent.
        if relation.relispartition then
            execute format('revoke all on %s from crm_serving', relation.name);
            continue;
        end if;
        execute format('grant select on %s to crm_serving', relation.name);
        if relation.append_only or relation.relname in ('mt_streams', 'mt_events', 'crm_idempotency', 'crm_schema_migrations') then
            execute format('revoke insert, update, delete, truncate on %s from crm_serving', relation.name);
        else
            execute format('grant insert, update, delete on %s to crm_serving', relation.name);
        end if;
        if relation.relname in ('crm_seals', 'crm_seal_keys') then
            execute format('grant insert on %s to crm_serving', relation.name);
        end if;
    end loop;
    grant usage on all sequences in schema public to crm_serving;
    revoke usage on sequence mt_events_sequence from crm_serving;

    -- Nobody but the host appends.
    for routine in
        select p.oid::regprocedure as name, pg_get_userbyid(p.proowner) as owner from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.proname like 'crm\_%'
    loop
        if routine.owner <> 'crm_owner' then
            execute format('alter function %s owner to crm_owner', routine.name);
        end if;
        execute format('revoke execute on function %s from public', routine.name);
        execute format('grant execute on function %s to crm_serving', routine.name);
    end loop;
end
$$;
