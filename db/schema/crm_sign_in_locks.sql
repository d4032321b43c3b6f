-- Accounts and addresses that are locked out after too many failed sign-ins; each lock lasts twice as long as the one before.
--   locked_at     failures before it count no more; null when the lock was taken back
--   times         how many locks in a row
create table crm_sign_in_locks (
    subject             text                        not null,
    locked_at           timestamp with time zone    null,
    locked_until        timestamp with time zone    not null,
    times               integer                     not null,
    constraint pk_crm_sign_in_locks primary key (subject)
);
