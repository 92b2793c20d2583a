-- People who enrolled, what they agreed to, and their sealed templates.
-- Valid on PostgreSQL and on H2 (MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH) alike.
-- "sealed" is AES-256-GCM with the member's own key, which is not in this database: see docs/security.md.

create table member (
  id          uuid primary key,
  name        bytea not null, -- sealed
  enrolled_at timestamp(6) with time zone not null
);

-- What a member agreed to. Rows are added, never changed; a grant ends by its valid_to or by a row in
-- consent_withdrawal, whichever is earlier.
create table consent_grant (
  id              uuid primary key,
  member          uuid not null references member (id) on delete cascade,
  purpose         varchar(20) not null,
  valid_from      timestamp(6) with time zone not null,
  valid_to        timestamp(6) with time zone, -- null: until withdrawn
  notice_version  varchar(50) not null,
  notice_language varchar(20) not null,
  notice_text     text not null, -- what the member was shown, word for word
  given_how       varchar(200) not null,
  recorded_by     varchar(100) not null,
  recorded_at     timestamp(6) with time zone not null
);
create index consent_grant_member on consent_grant (member);

-- Where a grant is valid. None: at every place.
create table consent_grant_place (
  consent_grant uuid not null references consent_grant (id) on delete cascade,
  place         varchar(100) not null,
  primary key (consent_grant, place)
);

create table consent_withdrawal (
  consent_grant uuid primary key references consent_grant (id) on delete cascade,
  withdrawn_at  timestamp(6) with time zone not null,
  withdrawn_by  varchar(100) not null
);

create table template (
  id         uuid primary key,
  member     uuid not null references member (id) on delete cascade,
  model      varchar(200) not null, -- the embedder that made it; never compared with another's
  sealed     bytea not null,
  created_at timestamp(6) with time zone not null
);
create index template_member on template (member);

-- Written before a key is destroyed, so that an erasure that was interrupted is finished at the next start.
-- The id says nothing about a person once the rows above are gone.
create table erasure (
  member    uuid primary key,
  erased_at timestamp(6) with time zone not null,
  templates integer not null,
  grants    integer not null
);

-- Who may log in.
create table account (
  username            varchar(100) primary key,
  password_hash       varchar(200) not null,
  created_at          timestamp(6) with time zone not null,
  password_changed_at timestamp(6) with time zone not null
);
