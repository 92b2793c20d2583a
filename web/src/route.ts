import { useSyncExternalStore } from 'react'

/** The pages live behind the '#', so that the server has one page to serve. */
export type Page = 'door' | 'members' | 'decisions'

export interface Route {
  page: Page
  /** What follows the page: the id of a door, or "enrol". */
  detail: string | null
}

export function parseRoute(hash: string): Route {
  const [page = '', detail = ''] = hash.replace(/^#\/?/, '').split('/')
  const known = page === 'members' || page === 'decisions' ? page : 'door'
  return { page: known, detail: detail === '' ? null : decodeURIComponent(detail) }
}

export function href(page: Page, detail?: string): string {
  return `#/${page}${detail === undefined ? '' : `/${encodeURIComponent(detail)}`}`
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
