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
