-- Where cameras stand: sites, buildings, and areas (floors, outdoor ground) with what is drawn on them.

create table site (
  id   varchar(100) primary key,
  name varchar(100) not null
);

create table building (
  id   varchar(100) primary key,
  site varchar(100) not null references site (id) on delete cascade,
  name varchar(100) not null
);

create table area (
  id         varchar(100) primary key,
  site       varchar(100) not null references site (id) on delete cascade,
  building   varchar(100) references building (id) on delete cascade,
  document   text not null, -- JSON: name, level, size, where on the globe, zones, doors
  changed_at timestamp(6) with time zone not null
);

-- The picture of a plan, as it was uploaded and made harmless.
create table area_plan (
  area    varchar(100) primary key references area (id) on delete cascade,
  png     bytea not null,
  version varchar(16) not null, -- another one for other pixels
  width   integer not null, -- pixels
  height  integer not null
);

create table camera_placement (
  camera   varchar(100) primary key,
  area     varchar(100) not null references area (id) on delete cascade,
  document text not null -- JSON: position, direction, field of view, calibration, clock
);

-- The walkable graph of a site.
create table walkway (
  site     varchar(100) primary key references site (id) on delete cascade,
  document text not null -- JSON: nodes and edges
);
