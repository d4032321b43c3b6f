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
