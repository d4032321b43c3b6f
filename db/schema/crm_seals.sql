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
