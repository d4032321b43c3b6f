-- The records (accounts, leads) that a file names and the line each stands on: tells rows that name one twice, and records that no row names.
--   accepted    whether that line is good; a later good one takes the place of a bad one
--   fingerprint of the row's cells: an identical row is a repetition, another one a contradiction
create table crm_import_rows (
    import_id           uuid                        not null,
    record_id          uuid                        not null,
    line                integer                     not null,
    accepted            boolean                     not null,
    fingerprint         uuid                        not null,
    constraint pk_crm_import_rows primary key (import_id, record_id)
);
