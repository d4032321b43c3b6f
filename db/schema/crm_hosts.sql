-- Hosts that project. A host that stops writing its heartbeat loses its shards when its lease runs out; the clock is the database's.
--   shards      the shards it can run: those of the projections it was built with, none when it does not know every event type
--   tables      the tables it reads; a table that no living host names is dropped
create table crm_hosts (
    id                  uuid                        not null,
    name                text                        not null,
    started_at          timestamp with time zone    not null default clock_timestamp(),
    lease_until         timestamp with time zone    not null,
    shards              text[]                      not null,
    tables              text[]                      not null,
    constraint pk_crm_hosts primary key (id)
);
