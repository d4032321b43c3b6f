-- Sealed history: seals of events and of the access log, the public keys they are checked with, and how far they were published.

-- Seals of a history: each covers the rows that follow those of the one before, names it by its hash and is signed with a key that the
-- database does not have. Rows are never changed; what a seal says is its header, the rest helps to find and to prove.
--   header      the signed text
--   entries     what the leaves of its tree were made of, 80 bytes a row: whose it is, hash of the envelope, hash of the data
--   nodes       the tree above the leaves, level by level from below, 32 bytes each
create table crm_seals (
    chain               text                        not null,
    number              bigint                      not null,
    last_position       bigint                      not null,
    header              text                        not null,
    signature           bytea                       not null,
    entries             bytea                       not null,
    nodes               bytea                       not null,
    constraint pk_crm_seals primary key (chain, number)
);

create index idx_crm_seals_position on crm_seals (chain, last_position, number);

-- Hashes do not compress, and a slice of what is stored plain is read without the rest.
alter table crm_seals alter column entries set storage external, alter column nodes set storage external;

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

-- How far each receiver outside has been told the heads of a chain.
create table crm_seal_publications (
    chain               text                        not null,
    publisher           text                        not null,
    number              bigint                      not null,
    published_at        timestamp with time zone    null,
    error               text                        null,
    constraint pk_crm_seal_publications primary key (chain, publisher)
);

-- A seal that could be changed would be none.
create function crm_seals_append_only() returns trigger
    language plpgsql
as $$
begin
    raise '% is append-only: % is not allowed', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end
$$;

create trigger crm_seals_append_only before update or delete on crm_seals
    for each row execute function crm_seals_append_only();

create trigger crm_seal_keys_append_only before update or delete on crm_seal_keys
    for each row execute function crm_seals_append_only();

-- Up to which microsecond the access log is settled: whoever writes a row holds the lock shared from before he takes its instant until his
-- commit, so that once we have had it alone, every row before this instant can be seen.
create function crm_access_log_horizon() returns bigint
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set lock_timeout = '5s'
as $$
declare
    settled_at timestamp with time zone;
begin
    perform pg_advisory_xact_lock(1129467211);
    settled_at := clock_timestamp();
    return (extract(epoch from settled_at) * 1000000)::bigint - 1;
end
$$;

-- Writes a row of the access log; the partition of the month is made with the month's first row. The lock and the last seal see to it that
-- no row appears in a range that is sealed (crm_access_log_horizon), whatever the clock does.
create or replace function crm_record_access(
    reads uuid, actor_id uuid, kind text, stage text, subject text, asked jsonb, rows bigint, permission text, correlation_id text)
    returns void
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
as $$
declare
    read_at timestamp with time zone;
    month timestamp with time zone;
    partition_name text;
begin
    perform pg_advisory_xact_lock_shared(1129467211);
    select greatest(clock_timestamp(), max(timestamptz 'epoch' + (s.last_position + 1) * interval '1 microsecond')) into read_at
        from (select last_position from crm_seals where chain = 'access_log' order by number desc limit 1) s;
    month := date_trunc('month', read_at);
    partition_name := 'crm_access_log_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || partition_name) is null then
        perform pg_advisory_xact_lock(hashtext('crm_access_log'));
        execute format(
            'create table if not exists %I partition of crm_access_log for values from (%L) to (%L)',
            partition_name, month, month + interval '1 month');
    end if;

    insert into crm_access_log (at, reads, actor_id, kind, stage, subject, asked, rows, permission, correlation_id)
        values (read_at, reads, actor_id, kind, stage, subject, asked, rows, permission, correlation_id);
end
$$;
