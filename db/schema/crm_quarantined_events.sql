-- The events that a document in quarantine has not seen.
create table crm_quarantined_events (
    shard               text                        not null,
    key                 text                        not null,
    position            bigint                      not null,
    constraint pk_crm_quarantined_events primary key (shard, key, position),
    constraint fk_crm_quarantined_events_document foreign key (shard, key) references crm_quarantine (shard, key) on update cascade on delete cascade
);
