/** Goods: the catalogue, what was learned, and what a kiosk shows. */

import { ApiError, call, upload } from './api'

export interface Rate {
  of: number
  hits: number
  /** 0 to 1, with its 95 % interval. */
  value: number
  low: number
  high: number
}

export interface Item {
  id: string
  sku: string
  name: string
  description: string
  /** With the decimals that its currency has. */
  price: string
  currency: string
  minimumAge: number
  /** Such as "18-29"; none means all. */
  ages: string[]
  sexes: string[]
  days: string[]
  /** Such as "22:30-06:00"; null for the whole day. */
  hours: string | null
  /** Null where it is not counted. */
  stock: number | null
  weight: number
  /** Changes when the picture does; null where there is none. */
  picture: string | null
  rate: Rate
}

export type NewItem = Omit<Item, 'id' | 'picture' | 'rate'>

export interface ImportResult {
  encoding: string
  added: number
  changed: number
  unchanged: number
  refused: { line: number; sku: string; reason: string }[]
  ignored: string[]
}

export interface PictureResult {
  file: string
  sku: string | null
  reason: string | null
}

export interface Lift {
  picked: Rate
  random: Rate
  /** How much more than chance, 0.25 is a quarter; null while chance has touched nothing. */
  lift: { value: number; low: number; high: number } | null
}

export interface Report {
  from: string
  to: string
  kiosk: string | null
  kiosks: { id: string; name: string }[]
  lift: Lift
  shows: Rate
  items: { item: string; sku: string | null; name: string | null; rate: Rate }[]
  contexts: { item: string; dimension: Dimension; value: string; rate: Rate }[]
  lifts: { dimension: Dimension; value: string; lift: Lift }[]
  curve: { from: string; picked: Rate; random: Rate }[]
}

export type Dimension = 'age' | 'sex' | 'part'

/** An item of a member's own history. */
export interface OwnLine {
  name: string
  shows: number
  touches: number
}

export const bands = ['0-12', '13-17', '18-29', '30-44', '45-59', '60+']
export const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']

const path = (item: string) => `/api/merchandise/items/${encodeURIComponent(item)}`

export const merchandise = {
  mine: () => call<OwnLine[]>('GET', '/api/me/merchandise'),
  items: () => call<Item[]>('GET', '/api/merchandise/items'),
  add: (item: NewItem) => call<Item>('POST', '/api/merchandise/items', { json: item }),
  change: (id: string, item: NewItem) => call<Item>('PUT', path(id), { json: item }),
  remove: (id: string) => call<void>('DELETE', path(id)),
  removePicture: (id: string) => call<void>('DELETE', `${path(id)}/picture`),
  setPicture(id: string, file: File) {
    const form = new FormData()
    form.append('picture', file, file.name)
    return upload<Item>(`${path(id)}/picture`, form, () => {})
  },
  load(file: File, onProgress: (share: number) => void) {
    const form = new FormData()
    form.append('file', file, file.name)
    return upload<ImportResult>('/api/merchandise/catalogue', form, onProgress)
  },
  pictures(files: File[], onProgress: (share: number) => void) {
    const form = new FormData()
    for (const file of files) form.append('pictures', file, file.name)
    return upload<PictureResult[]>('/api/merchandise/pictures', form, onProgress)
  },
  report(from: string, to: string, kiosk: string | null) {
    const query = new URLSearchParams({ from, to, ...(kiosk === null ? {} : { kiosk }) })
    return call<Report>('GET', `/api/merchandise/report?${query}`)
  },
}

export const pictureUrl = (item: Item) => (item.picture === null ? null : `${path(item.id)}/picture?${encodeURIComponent(item.picture)}`)

/** A price as people here write it; where it cannot be, with the currency's code. */
export function priceWords(price: string, currency: string, locale?: string): string {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(price as unknown as number)
  } catch {
    return `${price} ${currency}`
  }
}

