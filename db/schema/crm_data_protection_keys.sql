-- The keys that protect tokens and cookies, encrypted with the master key; every host uses the same.
create table crm_data_protection_keys (
    name                text                        not null,
    xml                 text                        not null,
    created_at          timestamp with time zone    not null default now(),
    constraint pk_crm_data_protection_keys primary key (name)
);
