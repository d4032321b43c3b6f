-- Events whose effect failed for good; an operator re-drives or discards them.
create table crm_dead_letters (
    reaction            text                        not null,
    position            bigint                      not null,
    event_id            uuid                        not null,
    stream_id           uuid                        not null,
    event_type          text                        not null,
    error               text                        not null,
    attempts            int                         not null,
    since               timestamp with time zone    not null default clock_timestamp(),
    last_attempt_at     timestamp with time zone    not null default clock_timestamp(),
    redrive             boolean                     not null default false,
    constraint pk_crm_dead_letters primary key (reaction, position)
);
