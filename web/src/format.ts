/** Values in words. */

import type { Decision, Grant, Outcome, Place } from './api'

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const both = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const count = new Intl.NumberFormat(undefined)

export const dateOf = (iso: string) => day.format(new Date(iso))
export const dateTimeOf = (iso: string) => both.format(new Date(iso))
export const number = (value: number) => count.format(value)

/** The time of day, with the date in front when it was not today. */
export function timeOf(iso: string, now = new Date()): string {
  const time = new Date(iso)
  return time.toDateString() === now.toDateString() ? clock.format(time) : both.format(time)
}

/** The last day on which something is valid that ends at an instant: midnight belongs to the day before. */
export const lastDayOf = (iso: string) => day.format(new Date(new Date(iso).getTime() - 1))

/** The instant at which a day ("2026-12-31", as a date field gives it) begins here, or ends. */
export function startOfDay(date: string): string {
  const [year = NaN, month = NaN, dayOfMonth = NaN] = date.split('-').map(Number)
  return new Date(year, month - 1, dayOfMonth).toISOString()
}

export function endOfDay(date: string): string {
  const [year = NaN, month = NaN, dayOfMonth = NaN] = date.split('-').map(Number)
  return new Date(year, month - 1, dayOfMonth + 1).toISOString()
}

export const outcomeWords: Record<Outcome, string> = {
  OPEN: 'Opened',
  REFUSED: 'Refused',
  NO_DECISION: 'No decision',
}

/** Whom a decision was about. A door that opened had a member before it, even one who has been erased since. */
export function whoOf(decision: Decision): string {
  if (decision.member !== null) return decision.member.name
  if (decision.card !== null) return `card ${decision.card.slice(0, 8)}`
  return decision.outcome === 'OPEN' ? 'erased member' : 'unknown person'
}

/** How long something took: "0.8 s", "12 s", "2 min 5 s", "1 h 4 min". */
export function durationOf(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min${whole % 60 ? ` ${whole % 60} s` : ''}`
  return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`
}

export type GrantState = 'active' | 'not yet valid' | 'expired' | 'withdrawn'

export function grantState(grant: Grant, now = Date.now()): GrantState {
  if (grant.withdrawnAt !== null) return 'withdrawn'
  if (grant.to !== null && new Date(grant.to).getTime() <= now) return 'expired'
  if (new Date(grant.from).getTime() > now) return 'not yet valid'
  return 'active'
}

export const purposeWords = (purpose: string) => ({ DOOR: 'Door', VERIFY: 'Verification', KIOSK: 'Showroom screen', TRAIL: 'Day map' })[purpose] ?? purpose

/** What members can agree to in this version. */
export const purposes = ['DOOR', 'VERIFY', 'KIOSK', 'TRAIL'] as const

/** Places by their names: "Main hall, Yard". */
export const placesWords = (ids: string[], places: Place[]) =>
  ids.length === 0 ? 'all places' : ids.map((id) => places.find((place) => place.id === id)?.name ?? id).join(', ')

/** How an agreement was given. */
export const howWords = (how: string) => ({ page: 'on the page', command: 'by command' })[how] ?? `by ${how}`

const languages = new Intl.DisplayNames(['en'], { type: 'language' })

/** "German" for "de". */
export function languageWords(tag: string): string {
  try {
    return languages.of(tag) ?? tag
  } catch {
    return tag
  }
}

/** Adds entries to a list that has the newest first; one that is there already is replaced. */
export function merge<T extends { id: number }>(list: T[], more: T[]): T[] {
  const byId = new Map(list.map((entry) => [entry.id, entry]))
  for (const entry of more) byId.set(entry.id, entry)
  return [...byId.values()].sort((a, b) => b.id - a.id)
}
