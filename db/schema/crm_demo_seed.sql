-- Which demo data a Development database has been given, so that a restart does not give it again.
create table crm_demo_seed (
    name                text                        not null,
    seeded_at           timestamp with time zone    not null default now(),
    constraint pk_crm_demo_seed primary key (name)
);
