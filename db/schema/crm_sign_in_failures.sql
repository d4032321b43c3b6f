-- Failed sign-ins that still count, by account and by address: a lock-out holds on every host. The subject is derived under the
-- installation's secret, so that the table tells neither names nor addresses.
create table crm_sign_in_failures (
    id                  bigint                      generated always as identity,
    subject             text                        not null,
    failed_at           timestamp with time zone    not null,
    constraint pk_crm_sign_in_failures primary key (id)
);

create index idx_crm_sign_in_failures_subject on crm_sign_in_failures (subject, failed_at);
