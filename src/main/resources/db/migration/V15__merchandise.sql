-- Goods, their pictures, and how often they were shown and touched. Of strangers there are counts only.

create table merchandise_item (
  id          uuid primary key,
  sku         varchar(64) not null unique,
  name        varchar(200) not null,
  description varchar(1000) not null,
  price       varchar(24) not null, -- a decimal number, exactly
  currency    varchar(3) not null,
  minimum_age integer not null,
  ages        varchar(200) not null, -- names of bands, separated by spaces; none: all. So are sexes and days
  sexes       varchar(40) not null,
  days        varchar(100) not null,
  hour_from   varchar(8), -- null: the whole day
  hour_to     varchar(8),
  stock       integer, -- null: not counted
  weight      double precision not null,
  changed_at  timestamp(6) with time zone not null
);

create table merchandise_picture (
  item       uuid primary key references merchandise_item (id) on delete cascade,
  jpeg       bytea not null,
  changed_at timestamp(6) with time zone not null
);

-- By hour. Unknown ages and sexes are empty.
create table merchandise_count (
  at       timestamp(6) with time zone not null,
  kiosk    varchar(100) not null,
  item     uuid not null references merchandise_item (id) on delete cascade,
  age      varchar(20) not null,
  sex      varchar(20) not null,
  explored boolean not null, -- chance alone picked
  shows    bigint not null,
  touches  bigint not null,
  primary key (at, kiosk, item, age, sex, explored)
);
create index merchandise_count_item on merchandise_count (item);

-- The same of slates: all that was on a screen at once.
create table merchandise_slate (
  at       timestamp(6) with time zone not null,
  kiosk    varchar(100) not null,
  age      varchar(20) not null,
  sex      varchar(20) not null,
  explored boolean not null,
  slates   bigint not null,
  touched  bigint not null, -- on how many of them something was
  primary key (at, kiosk, age, sex, explored)
);

-- What a member was shown and touched, sealed with the member's own key. Only while a KIOSK grant holds.
create table merchandise_history (
  member     uuid primary key references member (id) on delete cascade,
  sealed     bytea not null,
  changed_at timestamp(6) with time zone not null
);
