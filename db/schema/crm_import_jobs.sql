-- Imports that were started and how their file is read: what a host needs to go on with one that was killed.
--   kind        what is imported: portfolio, leads
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
    kind                text                        not null default 'portfolio',
    constraint pk_crm_import_jobs primary key (import_id)
);

create index idx_crm_import_jobs_open on crm_import_jobs (started_at) where finished_at is null;
