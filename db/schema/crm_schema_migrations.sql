-- Which migrations this database has had. The migrator creates it before the first one.
create table crm_schema_migrations (
    name                text                        not null,
    checksum            text                        not null,
    applied_at          timestamp with time zone    not null default now(),
    constraint pk_crm_schema_migrations primary key (name)
);
