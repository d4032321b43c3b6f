-- The public keys that seals are checked with. The private ones are never here.
--   id              the fingerprint: SHA-256 of the key
--   endorsement     the signature of the key before over this one's fingerprint
create table crm_seal_keys (
    id                  text                        not null,
    public_key          bytea                       not null,
    endorsed_by         text                        null,
    endorsement         bytea                       null,
    added_at            timestamp with time zone    not null default clock_timestamp(),
    constraint pk_crm_seal_keys primary key (id)
);
