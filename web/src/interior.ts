/** People on a plan: the values of the API, and how they are drawn. */

import { call, type Point } from './api'
import { lineFeature, pointFeature, polygonFeature, type PlanFeature } from './PlanMap'
import type { Area } from './sites'

/** Somebody; the id lives as long as a camera's track and says nothing else. */
export interface Dot {
  id: string
  at: Point
  /** Metres. */
  error: number
  cameras: number
}

export interface ZonePeople {
  id: string
  people: number
  visible: number
  /** By doors; else only those whom cameras see. */
  counted: boolean
}

export interface LiveArea {
  area: string
  time: string
  /** Whether a camera works; without, nothing is known. */
  watching: boolean
  /** How many are inside: by doors, or by sight where those are more. */
  inside: number
  dots: Dot[]
  zones: ZonePeople[]
}

export interface InteriorArea {
  id: string
  site: string
  name: string
  /** Null: no calibrated camera stands on it. */
  live: LiveArea | null
  capacities: Record<string, number>
}

export interface Heat {
  cell: number
  /** Column, row and seconds. */
  cells: [number, number, number][]
}

/** Null is outside of all zones. */
export interface ZoneFlow {
  source: string | null
  target: string | null
  count: number
}

const at = (area: string) => `/api/interior/${encodeURIComponent(area)}`
const range = (from: string, to: string) => `?${new URLSearchParams({ from, to })}`

export const interiorApi = {
  areas: () => call<InteriorArea[]>('GET', '/api/interior'),
  heat: (area: string, from: string, to: string) => call<Heat>('GET', `${at(area)}/heat${range(from, to)}`),
  flows: (area: string, from: string, to: string) => call<ZoneFlow[]>('GET', `${at(area)}/flows${range(from, to)}`),
  capacity: (area: string, zone: string, people: number | null) =>
    call<{ people: number | null }>('PUT', `${at(area)}/capacities/${encodeURIComponent(zone)}`, { json: { people } }),
}

/** Where dots are between two messages: each goes on evenly from where it was to where it is. */
export function between(before: LiveArea | null, now: LiveArea, share: number): Dot[] {
  const was = new Map(before?.dots.map((dot) => [dot.id, dot.at]) ?? [])
  const part = Math.min(1, Math.max(0, share))
  return now.dots.map((dot) => {
    const from = was.get(dot.id) ?? dot.at
    return { ...dot, at: [from[0] + (dot.at[0] - from[0]) * part, from[1] + (dot.at[1] - from[1]) * part] }
  })
}

export const dotFeatures = (dots: Dot[]): PlanFeature[] => dots.map((dot) => pointFeature(dot.at, { id: dot.id }))

/** The middle of a polygon's area. */
export function centroid(polygon: Point[]): Point {
  let area = 0
  let x = 0
  let y = 0
  polygon.forEach(([ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length]!
    const cross = ax * by - bx * ay
    area += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  })
  return area === 0 ? polygon[0]! : [x / (3 * area), y / (3 * area)]
}

export type Fullness = 'unknown' | 'room' | 'nearly' | 'full'

/** How full a zone is, where it is known how many it holds. */
export function fullness(people: number, capacity: number | undefined): Fullness {
  if (capacity === undefined) return 'unknown'
  if (people >= capacity) return 'full'
  return people >= 0.85 * capacity ? 'nearly' : 'room'
}

export const fullnessColours: Record<Fullness, string> = {
  unknown: '#0d5c75',
  room: '#15803d',
  nearly: '#b45309',
  full: '#b91c1c',
}

export const countWords = (people: number, capacity: number | undefined) =>
  capacity === undefined ? String(people) : `${people} of ${capacity}`

/** The steps of the heat map, from the coldest: light to dark, in an order that is also told without colour. */
export const heatColours = ['#fef0d9', '#fdcc8a', '#fc8d59', '#e34a33', '#a50f15']

/** A step for a cell, by the square root of its share of the hottest: few cells hold most of the time. */
export const heatStep = (seconds: number, most: number) =>
  Math.min(heatColours.length - 1, Math.floor(Math.sqrt(seconds / most) * heatColours.length))

export function heatFeatures(heat: Heat): PlanFeature[] {
  const most = Math.max(...heat.cells.map(([, , seconds]) => seconds), 1e-9)
  return heat.cells.map(([column, row, seconds]) => {
    const x = column * heat.cell
    const y = row * heat.cell
    const size = heat.cell
    return polygonFeature(
      [
        [x, y],
        [x + size, y],
        [x + size, y + size],
        [x, y + size],
      ],
      { color: heatColours[heatStep(seconds, most)] },
    )
  })
}

/** Where a flow begins or ends: in a zone's middle, or outside of the door that leads there. */
function end(area: Area, zone: string | null, other: string | null): Point | null {
  if (zone !== null) {
    const known = area.zones.find((one) => one.id === zone)
    return known ? centroid(known.polygon) : null
  }
  const door = area.doors.find((d) => (d.left === null && d.right === other) || (d.right === null && d.left === other))
  if (!door) return null
  const [ax, ay] = door.from
  const [bx, by] = door.to
  const length = Math.hypot(bx - ax, by - ay)
  // To the right of the arrow, seen with y down.
  const side = door.right === null ? 1 : -1
  return [(ax + bx) / 2 + (side * 2.5 * -(by - ay)) / length, (ay + by) / 2 + (side * 2.5 * (bx - ax)) / length]
}

export interface FlowArrows {
  lines: PlanFeature[]
  heads: PlanFeature[]
  labels: PlanFeature[]
}

/** Flows as arrows whose width tells how many; two ways between the same zones lie beside each other. */
export function flowArrows(area: Area, flows: ZoneFlow[]): FlowArrows {
  const most = Math.max(...flows.map((flow) => flow.count), 1)
  const arrows: FlowArrows = { lines: [], heads: [], labels: [] }
  for (const flow of flows) {
    const from = end(area, flow.source, flow.target)
    const to = end(area, flow.target, flow.source)
    if (from === null || to === null) continue
    const dx = to[0] - from[0]
    const dy = to[1] - from[1]
    const length = Math.hypot(dx, dy)
    if (length < 0.1) continue
    const [ux, uy] = [dx / length, dy / length]
    const bow = Math.min(1.2, length / 6)
    const middle: Point = [(from[0] + to[0]) / 2 - uy * 2 * bow, (from[1] + to[1]) / 2 + ux * 2 * bow]
    const on = (t: number): Point => [
      (1 - t) ** 2 * from[0] + 2 * t * (1 - t) * middle[0] + t * t * to[0],
      (1 - t) ** 2 * from[1] + 2 * t * (1 - t) * middle[1] + t * t * to[1],
    ]
    const share = flow.count / most
    const path = Array.from({ length: 13 }, (_, i) => on(0.08 + (i / 12) * 0.8))
    const tip = on(0.92)
    const last = path.at(-1)!
    const way = Math.hypot(tip[0] - last[0], tip[1] - last[1]) || 1
    const [hx, hy] = [(tip[0] - last[0]) / way, (tip[1] - last[1]) / way]
    const half = 0.25 + 0.45 * Math.sqrt(share)
    arrows.lines.push(lineFeature(path, { width: 2 + 9 * Math.sqrt(share) }))
    arrows.heads.push(
      polygonFeature([
        [last[0] + hx * 1.9 * half, last[1] + hy * 1.9 * half],
        [last[0] - hy * half, last[1] + hx * half],
        [last[0] + hy * half, last[1] - hx * half],
      ]),
    )
    arrows.labels.push(pointFeature(on(0.5), { label: String(flow.count) }))
  }
  return arrows
}
