-- The last number given out of a series in its period: numbers for people, each once. A number that was drawn and not used is a gap.
create table crm_number_series (
    series              text                        not null,
    period              text                        not null,
    last                bigint                      not null,
    constraint pk_crm_number_series primary key (series, period)
);
