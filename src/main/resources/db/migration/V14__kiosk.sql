-- How many people stood before a kiosk, by age band and hour. It is all that a kiosk stores.
create table kiosk_hour (
  kiosk  varchar(100) not null,
  at     timestamp(6) with time zone not null, -- the hour's first instant
  band   varchar(20) not null,
  amount bigint not null,
  primary key (kiosk, at, band)
);
create index kiosk_hour_at on kiosk_hour (at);
