-- One row per stream. Marten 9's layout: nothing of ours is added here.
create table mt_streams (
    id                  uuid                        not null,
    type                varchar                     null,
    version             bigint                      null,
    timestamp           timestamp with time zone    not null default now(),
    snapshot            jsonb                       null,
    snapshot_version    integer                     null,
    created             timestamp with time zone    not null default now(),
    tenant_id           varchar                     null default '*DEFAULT*',
    is_archived         boolean                     null default false,
    constraint pkey_mt_streams_id primary key (id)
);
