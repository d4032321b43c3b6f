-- Views built as they stood at an earlier position, in schemas of their own, until they expire or are dropped.
create table crm_views_as_of (
    schema_name         text                        not null,
    table_name          text                        not null,
    projection          text                        not null,
    version             int                         not null,
    position            bigint                      not null,
    built_at            timestamp with time zone    not null default clock_timestamp(),
    expires_at          timestamp with time zone    not null,
    constraint pk_crm_views_as_of primary key (schema_name, table_name)
);
