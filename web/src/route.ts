import { useSyncExternalStore } from 'react'
import type { Right } from './api'

/** The pages live behind the '#', so that the server has one page to serve. */
export type Page =
  | 'trail' | 'muster' | 'door' | 'street' | 'kiosk' | 'merchandise' | 'members' | 'decisions' | 'interior' | 'statistics' | 'site'
  | 'audit' | 'me' | 'notices' | 'accounts' | 'account' | 'welcome'

/** What an account needs to be shown a page; null: nothing. */
export const pageRights: Record<Page, Right | null> = {
  door: 'VIEW_LIVE',
  street: 'VIEW_STREET',
  interior: 'VIEW_INTERIOR',
  kiosk: 'VIEW_KIOSK',
  members: 'VIEW_MEMBERS',
  decisions: 'VIEW_DECISIONS',
  muster: 'START_MUSTER',
  me: 'OWN_DATA',
  trail: 'OWN_DATA',
  statistics: 'VIEW_STATISTICS',
  merchandise: 'MANAGE_MERCHANDISE',
  site: 'EDIT_SITES',
  notices: 'EDIT_NOTICES',
  accounts: 'MANAGE_ACCOUNTS',
  audit: 'READ_AUDIT',
  account: null,
  welcome: null,
}

export interface Route {
  page: Page
  /** What follows the page: the id of a door, a street camera or a kiosk, "report" of the merchandise, "enrol", "card", a member's id, or the secret of a one-time link. */
  detail: string | null
  /** What follows that: "statistics" or "vehicles" of a street camera, the token of a kiosk's screen, "consent" of a member. */
  section: string | null
}

const pages = Object.keys(pageRights) as Page[]

/** The pages that somebody with these rights can use, in the order in which they are offered. */
export function pagesFor(rights: Right[]): Page[] {
  return pages.filter((page) => {
    const right = pageRights[page]
    return page !== 'welcome' && (right === null || rights.includes(right))
  })
}

export function parseRoute(hash: string): Route {
  const [page = '', detail = '', section = ''] = hash.replace(/^#\/?/, '').split('/')
  return {
    page: pages.find((one) => one === page) ?? 'door',
    detail: detail === '' ? null : decodeURIComponent(detail),
    section: section === '' ? null : section,
  }
}

export function href(page: Page, detail?: string, section?: string): string {
  return `#/${page}${detail === undefined ? '' : `/${encodeURIComponent(detail)}`}${section === undefined ? '' : `/${section}`}`
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (changed) => {
      addEventListener('hashchange', changed)
      return () => removeEventListener('hashchange', changed)
    },
    () => location.hash,
  )
  return parseRoute(hash)
}
