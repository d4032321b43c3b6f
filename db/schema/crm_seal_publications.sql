-- How far each receiver outside has been told the heads of a chain.
create table crm_seal_publications (
    chain               text                        not null,
    publisher           text                        not null,
    number              bigint                      not null,
    published_at        timestamp with time zone    null,
    error               text                        null,
    constraint pk_crm_seal_publications primary key (chain, publisher)
);
