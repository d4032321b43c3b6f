-- Searches for a part of a name go through trigram indexes where the server has them; where it has not, they go through plain ones.
-- Here and not when a table is made: who serves may not create extensions.
do $$
begin
    create extension if not exists pg_trgm;
exception when others then
    raise notice 'pg_trgm is not available: %', sqlerrm;
end
$$;
