-- Rebuilds under way or interrupted. A view is built in passes over ranges of the hash of the document key, each loaded in one transaction;
-- then it is caught up like a live one and swapped in.
--   target      the position the passes read up to
--   hash_done   keys whose hash (0 … 4294967296) is below this are loaded
--   position    how far the loaded view has been caught up; null while there are passes to come
create table crm_rebuilds (
    shard               text                        not null,
    table_name          text                        not null,
    layout              text                        not null,
    target              bigint                      not null,
    hash_done           bigint                      not null default 0,
    position            bigint                      null,
    events_per_second   int                         not null default 0,
    seconds_left        int                         null,
    share_done          numeric                     not null default 0,
    started_at          timestamp with time zone    not null default clock_timestamp(),
    updated_at          timestamp with time zone    not null default clock_timestamp(),
    constraint pk_crm_rebuilds primary key (shard)
);
