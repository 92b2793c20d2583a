-- Accounts with a role, restricted to places; one-time links; API tokens; passkeys.

-- Accounts made before there were roles could do everything.
alter table account add column role varchar(20) not null default 'OWNER';
alter table account alter column role drop default;
-- An erased member's account goes with them.
alter table account add column member uuid references member (id) on delete cascade;
alter table account add constraint account_member unique (member);
-- Issuer and subject of an account that logs in at an OIDC server.
alter table account add column subject varchar(500);
alter table account add constraint account_subject unique (subject);
-- Sessions that began before are over.
alter table account add column sessions_from timestamp(6) with time zone;
update account set sessions_from = password_changed_at;
alter table account alter column sessions_from set not null;
-- Null: it logs in with a passkey, or at an OIDC server.
alter table account alter column password_hash drop not null;

-- The places an account is restricted to. None: it is not restricted.
create table account_place (
  account varchar(100) not null references account (username) on delete cascade,
  place   varchar(100) not null,
  primary key (account, place)
);

-- One-time links. A row goes when its link is used.
create table invitation (
  secret_hash bytea primary key, -- SHA-256 of 256 random bits
  role        varchar(20) not null,
  places      text not null, -- one a line
  member      uuid references member (id) on delete cascade,
  account     varchar(100) references account (username) on delete cascade, -- null: a new one
  made_by     varchar(100) not null,
  expires_at  timestamp(6) with time zone not null
);

create table api_token (
  id           uuid primary key,
  secret_hash  bytea not null unique, -- SHA-256 of 256 random bits
  account      varchar(100) not null references account (username) on delete cascade,
  name         varchar(100) not null,
  scopes       varchar(500) not null,
  created_at   timestamp(6) with time zone not null,
  expires_at   timestamp(6) with time zone not null,
  last_used_at timestamp(6) with time zone
);
create index api_token_account on api_token (account);

-- Passkeys, in the tables that Spring Security's repositories use.
create table user_entities (
  id           varchar(1000) primary key,
  name         varchar(100) not null unique references account (username) on delete cascade,
  display_name varchar(200)
);
create table user_credentials (
  credential_id                varchar(1000) primary key,
  user_entity_user_id          varchar(1000) not null references user_entities (id) on delete cascade,
  public_key                   bytea not null,
  signature_count              bigint,
  uv_initialized               boolean,
  backup_eligible              boolean not null,
  authenticator_transports     varchar(1000),
  public_key_credential_type   varchar(100),
  backup_state                 boolean not null,
  attestation_object           bytea,
  attestation_client_data_json bytea,
  created                      timestamp(6) with time zone,
  last_used                    timestamp(6) with time zone,
  label                        varchar(1000) not null
);
create index user_credentials_user on user_credentials (user_entity_user_id);
