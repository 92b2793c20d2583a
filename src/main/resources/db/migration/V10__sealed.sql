-- What a database keeps of a deleted row, in pages it has not used again and in its write-ahead log, it keeps sealed
-- with the member's own key, which an erasure destroys. Rows from before stay as they are.

-- Salt, reason and detail of an entry about a member; the columns of their own are empty then.
alter table audit_entry add column sealed bytea;

-- A member's account is called "member:ID" here. By the keyed hash of the name that they log in with it is found.
alter table account add column name_hash bytea;
alter table account add constraint account_name_hash unique (name_hash);
alter table account add column name_sealed bytea;
