-- Files of other kinds than portfolios are imported by the same machinery.
alter table crm_import_jobs add column if not exists kind text not null default 'portfolio';

do $$
begin
    if exists (select from information_schema.columns where table_name = 'crm_import_rows' and column_name = 'account_id' and table_schema = current_schema()) then
        alter table crm_import_rows rename column account_id to record_id;
    end if;
end
$$;
