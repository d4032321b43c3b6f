-- Imports that were started and how their file is read: what a host needs to go on with one that was killed.
--   upload      SHA-256 of the stored file, its name in the folder of uploads
--   terms       how the file is read: encoding, delimiter, sheet, decimal mark, mapping
--   finished_at when there was nothing left to do: completed or failed
create table crm_import_jobs (
    import_id           uuid                        not null,
    upload              text                        not null,
    terms               jsonb                       not null,
    started_by          uuid                        null,
    correlation_id      text                        null,
    started_at          timestamp with time zone    not null default now(),
    finished_at         timestamp with time zone    null,
    constraint pk_crm_import_jobs primary key (import_id)
);

create index idx_crm_import_jobs_open on crm_import_jobs (started_at) where finished_at is null;

-- The accounts a file names and the line each stands on: tells rows that name one twice, and accounts that no row names.
--   accepted    whether that line is good; a later good one takes the place of a bad one
--   fingerprint of the row's cells: an identical row is a repetition, another one a contradiction
create table crm_import_rows (
    import_id           uuid                        not null,
    account_id          uuid                        not null,
    line                integer                     not null,
    accepted            boolean                     not null,
    fingerprint         uuid                        not null,
    constraint pk_crm_import_rows primary key (import_id, account_id)
);

-- What is wrong with the rows of a file. Personal values are encrypted and have their subject, so that they can be erased.
--   ordinal     tells the problems of one line apart
--   field       what the column means to us, if it does
--   value       what stands in the cell, cut to 200 characters; not when it is personal
--   sealed      the same, encrypted, when it is
--   rejects     whether the row was left out; otherwise it was imported without this value
create table crm_import_problems (
    import_id           uuid                        not null,
    line                integer                     not null,
    ordinal             integer                     not null,
    column_name         text                        null,
    field               text                        null,
    value               text                        null,
    sealed              bytea                       null,
    subject_id          uuid                        null,
    code                text                        not null,
    rejects             boolean                     not null,
    reason_en           text                        not null,
    reason_es           text                        not null,
    constraint pk_crm_import_problems primary key (import_id, line, ordinal)
);

create index idx_crm_import_problems_subject on crm_import_problems (subject_id) where subject_id is not null;

-- Accounts of the portfolio that a completed import's file does not name. They were not touched.
create table crm_import_missing (
    import_id           uuid                        not null,
    account_id          uuid                        not null,
    constraint pk_crm_import_missing primary key (import_id, account_id)
);
