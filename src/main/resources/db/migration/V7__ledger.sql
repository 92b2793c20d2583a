-- What the owner wrote in place of, or beside, the notices that come with Gatehouse. Rows are added, never changed:
-- the newest of a purpose and language is what members are shown.
create table consent_notice (
  purpose    varchar(20) not null,
  version    varchar(50) not null,
  language   varchar(20) not null,
  text       text not null,
  written_at timestamp(6) with time zone not null,
  written_by varchar(100) not null,
  primary key (purpose, version)
);

-- What an erasure took out of each store, and the site's signature under it.
create table erasure_count (
  member uuid not null references erasure (member) on delete cascade,
  store  varchar(40) not null,
  amount integer not null,
  primary key (member, store)
);
insert into erasure_count (member, store, amount) select member, 'templates', templates from erasure;
insert into erasure_count (member, store, amount) select member, 'grants', grants from erasure;
alter table erasure drop column templates;
alter table erasure drop column grants;
alter table erasure add column signature varchar(200);
