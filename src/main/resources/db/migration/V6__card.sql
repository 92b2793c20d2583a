-- Cards that holders carry. Of a card nothing is here but its id, which names nobody, so that a lost one can be
-- revoked; the row goes when the card has expired.
create table card (
  id         uuid primary key,
  valid_to   timestamp(6) with time zone not null,
  revoked_at timestamp(6) with time zone
);

-- A door that opened for a card's holder: which card, and no member.
alter table decision add column card uuid;
