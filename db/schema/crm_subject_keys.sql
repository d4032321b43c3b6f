-- One key per person whose data is in events, wrapped by the master key. Without the key the data is gone.
create table crm_subject_keys (
    subject_id          uuid                        not null,
    wrapped_key         bytea                       null,
    created_at          timestamp with time zone    not null default now(),
    destroyed_at        timestamp with time zone    null,
    constraint pk_crm_subject_keys primary key (subject_id),
    constraint crm_subject_keys_present_or_destroyed check ((wrapped_key is null) = (destroyed_at is not null))
);

create index idx_crm_subject_keys_destroyed on crm_subject_keys (destroyed_at) where destroyed_at is not null;
