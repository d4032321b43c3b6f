-- How far the business clock is ahead of the system's, in Development; one row, never smaller than it was.
create table crm_business_clock (
    only_row            boolean                     not null default true,
    ahead_microseconds  bigint                      not null default 0,
    constraint pk_crm_business_clock primary key (only_row),
    constraint crm_business_clock_one_row check (only_row),
    constraint crm_business_clock_not_back check (ahead_microseconds >= 0)
);
