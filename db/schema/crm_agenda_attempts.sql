-- Deadlines that came and could not be met at once: refused for now, or failed. A row goes when its item goes.
--   due_at      microseconds since 1970 UTC, as in the agenda's documents
--   next_at     when it is tried again, by the system's clock; null: it is dead and waits for an operator
create table crm_agenda_attempts (
    agenda              text                        not null,
    item_id             text                        not null,
    due_at              bigint                      not null,
    attempts            int                         not null,
    outcome             text                        not null,
    detail              text                        not null,
    since               timestamp with time zone    not null default clock_timestamp(),
    next_at             timestamp with time zone    null,
    constraint pk_crm_agenda_attempts primary key (agenda, item_id, due_at),
    constraint crm_agenda_attempts_outcome_known check (outcome in ('refused', 'failed', 'still_due'))
);
