package dev.gatehouse.account;

/** What somebody may do. The scopes of an API token are these too. */
public enum Right {
  /** Doors and their live pictures, with the names of members. */
  VIEW_LIVE,
  /** What the doors decided, with the names of members. */
  VIEW_DECISIONS,
  VIEW_MEMBERS,
  /** Enrol, withdraw for a member, and give them an account of their own. */
  ENROL,
  ERASE,
  ISSUE_CARDS,
  /** Compare two faces, 1:1. */
  VERIFY,
  VIEW_STREET,
  EDIT_LAYOUT,
  MANAGE_VEHICLES,
  /** The showroom's screens, with the names of members who are greeted there. */
  VIEW_KIOSK,
  /** The catalogue of goods, and what was learned from touches. */
  MANAGE_MERCHANDISE,
  /** Plans, where cameras stand on them, and ways. */
  EDIT_SITES,
  /** People on plans, as dots and counts; nobody is named. */
  VIEW_INTERIOR,
  VIEW_STATISTICS,
  /** Let anybody read a site's statistics, and say which days are no example. */
  MANAGE_STATISTICS,
  EDIT_NOTICES,
  READ_AUDIT,
  /** Where a member was, for a reason that the member reads. */
  VIEW_TRAILS,
  /** On an alarm: who was last seen where. */
  START_MUSTER,
  MANAGE_ACCOUNTS,
  /** One's own data, as a member. */
  OWN_DATA;

  /**
   * Whether an API token may have it: what makes other accounts, is a person's own, or is looked at
   * by a person for a reason of theirs, may not.
   */
  public boolean forTokens() {
    return this != MANAGE_ACCOUNTS && this != OWN_DATA && this != VIEW_TRAILS;
  }
}
