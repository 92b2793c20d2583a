-- The audit log: see docs/audit.md. Rows are added, never changed, but that subject, reason, detail and salt are emptied
-- when they are to be forgotten: what is hashed into the tree of them is "personal_hash" alone.

create table audit_entry (
  entry         bigint primary key, -- from 0, without gaps
  at            timestamp(6) with time zone not null,
  action        varchar(20) not null,
  actor         varchar(120) not null, -- user:NAME, door:ID, ...; never a member's name
  purpose       varchar(50),
  place         varchar(100),
  amount        bigint,
  subject       uuid, -- the member's random id
  reason        varchar(500),
  detail        varchar(500),
  salt          uuid,
  personal_hash bytea, -- null: there never was a personal part
  leaf_hash     bytea not null
);
create index audit_entry_subject on audit_entry (subject, entry);
create index audit_entry_action on audit_entry (action, entry);
create index audit_entry_action_at on audit_entry (action, at);
create index audit_entry_at on audit_entry (at);

-- Hashes of complete subtrees of 256, 65536, ... entries, so that a proof need not read the whole log.
create table audit_node (
  level integer not null, -- 8, 16, ...
  node  bigint not null,
  hash  bytea not null,
  primary key (level, node)
);

create table audit_tree_head (
  size      bigint not null,
  signed_at timestamp(6) with time zone not null,
  note      varchar(1000) not null, -- the signed text, from which the other two are
  primary key (size, signed_at)
);

-- Up to which entry a member has read what is about them.
create table audit_read (
  member uuid primary key,
  entry  bigint not null
);