/** "3.4 %", and "12 %" where tenths say nothing. */
export function percent(share: number): string {
  const value = share * 100
  return `${value !== 0 && Math.abs(value) < 10 ? value.toFixed(1) : Math.round(value)} %`
}

export const intervalWords = (low: number, high: number) => `${percent(low)} to ${percent(high)}`

/** "+24 %", with its sign. */
export const liftWords = (value: number) => `${value < 0 ? '−' : '+'}${percent(Math.abs(value))}`

const dayWords: Record<string, string> = {
  MONDAY: 'Mon',
  TUESDAY: 'Tue',
  WEDNESDAY: 'Wed',
  THURSDAY: 'Thu',
  FRIDAY: 'Fri',
  SATURDAY: 'Sat',
  SUNDAY: 'Sun',
}

/** Days in a row as "Mon–Wed", others one by one. */
export function daysWords(chosen: string[]): string {
  const parts: string[] = []
  const has = days.map((day) => chosen.includes(day))
  for (let i = 0; i < 7; i++) {
    if (!has[i]) continue
    let end = i
    while (end < 6 && has[end + 1]) end++
    const [first, last] = [dayWords[days[i]!]!, dayWords[days[end]!]!]
    if (end - i >= 2) parts.push(`${first}–${last}`)
    else parts.push(...(end === i ? [first] : [first, last]))
    i = end
  }
  return parts.join(', ')
}

/** To whom an item is shown, in a few words each; none for everyone at all times. */
export function ruleWords(item: Pick<Item, 'minimumAge' | 'ages' | 'sexes' | 'days' | 'hours'>): string[] {
  const words: string[] = []
  if (item.minimumAge > 0) words.push(`from ${item.minimumAge} on`)
  if (item.ages.length > 0) words.push(`ages ${item.ages.join(', ')}`)
  if (item.sexes.length > 0) words.push(item.sexes.map((sex) => (sex === 'FEMALE' ? 'women' : 'men')).join(', '))
  if (item.days.length > 0) words.push(daysWords(item.days))
  if (item.hours !== null) words.push(item.hours.replace('-', '–'))
  return words
}

// ---- a kiosk's screen

export interface ShownPick {
  /** Of this one card; it lives minutes. */
  id: string
  name: string
  description: string
  price: string
  currency: string
  picture: boolean
}

export interface ShownPicks {
  picks: ShownPick[]
  personal: boolean
}

/**
 * The calls of a kiosk's screen.
 *
 * @param token the screen's own, from its address; null where somebody is logged in
 */
export function picksApi(kiosk: string, token: string | null) {
  const base = `/api/kiosks/${encodeURIComponent(kiosk)}/picks`
  async function withToken(method: string, url: string): Promise<Response> {
    const response = await fetch(url, { method, credentials: 'omit', headers: { Authorization: `Bearer ${token}` } })
    if (!response.ok) throw new ApiError(response.status, `The server could not answer (${response.status}).`)
    return response
  }
  return {
    picks: async (n: number): Promise<ShownPicks> =>
      token === null ? call('GET', `${base}?n=${n}`) : ((await withToken('GET', `${base}?n=${n}`)).json() as Promise<ShownPicks>),
    touch: async (pick: string): Promise<void> => {
      const url = `${base}/${encodeURIComponent(pick)}/touch`
      await (token === null ? call('POST', url) : withToken('POST', url))
    },
    /** Its picture as an address of this page; to be given back with `URL.revokeObjectURL`. */
    picture: async (pick: string): Promise<string> => {
      const url = `${base}/${encodeURIComponent(pick)}/picture`
      const response = token === null ? await fetch(url, { credentials: 'same-origin' }) : await withToken('GET', url)
      if (!response.ok) throw new ApiError(response.status, 'There is no picture.')
      return URL.createObjectURL(await response.blob())
    },
  }
}

/** Whether two answers show the same cards. */
export const sameCards = (a: ShownPicks | null, b: ShownPicks) =>
  a !== null && a.picks.length === b.picks.length && a.picks.every((pick, i) => pick.id === b.picks[i]!.id)
