-- Every event of every stream. Marten 9's layout with its optional metadata and its optional unique index on the id:
-- nothing of ours is added here. Rows are written by crm_append only; the order of seq_id is the order of commits.
create sequence mt_events_sequence;

create table mt_events (
    seq_id              bigint                      not null,
    id                  uuid                        not null,
    stream_id           uuid                        null,
    version             bigint                      not null,
    data                jsonb                       not null,
    bdata               bytea                       null,
    type                varchar(500)                not null,
    timestamp           timestamp with time zone    not null default now(),
    tenant_id           varchar                     null default '*DEFAULT*',
    mt_dotnet_type      varchar                     null,
    correlation_id      varchar                     null,
    causation_id        varchar                     null,
    headers             jsonb                       null,
    user_name           varchar                     null,
    is_archived         boolean                     null default false,
    constraint pkey_mt_events_seq_id primary key (seq_id),
    constraint fkey_mt_events_stream_id foreign key (stream_id) references mt_streams (id) on delete cascade
);

alter sequence mt_events_sequence owned by mt_events.seq_id;

create unique index pk_mt_events_stream_and_version on mt_events (stream_id, version);

create unique index idx_mt_events_event_id on mt_events (id);
