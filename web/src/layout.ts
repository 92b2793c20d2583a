/** The geometry of a street camera's layout, and its history while it is edited. All functions are pure. */

import type { CountingLine, Ground, Layout, Point, Zone } from './api'

export type Selection = { kind: 'zone' | 'line'; id: string } | { kind: 'ground' }

const clamp = (share: number) => Math.round(Math.max(0, Math.min(1, share)) * 10_000) / 10_000

/** A point within the picture, to a ten-thousandth of it: finer than a pixel, and a number people can read. */
export const clampPoint = ([x, y]: Point): Point => [clamp(x), clamp(y)]

export const distance = (a: Point, b: Point) => Math.hypot(b[0] - a[0], b[1] - a[1])

/** The corner that is highest in the picture, where a shape's words stand. */
export const topCorner = (corners: Point[]): Point =>
  corners.reduce((top, corner) => (corner[1] < top[1] ? corner : top))

/**
 * The arrow that stands in the middle of a counting line and points to where "forward" is: to the right of one who
 * looks from `from` to `to`, as seen in the picture. In pixels, for in fractions nothing is perpendicular.
 */
export function arrowOf(from: Point, to: Point, length: number) {
  const whole = Math.max(distance(from, to), 1e-9)
  const along: Point = [(to[0] - from[0]) / whole, (to[1] - from[1]) / whole]
  // The y axis points down, so that a turn to the right takes (x, y) to (-y, x).
  const forward: Point = [-along[1], along[0]]
  const tail: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
  const tip: Point = [tail[0] + forward[0] * length, tail[1] + forward[1] * length]
  const barb = (side: number): Point => [
    tip[0] - (forward[0] + side * along[0]) * length * 0.35,
    tip[1] - (forward[1] + side * along[1]) * length * 0.35,
  ]
  return { tail, tip, left: barb(-1), right: barb(1) }
}

const turn = (a: Point, b: Point, c: Point) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}

/** Whether two sides of a polygon cross, other than at the corner they share. */
export function crossesItself(polygon: Point[]): boolean {
  const n = polygon.length
  for (let i = 0; i < n; i++) {
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue
      if (cross(polygon[i]!, polygon[i + 1]!, polygon[j]!, polygon[(j + 1) % n]!)) return true
    }
  }
  return false
}

/** Whether every corner turns the same way and no three lie in a line. */
export function isConvex(polygon: Point[]): boolean {
  const n = polygon.length
  const turns = polygon.map((corner, i) => turn(corner, polygon[(i + 1) % n]!, polygon[(i + 2) % n]!))
  return (turns.every((value) => value > 1e-6) || turns.every((value) => value < -1e-6)) && !crossesItself(polygon)
}

/** An id that no shape of the layout has yet: "zone-1", "line-2". */
export function freshId(kind: 'zone' | 'line', layout: Layout): string {
  const taken = new Set([...layout.zones, ...layout.lines].map((shape) => shape.id))
  let number = 1
  while (taken.has(`${kind}-${number}`)) number++
  return `${kind}-${number}`
}

export function addZone(layout: Layout, polygon: Point[]): { layout: Layout; id: string } {
  const id = freshId('zone', layout)
  const zone: Zone = { id, name: `Zone ${id.slice(5)}`, polygon: polygon.map(clampPoint) }
  return { layout: { ...layout, zones: [...layout.zones, zone] }, id }
}

export function addLine(layout: Layout, from: Point, to: Point): { layout: Layout; id: string } {
  const id = freshId('line', layout)
  const line: CountingLine = {
    id,
    name: `Line ${id.slice(5)}`,
    from: clampPoint(from),
    to: clampPoint(to),
    forward: 'in',
    backward: 'out',
  }
  return { layout: { ...layout, lines: [...layout.lines, line] }, id }
}

/** The corners of a shape: of a zone all, of a line its two ends, of the ground its four points. */
export function pointsOf(layout: Layout, of: Selection): Point[] {
  if (of.kind === 'ground') return layout.ground?.picture ?? []
  if (of.kind === 'zone') return layout.zones.find((zone) => zone.id === of.id)?.polygon ?? []
  const line = layout.lines.find((one) => one.id === of.id)
  return line ? [line.from, line.to] : []
}

