-- Who came from where stays on record: rows go only with their whole partition.
create function crm_visits_append_only() returns trigger
    language plpgsql
as $$
begin
    raise 'crm_visits is append-only: % is not allowed', lower(tg_op) using errcode = 'restrict_violation';
end
$$;

create trigger crm_visits_append_only before update or delete on crm_visits
    for each row execute function crm_visits_append_only();
