-- The tables of projections, by version.
--   layout      fingerprint of the columns and indexes the table has
--   wanted      the layout of the host that started last; where it differs the table is rebuilt as for a new version
--   built_to    the position it has to reach before it is complete for the first time
create table crm_projections (
    table_name          text                        not null,
    shard               text                        not null,
    projection          text                        not null,
    version             int                         not null,
    layout              text                        not null,
    wanted              text                        not null,
    built_to            bigint                      not null,
    created_at          timestamp with time zone    not null default clock_timestamp(),
    constraint pk_crm_projections primary key (table_name)
);
