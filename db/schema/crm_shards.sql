-- One row per thing that one host at a time runs: a projection, a reaction, an agenda. The owner's lease is its row in crm_hosts.
--   epoch       grows with every change of hands; work begun under an older epoch cannot be committed
--   error       why it stands still, if it does; tried again at retry_at
create table crm_shards (
    name                text                        not null,
    kind                text                        not null,
    owner               uuid                        null,
    epoch               bigint                      not null default 0,
    paused              boolean                     not null default false,
    error               text                        null,
    error_since         timestamp with time zone    null,
    retry_at            timestamp with time zone    null,
    constraint pk_crm_shards primary key (name),
    constraint crm_shards_kind_known check (kind in ('projection', 'reaction', 'agenda'))
);
