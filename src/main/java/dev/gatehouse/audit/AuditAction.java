package dev.gatehouse.audit;

/** What was done. The names are part of what is hashed: they are added to, never changed. */
public enum AuditAction {
  /** A face was looked for among the members, or compared with one. */
  SEARCH,
  /** A door decided, after searching for who stood before it. */
  DECISION,
  /** A showroom's screen recognised a member who had agreed to be greeted there. */
  GREETING,
  /** Somebody looked at what is kept of members. */
  VIEW,
  /** Data left the site, as a file. */
  EXPORT,
  /** Something about the site was changed. */
  SETTINGS,
  LOG_IN,
  LOG_IN_FAILED,
  LOG_OUT,
  /** An account, its rights, its password or one of its keys was made, changed or taken away. */
  ACCOUNT,
  ENROL,
  /** A member agreed to something more. */
  GRANT,
  WITHDRAW,
  /** A card was made or revoked, which its holder keeps; of whom, nobody knows here. */
  CARD,
  /** A member was erased; the count is of the entries whose personal part went with it. */
  ERASE,
  /** A time was over; the count is of the entries whose personal part went with it. */
  RETENTION,
  /** An alarm or a drill began or ended, or somebody was on its list or ticked off it. */
  MUSTER,
  /** The log itself: it began, its key was new, or it did not fit what had been signed. */
  LOG
}
