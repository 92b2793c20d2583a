/** Roles and rights in words. */

import type { Right, Role } from './api'

export const roleWords: Record<Role, string> = {
  OWNER: 'owner, who runs the site',
  OPERATOR: 'operator, who watches doors and streets',
  RECEPTION: 'reception, who takes members in',
  AUDITOR: 'auditor, who reads who looked at whom',
  KIOSK: 'kiosk, a showroom’s screen',
  MEMBER: 'member, for their own data',
}

/** The roles that an owner gives out; members are invited by reception. */
export const staff: Role[] = ['OWNER', 'OPERATOR', 'RECEPTION', 'AUDITOR', 'KIOSK']

/** The roles that can be restricted to places. */
export const restrictable = (role: Role) => role === 'OPERATOR' || role === 'RECEPTION' || role === 'KIOSK'

export const rightWords: Record<Right, string> = {
  VIEW_LIVE: 'see doors and their live pictures',
  VIEW_DECISIONS: 'see what doors decided',
  VIEW_MEMBERS: 'see members',
  ENROL: 'enrol members and withdraw for them',
  ERASE: 'erase members',
  ISSUE_CARDS: 'issue cards',
  VERIFY: 'compare two faces',
  VIEW_STREET: 'see streets',
  EDIT_LAYOUT: 'draw zones and lines',
  MANAGE_VEHICLES: 'manage vehicles',
  VIEW_KIOSK: 'show a kiosk',
  MANAGE_MERCHANDISE: 'manage merchandise',
  EDIT_SITES: 'draw plans and place cameras',
  VIEW_INTERIOR: 'see people on plans, without names',
  VIEW_STATISTICS: 'see statistics',
  MANAGE_STATISTICS: 'publish statistics',
  EDIT_NOTICES: 'edit notices',
  READ_AUDIT: 'read the audit log',
  VIEW_TRAILS: 'see where a member was, for a reason',
  START_MUSTER: 'on an alarm, see who was last seen where',
  MANAGE_ACCOUNTS: 'manage accounts',
  OWN_DATA: 'see one’s own data',
}

/** Those of somebody's rights that an API token of theirs can have. */
export const grantable = (rights: Right[]) =>
  rights.filter((right) => right !== 'MANAGE_ACCOUNTS' && right !== 'OWN_DATA' && right !== 'VIEW_TRAILS')

/** The address that a one-time link is handed over as. */
export const welcomeAddress = (origin: string, link: string) => `${origin}/#/welcome/${link}`
