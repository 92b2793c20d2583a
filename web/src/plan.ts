/** The geometry of plans. All functions are pure; points are [x, y] in metres of an area, y down, unless said otherwise. */

import type { Point } from './api'
import type { Area, Calibration, Placement, Reference } from './sites'

// Radii of curvature of WGS 84 (NIMA TR8350.2), as in GeoReference.java.
const A = 6_378_137
const E2 = 6.69437999014e-3
const radians = Math.PI / 180

/** Where an area lies whose owner did not say: nowhere, on a map without a ground. */
const NOWHERE: Reference = { latitude: 0, longitude: 0, bearing: 0 }

export type LngLat = [longitude: number, latitude: number]

function metresPerDegree(latitude: number): { north: number; east: number } {
  const sin = Math.sin(latitude * radians)
  const w = 1 - E2 * sin * sin
  return {
    north: (radians * A * (1 - E2)) / w ** 1.5,
    east: (radians * A * Math.cos(latitude * radians)) / Math.sqrt(w),
  }
}

/** Converts between an area's metres and the map's longitudes and latitudes. */
export function projection(reference: Reference | null) {
  const { latitude, longitude, bearing } = reference ?? NOWHERE
  const { north, east } = metresPerDegree(latitude)
  const [cos, sin] = [Math.cos(bearing * radians), Math.sin(bearing * radians)]
  return {
    bearing,
    toMap([x, y]: Point): LngLat {
      return [longitude + (x * cos - y * sin) / east, latitude - (x * sin + y * cos) / north]
    },
    toArea([lng, lat]: LngLat): Point {
      const e = (lng - longitude) * east
      const s = (latitude - lat) * north
      return [e * cos + s * sin, -e * sin + s * cos]
    },
  }
}

export type Projection = ReturnType<typeof projection>

/** The corners of an area: top left, top right, bottom right, bottom left. */
export const cornersOf = ({ width, height }: Pick<Area, 'width' | 'height'>): [Point, Point, Point, Point] => [
  [0, 0],
  [width, 0],
  [width, height],
  [0, height],
]

/**
 * Where the map looks to show these points in whole, its up being the area's.
 *
 * @param size of the map in CSS pixels
 * @param padding around the points, likewise
 */
export function viewOf(points: Point[], reference: Reference | null, size: [width: number, height: number], padding: number) {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const metresPerPixel = Math.max(
    (right - left) / Math.max(1, size[0] - 2 * padding),
    (bottom - top) / Math.max(1, size[1] - 2 * padding),
    0.005,
  )
  // At zoom 0 the globe's girth is 512 pixels, at its latitude.
  const girth = 2 * Math.PI * A * Math.cos((reference ?? NOWHERE).latitude * radians)
  return {
    center: projection(reference).toMap([(left + right) / 2, (top + bottom) / 2]),
    zoom: Math.log2(girth / 512 / metresPerPixel),
  }
}

/** To a centimetre, as a number people can read. */
export const roundPoint = ([x, y]: Point): Point => [Math.round(x * 100) / 100, Math.round(y * 100) / 100]

export const distance = (a: Point, b: Point) => Math.hypot(b[0] - a[0], b[1] - a[1])

/** What a camera sees, as a polygon: a sector of a circle, or a circle. */
export function sectorOf({ position: [x, y], direction, fieldOfView, range }: Pick<Placement, 'position' | 'direction' | 'fieldOfView' | 'range'>): Point[] {
  const steps = Math.max(4, Math.ceil(fieldOfView / 6))
  const arc = Array.from({ length: steps + 1 }, (_, i): Point => {
    const angle = (direction - fieldOfView / 2 + (i * fieldOfView) / steps) * radians
    return [x + range * Math.sin(angle), y - range * Math.cos(angle)]
  })
  return fieldOfView >= 360 ? arc : [[x, y], ...arc]
}

/** The projective map of a plane to another: 8 numbers, the ninth is 1, about an origin near which w is 1. */
export interface Homography {
  h: number[]
  origin: Point
}

/** The one that takes four points to four others; null where three lie in a line. */
export function homographyBetween(from: Point[], to: Point[]): Homography | null {
  const origin: Point = [from.reduce((sum, p) => sum + p[0], 0) / 4, from.reduce((sum, p) => sum + p[1], 0) / 4]
  const rows = from.flatMap((point, i) => {
    const [x, y] = [point[0] - origin[0], point[1] - origin[1]]
    const [u, v] = to[i]!
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ]
  })
  const h = solve(rows)
  return h === null ? null : { h, origin }
}

