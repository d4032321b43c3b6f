-- Who read what that is sensitive: exports, searches for a person, replays, personal data shown. A row is written before the
-- first byte is answered; an export writes a second one when it is through. Rows are never changed; a month is a partition.
--   reads       one id for the rows of one read
--   kind        what was read: audit-export, debtor-search, report-export, stream-replay
--   stage       begun or ended; a read without an end was broken off
--   subject     the id or name of what was read, if it is about one thing
--   asked       filters and columns as asked for, without personal data
--   rows        how many were answered, when it has ended
create table crm_access_log (
    at                  timestamp with time zone    not null default clock_timestamp(),
    reads               uuid                        not null,
    actor_id            uuid                        null,
    kind                text                        not null,
    stage               text                        not null,
    subject             text                        null,
    asked               jsonb                       not null default '{}',
    rows                bigint                      null,
    permission          text                        not null,
    correlation_id      text                        null,
    constraint crm_access_log_stage_known check (stage in ('begun', 'ended'))
) partition by range (at);

create index idx_crm_access_log_at on crm_access_log (at desc, reads);

create index idx_crm_access_log_actor on crm_access_log (actor_id, at desc);

-- What was read stays on record: rows go only with their whole partition.
create function crm_access_log_append_only() returns trigger
    language plpgsql
as $$
begin
    raise 'crm_access_log is append-only: % is not allowed', lower(tg_op) using errcode = 'restrict_violation';
end
$$;

create trigger crm_access_log_append_only before update or delete on crm_access_log
    for each row execute function crm_access_log_append_only();

-- Writes a row of the access log; the partition of the month is made with the month's first row.
create function crm_record_access(
    reads uuid, actor_id uuid, kind text, stage text, subject text, asked jsonb, rows bigint, permission text, correlation_id text)
    returns void
    language plpgsql
    volatile
    security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
as $$
declare
    read_at timestamp with time zone := clock_timestamp();
    month timestamp with time zone := date_trunc('month', read_at);
    partition_name text := 'crm_access_log_' || to_char(month, 'YYYY_MM');
begin
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
