-- A seal that could be changed would be none.
create function crm_seals_append_only() returns trigger
    language plpgsql
as $$
begin
    raise '% is append-only: % is not allowed', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end
$$;

create trigger crm_seals_append_only before update or delete on crm_seals
    for each row execute function crm_seals_append_only();

create trigger crm_seal_keys_append_only before update or delete on crm_seal_keys
    for each row execute function crm_seals_append_only();
