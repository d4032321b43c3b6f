-- Places that rows of live views left, by going or by standing elsewhere since; written with the rows, taken away after a day.
--   position    the event with which it left
--   route       what decided who might see it there
create table crm_live_tombstones (
    shard               text                        not null,
    position            bigint                      not null,
    key                 text                        not null,
    route               jsonb                       not null,
    constraint pk_crm_live_tombstones primary key (shard, position, key)
);
