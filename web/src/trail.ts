/** A day map: its values, its calls, and where somebody was when. */

import { call, type Point } from './api'

export type PieceKind = 'SEEN' | 'STAYED' | 'WALKED' | 'UNKNOWN'

export interface Spot {
  area: string
  x: number
  y: number
  /** The room; null outside of those that are drawn. */
  zone: string | null
}

export interface PathPoint {
  area: string
  x: number
  y: number
  at: string
}

/** A piece of time: seen, inferred (stayed, walked) or unknown. They follow each other. */
export interface Piece {
  kind: PieceKind
  from: string
  to: string
  /** Index of the stop that it belongs to. */
  stop: number | null
  spot: Spot | null
  path: PathPoint[] | null
}

export interface Stop {
  from: string
  to: string
  seconds: number
  /** For how long a camera saw them; the rest is inferred. */
  seenSeconds: number
  name: string
  place: string
  cameras: { id: string; name: string }[]
  spot: Spot | null
}

export interface DayMap {
  day: string
  zone: string
  from: string
  to: string
  agreed: boolean
  /** What an empty day means, and such. */
  note: string | null
  pieces: Piece[]
  stops: Stop[]
  areas: string[]
  /** Visits that do not fit the others, and are not shown. */
  doubtful: number
}

export type Format = 'geojson' | 'csv'

/** The browser's. */
export const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

const query = (values: Record<string, string>) => new URLSearchParams(values).toString()
const ofMember = (member: string) => `/api/members/${encodeURIComponent(member)}/trail`

export const trailApi = {
  mine: (day: string, zone: string) => call<DayMap>('GET', `/api/me/trail?${query({ day, zone })}`),
  myDays: (zone: string) => call<{ day: string; visits: number }[]>('GET', `/api/me/trail/days?${query({ zone })}`),
  myFile: (day: string, zone: string, format: Format) => `/api/me/trail/export?${query({ day, zone, format })}`,
  deleteMine: () => call<{ visits: number }>('DELETE', '/api/me/trail'),
  ofMember: (member: string, day: string, zone: string, reason: string) =>
    call<DayMap>('GET', `${ofMember(member)}?${query({ day, zone, reason })}`),
  fileOfMember: (member: string, day: string, zone: string, reason: string, format: Format) =>
    `${ofMember(member)}/export?${query({ day, zone, reason, format })}`,
}

export const ms = (iso: string) => new Date(iso).getTime()

/** The piece in which an instant lies; the last one also holds its end. */
export function pieceAt(map: DayMap, at: number): Piece | null {
  const last = map.pieces.at(-1)
  return (
    map.pieces.find((piece) => at >= ms(piece.from) && at < ms(piece.to)) ??
    (last && at === ms(last.to) ? last : null)
  )
}

export interface Where {
  kind: PieceKind
  stop: number | null
  area: string | null
  point: Point | null
}

/** Where somebody was; null before and after the day's first and last sighting. */
export function whereAt(map: DayMap, at: number): Where | null {
  const piece = pieceAt(map, at)
  if (piece === null) return null
  const base = { kind: piece.kind, stop: piece.stop }
  if (piece.spot) return { ...base, area: piece.spot.area, point: [piece.spot.x, piece.spot.y] }
  const path = piece.path
  if (!path || path.length === 0) return { ...base, area: null, point: null }
  const after = path.findIndex((point) => ms(point.at) > at)
  const next = path[after]
  const before = after > 0 ? path[after - 1] : undefined
  if (after < 0 || next === undefined || before === undefined) {
    const end = after === 0 ? path[0]! : path.at(-1)!
    return { ...base, area: end.area, point: [end.x, end.y] }
  }
  const share = (at - ms(before.at)) / (ms(next.at) - ms(before.at))
  // On a staircase: at the nearer end of it.
  if (before.area !== next.area) {
    const end = share < 0.5 ? before : next
    return { ...base, area: end.area, point: [end.x, end.y] }
  }
  return { ...base, area: before.area, point: [before.x + share * (next.x - before.x), before.y + share * (next.y - before.y)] }
}

/** The parts of all inferred ways that lie on an area, each a line. */
export function waysOn(map: DayMap, area: string): Point[][] {
  const ways: Point[][] = []
  for (const piece of map.pieces) {
    let line: Point[] = []
    for (const point of [...(piece.path ?? []), null]) {
      if (point && point.area === area) line.push([point.x, point.y])
      else {
        if (line.length > 1) ways.push(line)
        line = []
      }
    }
  }
  return ways
}

/** Whole hours of a day, which may have 23 or 25 of them, as instants. */
export function hoursOf(map: Pick<DayMap, 'from' | 'to'>): number[] {
  const hours: number[] = []
  for (let at = ms(map.from); at <= ms(map.to); at += 3_600_000) hours.push(at)
  return hours
}

/** From an hour before the first of the days' sightings to an hour after the last; the working day where there is none. */
export function shownHours(maps: DayMap[]): [from: number, to: number] {
  let from = Infinity
  let to = -Infinity
  for (const map of maps) {
    const start = ms(map.from)
    const first = map.pieces[0]
    const last = map.pieces.at(-1)
    if (first && last) {
      from = Math.min(from, ms(first.from) - start)
      to = Math.max(to, ms(last.to) - start)
    }
  }
  if (from === Infinity) return [8 * 3_600_000, 18 * 3_600_000]
  const hour = 3_600_000
  const longest = Math.max(...maps.map((map) => ms(map.to) - ms(map.from)))
  return [Math.max(0, Math.floor(from / hour - 0.25) * hour), Math.min(longest, Math.ceil(to / hour + 0.25) * hour)]
}

/** The day before or after, as "2026-03-01". */
export function shifted(day: string, days: number): string {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10)
}

/** Today in a time zone. */
export const today = (zone: string, now = new Date()) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now)
