-- Documents whose fold threw: they keep the state before that event, and their later events are remembered until a retry.
create table crm_quarantine (
    shard               text                        not null,
    key                 text                        not null,
    position            bigint                      not null,
    error               text                        not null,
    since               timestamp with time zone    not null default clock_timestamp(),
    attempts            int                         not null default 1,
    constraint pk_crm_quarantine primary key (shard, key)
);
