-- Failed sign-ins that still count, by account and by address: a lock-out holds on every host. The subject is derived under the
-- installation's secret, so that the table tells neither names nor addresses.
create table crm_sign_in_failures (
    id                  bigint                      generated always as identity,
    subject             text                        not null,
    failed_at           timestamp with time zone    not null,
    constraint pk_crm_sign_in_failures primary key (id)
);

create index idx_crm_sign_in_failures_subject on crm_sign_in_failures (subject, failed_at);

-- The keys that protect tokens and cookies, encrypted with the master key; every host uses the same.
create table crm_data_protection_keys (
    name                text                        not null,
    xml                 text                        not null,
    created_at          timestamp with time zone    not null default now(),
    constraint pk_crm_data_protection_keys primary key (name)
);

-- How far the business clock is ahead of the system's, in Development; one row, never smaller than it was.
create table crm_business_clock (
    only_row            boolean                     not null default true,
    ahead_microseconds  bigint                      not null default 0,
    constraint pk_crm_business_clock primary key (only_row),
    constraint crm_business_clock_one_row check (only_row),
    constraint crm_business_clock_not_back check (ahead_microseconds >= 0)
);

-- Which demo data a Development database has been given, so that a restart does not give it again.
create table crm_demo_seed (
    name                text                        not null,
    seeded_at           timestamp with time zone    not null default now(),
    constraint pk_crm_demo_seed primary key (name)
);
