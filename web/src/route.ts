import { useSyncExternalStore } from 'react'

/** The pages live behind the '#', so that the server has one page to serve. */
export type Page = 'door' | 'street' | 'members' | 'decisions'

export interface Route {
  page: Page
  /** What follows the page: the id of a door or of a street camera, or "enrol" or "card". */
  detail: string | null
  /** What follows that: "statistics" or "vehicles" of a street camera. */
  section: string | null
}

const pages: Page[] = ['door', 'street', 'members', 'decisions']

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
