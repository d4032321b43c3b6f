-- The master keys that wrap keys of this database, by check value; the keys themselves are never here. A host that does not have every key
-- that is not retired refuses to start, and makes no keys under another one.
--   id          first 16 hex digits of HMAC-SHA256 under the key
--   retired_at  when nothing was wrapped with it any more
create table crm_master_keys (
    id                  text                        not null,
    added_at            timestamp with time zone    not null default clock_timestamp(),
    retired_at          timestamp with time zone    null,
    constraint pk_crm_master_keys primary key (id)
);
