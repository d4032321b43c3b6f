-- How far each projection has come. Marten 9's layout.
create table mt_event_progression (
    name                varchar                     not null,
    last_seq_id         bigint                      null,
    last_updated        timestamp with time zone    null default transaction_timestamp(),
    constraint pk_mt_event_progression primary key (name)
);
