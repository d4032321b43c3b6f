-- Hosts ask every second which keys others destroyed.
create index idx_crm_subject_keys_destroyed on crm_subject_keys (destroyed_at) where destroyed_at is not null;