/** Gaussian elimination with the largest pivots; each row has its right side last. */
function solve(rows: number[][]): number[] | null {
  const n = rows.length
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row
    }
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    if (Math.abs(rows[column]![column]!) < 1e-12) return null
    for (let row = column + 1; row < n; row++) {
      const factor = rows[row]![column]! / rows[column]![column]!
      for (let k = column; k <= n; k++) rows[row]![k]! -= factor * rows[column]![k]!
    }
  }
  const solution = new Array<number>(n)
  for (let row = n - 1; row >= 0; row--) {
    let value = rows[row]![n]!
    for (let k = row + 1; k < n; k++) value -= rows[row]![k]! * solution[k]!
    solution[row] = value / rows[row]![row]!
  }
  return solution
}

/** Where a point goes; null beyond the horizon. */
export function apply({ h, origin }: Homography, [px, py]: Point): Point | null {
  const [x, y] = [px - origin[0], py - origin[1]]
  const w = h[6]! * x + h[7]! * y + 1
  if (w <= 1e-6) return null
  return [(h[0]! * x + h[1]! * y + h[2]!) / w, (h[3]! * x + h[4]! * y + h[5]!) / w]
}

/** From fractions of the picture to metres; null while the calibration is not complete or makes no sense. */
export const toPlan = ({ picture, metres }: Calibration): Homography | null =>
  picture.length === 4 && metres.length === 4 && problemOf({ picture, metres }) === null ? homographyBetween(picture, metres) : null

const turn = (a: Point, b: Point, c: Point) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

/** The sign of the turns of a convex quadrilateral; 0 where it is none, or nearly. */
export function convexity(points: Point[]): number {
  const longest = Math.max(...points.flatMap((a) => points.map((b) => distance(a, b))))
  const turns = points.map((a, i) => turn(a, points[(i + 1) % 4]!, points[(i + 2) % 4]!))
  if (turns.some((value) => !(Math.abs(value) > 0.002 * longest * longest))) return 0
  if (turns.every((value) => value > 0)) return 1
  return turns.every((value) => value < 0) ? -1 : 0
}

/** What is wrong with four pairs of points, in words; null where nothing is. The server looks again. */
export function problemOf({ picture, metres }: Calibration): string | null {
  const [seen, drawn] = [convexity(picture), convexity(metres)]
  if (seen === 0) return 'The points in the picture lie in a line, or nearly, or not in order around a shape. Go around something large and flat.'
  if (drawn === 0) return 'The points on the plan lie in a line, or nearly, or not in the same order. Go around the same shape as in the picture.'
  if (seen !== drawn) return 'The points on the plan go around the other way than those in the picture. Two of them are swapped, or the plan is a mirror image.'
  const h = homographyBetween(picture, metres)
  if (h === null) return 'These points do not determine a plane. Move one.'
  if (picture.some(([x]) => apply(h, [x, 1]) === null)) {
    return 'Far and near are swapped: the horizon would lie below the ground. Check which point is which.'
  }
  return null
}

/** By how many metres a place on the plan is off, when each click in the picture was off by a pixel either way: one standard deviation. */
export function errorAt(calibration: Calibration, at: Point, pixels: [width: number, height: number]): number | null {
  const h = toPlan(calibration)
  const there = h && apply(h, at)
  if (!there) return null
  let squares = 0
  for (let i = 0; i < 4; i++) {
    for (const axis of [0, 1] as const) {
      const picture = calibration.picture.map((point): Point => [...point])
      picture[i]![axis] += 1 / pixels[axis]
      const moved = homographyBetween(picture, calibration.metres)
      const off = moved && apply(moved, at)
      if (!off) return null
      squares += distance(there, off) ** 2
    }
  }
  return Math.sqrt(squares)
}

/** A round number of metres, of which some ten make the length. */
export function gridStep(length: number): number {
  const step = 10 ** Math.floor(Math.log10(length / 4))
  return [1, 2, 5, 10].map((k) => k * step).find((s) => length / s <= 12) ?? step
}

export interface Pose {
  foot: Point
  height: number
  direction: number
  fieldOfView: number
}

