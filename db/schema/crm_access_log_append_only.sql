-- What was read stays on record: rows go only with their whole partition.
create function crm_access_log_append_only() returns trigger
    language plpgsql
as $$
begin
    raise 'crm_access_log is append-only: % is not allowed', lower(tg_op) using errcode = 'restrict_violation';
end
$$;

create trigger crm_access_log_append_only before update or delete on crm_access_log
    for each row execute function crm_access_log_append_only();
