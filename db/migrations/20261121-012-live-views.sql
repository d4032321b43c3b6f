-- Views whose changes are followed as they happen (docs/live-trays.md).
--   generation  another one: the view was built anew, positions heard before mean nothing any more
--   floor       changes are known from behind this position on
--   changed     the last checkpoint whose write changed a row
create table crm_live_views (
    shard               text                        not null,
    generation          bigint                      not null default (extract(epoch from clock_timestamp()) * 1000000)::bigint,
    floor               bigint                      not null,
    changed             bigint                      not null default 0,
    constraint pk_crm_live_views primary key (shard)
);

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
