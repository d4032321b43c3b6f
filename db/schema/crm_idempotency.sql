-- What was answered under a caller's key, kept for ever and written in the same append as the events.
create table crm_idempotency (
    caller              text                        not null,
    key                 text                        not null,
    fingerprint         bytea                       not null,
    answer              text                        not null,
    position            bigint                      not null,
    answered_at         timestamp with time zone    not null,
    constraint pk_crm_idempotency primary key (caller, key)
);
