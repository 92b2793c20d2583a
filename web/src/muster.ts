/** Alarms and drills: their values and calls. */

import { call } from './api'

export interface Muster {
  id: string
  site: string | null
  siteName: string | null
  drill: boolean
  startedAt: string
  startedBy: string
  endedAt: string | null
  endedBy: string | null
  /** When it ended: members on the list, of whom so many were ticked off. */
  listed: number | null
  accounted: number | null
  unknownInside: number | null
}

export interface Person {
  member: string
  name: string
  area: string
  room: string | null
  camera: string
  lastSeen: string
  safeAt: string | null
  safeBy: string | null
}

export interface Roll {
  muster: Muster
  at: string
  people: Person[]
  notSeen: number
  /** Null where nobody counts. */
  unknownInside: number | null
}

const at = (id: string) => `/api/musters/${encodeURIComponent(id)}`

export const musterApi = {
  latest: () => call<Muster[]>('GET', '/api/musters'),
  start: (site: string | null, drill: boolean) => call<Roll>('POST', '/api/muster', { json: { site, drill } }),
  roll: (id: string) => call<Roll>('GET', at(id)),
  mark: (id: string, member: string, safe: boolean) => call<void>('POST', `${at(id)}/marks`, { json: { member, safe } }),
  end: (id: string) => call<Muster>('POST', `${at(id)}/end`, { json: {} }),
}

/** By area, in the order of the list; within each, whoever is not ticked off first. */
export function byArea(people: Person[]): [area: string, people: Person[]][] {
  const areas = new Map<string, Person[]>()
  for (const person of people) areas.set(person.area, [...(areas.get(person.area) ?? []), person])
  return [...areas].map(([area, some]) => [
    area,
    [...some].sort((a, b) => Number(a.safeAt !== null) - Number(b.safeAt !== null)),
  ])
}

/** "3 min ago". */
export function ago(iso: string, now: string): string {
  const minutes = Math.max(0, Math.floor((new Date(now).getTime() - new Date(iso).getTime()) / 60_000))
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min ago`
}
