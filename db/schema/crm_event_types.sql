-- Event types that were met in the store, so that a host that does not know one of them takes no shard.
create table crm_event_types (
    alias               text                        not null,
    first_position      bigint                      not null,
    constraint pk_crm_event_types primary key (alias)
);