function withPoints(layout: Layout, of: Selection, points: Point[]): Layout {
  switch (of.kind) {
    case 'ground':
      return layout.ground ? { ...layout, ground: { ...layout.ground, picture: points } } : layout
    case 'zone':
      return { ...layout, zones: layout.zones.map((zone) => (zone.id === of.id ? { ...zone, polygon: points } : zone)) }
    case 'line': {
      const [from, to] = points as [Point, Point]
      return { ...layout, lines: layout.lines.map((line) => (line.id === of.id ? { ...line, from, to } : line)) }
    }
  }
}

export function moveCorner(layout: Layout, of: Selection, corner: number, to: Point): Layout {
  const points = pointsOf(layout, of)
  return withPoints(layout, of, points.map((point, i) => (i === corner ? clampPoint(to) : point)))
}

/** Moves a whole shape, as far as it stays within the picture. */
export function moveShape(layout: Layout, of: Selection, dx: number, dy: number): Layout {
  const points = pointsOf(layout, of)
  if (points.length === 0) return layout
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const x = Math.max(-Math.min(...xs), Math.min(1 - Math.max(...xs), dx))
  const y = Math.max(-Math.min(...ys), Math.min(1 - Math.max(...ys), dy))
  return withPoints(layout, of, points.map(([px, py]) => clampPoint([px + x, py + y])))
}

export function remove(layout: Layout, what: Selection): Layout {
  switch (what.kind) {
    case 'ground':
      return { ...layout, ground: null }
    case 'zone':
      return { ...layout, zones: layout.zones.filter((zone) => zone.id !== what.id) }
    case 'line':
      return { ...layout, lines: layout.lines.filter((line) => line.id !== what.id) }
  }
}

/** A rectangle on the ground: its corners in metres in the order in which they are in the picture. */
export function rectangleOf(width: number, length: number): Point[] {
  return [[0, 0], [width, 0], [width, length], [0, length]]
}

/** Width and length of the ground's rectangle, or null where its points in metres are no rectangle. */
export function sidesOf(ground: Ground): { width: number; length: number } | null {
  const [a, b, c, d] = ground.metres
  if (!a || !b || !c || !d) return null
  const width = distance(a, b)
  const length = distance(b, c)
  const near = (x: number, y: number) => Math.abs(x - y) <= 0.001 * Math.max(x, y)
  return near(width, distance(c, d)) && near(length, distance(d, a)) && near(distance(a, c), distance(b, d))
    ? { width, length }
    : null
}

/** What must be mended before the layout can be stored, in words. */
export function problemsOf(layout: Layout): string[] {
  const problems: string[] = []
  for (const zone of layout.zones) {
    if (zone.name.trim() === '') problems.push('A zone has no name.')
    if (crossesItself(zone.polygon)) problems.push(`The sides of “${zone.name}” cross each other. Drag its corners apart.`)
  }
  for (const line of layout.lines) {
    if (line.name.trim() === '') problems.push('A line has no name.')
    if (line.forward.trim() === '' || line.backward.trim() === '') {
      problems.push(`The directions of “${line.name}” need names, such as “in” and “out”.`)
    } else if (line.forward.trim() === line.backward.trim()) {
      problems.push(`Both directions of “${line.name}” have the same name.`)
    }
    if (distance(line.from, line.to) < 0.01) problems.push(`“${line.name}” is too short to be crossed.`)
  }
  if (layout.ground) {
    if (!isConvex(layout.ground.picture)) {
      problems.push('The four points of the ground must go round a rectangle, none of them inside the others.')
    }
    const sides = sidesOf(layout.ground)
    if (sides && !(sides.width > 0 && sides.length > 0)) problems.push('The ground’s rectangle needs a width and a length in metres.')
  }
  return problems
}

/** A layout that is being edited. */
export interface History {
  past: Layout[]
  now: Layout
}

const KEPT = 100

export const edited = (history: History, now: Layout): History =>
  now === history.now ? history : { past: [...history.past, history.now].slice(-KEPT), now }

export function undone(history: History): History {
  const last = history.past.at(-1)
  return last === undefined ? history : { past: history.past.slice(0, -1), now: last }
}
