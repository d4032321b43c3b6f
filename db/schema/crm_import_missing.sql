-- Accounts of the portfolio that a completed import's file does not name. They were not touched.
create table crm_import_missing (
    import_id           uuid                        not null,
    account_id          uuid                        not null,
    constraint pk_crm_import_missing primary key (import_id, account_id)
);
