package dev.gatehouse.account;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What an account is for: a set of rights. The one table of who may do what. */
public enum Role {
  /** Runs the site. */
  OWNER(EnumSet.complementOf(EnumSet.of(Right.OWN_DATA))),
  /** Watches doors and streets. */
  OPERATOR(
      EnumSet.of(
          Right.VIEW_LIVE,
          Right.VIEW_DECISIONS,
          Right.VIEW_STREET,
          Right.VIEW_INTERIOR,
          Right.VIEW_STATISTICS,
          Right.EDIT_LAYOUT,
          Right.MANAGE_VEHICLES,
          Right.VIEW_KIOSK,
          Right.MANAGE_MERCHANDISE,
          Right.START_MUSTER,
          Right.VERIFY)),
  /** Takes members in and lets them go. */
  RECEPTION(
      EnumSet.of(
          Right.VIEW_LIVE,
          Right.VIEW_DECISIONS,
          Right.VIEW_MEMBERS,
          Right.ENROL,
          Right.ERASE,
          Right.START_MUSTER,
          Right.ISSUE_CARDS)),
  /** Reads who looked at whom, and nothing else. */
  AUDITOR(EnumSet.of(Right.READ_AUDIT)),
  /** A showroom's screen, which carries nobody's account. */
  KIOSK(EnumSet.of(Right.VIEW_KIOSK)),
  /** A member, for their own data. */
  MEMBER(EnumSet.of(Right.OWN_DATA));

  private final Set<Right> rights;

  Role(Set<Right> rights) {
    this.rights = Collections.unmodifiableSet(rights);
  }

  public Set<Right> rights() {
    return rights;
  }
}