/** Where a camera must stand to see the ground like this; null where it looks straight down. See Calibration.java. */
export function poseOf({ picture, metres }: Calibration, aspect: number): Pose | null {
  const down = homographyBetween(metres, picture.map(([x, y]): Point => [(x - 0.5) * aspect, y - 0.5]))
  if (down === null) return null
  const [h0, h1, h2, h3, h4, h5, h6, h7] = down.h as [number, number, number, number, number, number, number, number]
  const tilt = Math.hypot(h6, h7)
  if (tilt < 1e-9) return null
  const [cos, sin] = [h7 / tilt, -h6 / tilt]
  const [a, d] = [h0 * cos + h1 * sin, h3 * cos + h4 * sin]
  const [b, e] = [-h0 * sin + h1 * cos, -h3 * sin + h4 * cos]
  const across = a * a + d * d
  const focal2 = (across - b * b - e * e) / (tilt * tilt)
  if (!(focal2 > 1e-4 && focal2 < 1e4)) return null
  const f = Math.sqrt(focal2)
  const scale = Math.sqrt(across) / f
  const r1 = [a / f / scale, d / f / scale, 0] as const
  const r2 = [b / f / scale, e / f / scale, tilt / scale] as const
  const t = [h2 / f / scale, h5 / f / scale, 1 / scale] as const
  const r3 = [r1[1] * r2[2] - r1[2] * r2[1], r1[2] * r2[0] - r1[0] * r2[2], r1[0] * r2[1] - r1[1] * r2[0]] as const
  const dot = (u: readonly number[], v: readonly number[]) => u[0]! * v[0]! + u[1]! * v[1]! + u[2]! * v[2]!
  const [x, y] = [-dot(r1, t), -dot(r2, t)]
  return {
    foot: [down.origin[0] + cos * x - sin * y, down.origin[1] + sin * x + cos * y],
    height: dot(r3, t),
    direction: ((Math.atan2(-sin, -cos) / radians) % 360 + 360) % 360,
    fieldOfView: (2 * Math.atan(aspect / 2 / f)) / radians,
  }
}

/** Lines of a square grid on the ground, as the camera sees them: polylines of fractions of its picture. */
export function gridIn(calibration: Calibration): { step: number; lines: Point[][] } | null {
  const forward = toPlan(calibration)
  if (forward === null) return null
  const back = homographyBetween(calibration.metres, calibration.picture)
  if (back === null) return null
  // What the lower nine tenths of the picture show, no farther than three times the quadrilateral.
  const xs = calibration.metres.map(([x]) => x)
  const ys = calibration.metres.map(([, y]) => y)
  const size = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys))
  const step = gridStep(size)
  const from = (values: number[]) => Math.floor((Math.min(...values) - size / 2) / step) * step
  const to = (values: number[]) => Math.ceil((Math.max(...values) + size / 2) / step) * step
  const lines: Point[][] = []
  const add = (a: Point, b: Point) => {
    // Curved nowhere, but cut at the horizon: in pieces.
    let piece: Point[] = []
    for (let i = 0; i <= 24; i++) {
      const at: Point = [a[0] + ((b[0] - a[0]) * i) / 24, a[1] + ((b[1] - a[1]) * i) / 24]
      const seen = apply(back, at)
      if (seen && seen[0] > -0.5 && seen[0] < 1.5 && seen[1] > -0.5 && seen[1] < 1.5) piece.push(seen)
      else if (piece.length > 0) {
        lines.push(piece)
        piece = []
      }
    }
    if (piece.length > 1) lines.push(piece)
  }
  for (let x = from(xs); x <= to(xs) + step / 2; x += step) add([x, from(ys)], [x, to(ys)])
  for (let y = from(ys); y <= to(ys) + step / 2; y += step) add([from(xs), y], [to(xs), y])
  return { step, lines: lines.filter((line) => line.length > 1) }
}

/** What the camera sees of the ground, as a polygon on the plan: its picture below the horizon, no farther than `range` from it. */
export function footprintOf(calibration: Calibration, position: Point, range: number): Point[] {
  const forward = toPlan(calibration)
  if (forward === null) return []
  const bottom: Point[] = []
  const far: Point[] = []
  const n = 24
  for (let i = 0; i <= n; i++) {
    const x = i / n
    const near = apply(forward, [x, 1])
    if (!near || distance(near, position) > range) continue
    // The highest row that is still in range.
    let [low, high] = [0, 1]
    for (let k = 0; k < 20; k++) {
      const middle = (low + high) / 2
      const at = apply(forward, [x, middle])
      if (at && distance(at, position) <= range) high = middle
      else low = middle
    }
    bottom.push(near)
    far.push(apply(forward, [x, high])!)
  }
  return [...bottom, ...far.toReversed()]
}
