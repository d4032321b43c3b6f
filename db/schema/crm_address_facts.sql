-- What a look-up service said of addresses that were refused; kept so that none is asked twice in a month.
create table crm_address_facts (
    address_mark        uuid                        not null,
    country             text                        null,
    city                text                        null,
    isp                 text                        null,
    is_vpn              boolean                     null,
    is_proxy            boolean                     null,
    risk                integer                     null,
    looked_up_at        timestamp with time zone    not null,
    constraint pk_crm_address_facts primary key (address_mark)
);
