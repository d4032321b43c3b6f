-- When each key of a program was used last; written now and then, not with every request.
create table crm_api_key_uses (
    key_id              uuid                        not null,
    used_at             timestamp with time zone    not null,
    address_mark        uuid                        null,
    constraint pk_crm_api_key_uses primary key (key_id)
);
