-- Who came from where. Visits are summed by address, person and hour: the first of an hour is written at once, the others when the hour
-- is over; every refusal is a row of its own. Rows are never changed; a day of arrivals is a partition, sealed for itself, and goes as a whole.
--   arrived_at      when the row was written; no two rows share one, and none comes before an earlier one
--   kind            visit, or what was refused: refused-address, refused-role, refused-credentials, refused-too-many
--   address_mark    the address under the installation's secret, to find and count by
--   address         the address, encrypted as personal data of the user, or of nobody
--   requests        how many requests the row stands for
create table crm_visits (
    arrived_at          timestamp with time zone    not null,
    at                  timestamp with time zone    not null,
    kind                text                        not null,
    address_mark        uuid                        null,
    address             text                        null,
    user_id             uuid                        null,
    requests            bigint                      not null
) partition by range (arrived_at);

create index idx_crm_visits_arrived on crm_visits (arrived_at);

create index idx_crm_visits_at on crm_visits (at desc);

create index idx_crm_visits_address on crm_visits (address_mark, at desc);
