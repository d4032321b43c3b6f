-- Numbers for people: one row per series and period. Gaps are allowed, repeats are not.
create table crm_numbers (
    series  text    not null,
    period  text    not null,
    last    bigint  not null,
    constraint pk_crm_numbers primary key (series, period),
    constraint crm_numbers_not_negative check (last >= 0)
);
