/** A kiosk's live picture: its messages, and where faces are between two analyses. */

import { ApiError, type Camera } from './api'
import type { Frame } from './live'

export type Sex = 'FEMALE' | 'MALE'

export type KioskState = 'ANALYSING' | 'COVERED' | 'OPTED_OUT' | 'PAUSED'

/** What is guessed of a face; null where there is no guess yet. */
export interface KioskFace {
  id: number
  /** The ages that people of this guess have, in years. */
  age: [youngest: number, oldest: number] | null
  sex: Sex | null
  /** 90 to 99. */
  appeal: number | null
  /** Only of members who agreed to be greeted here. */
  name: string | null
}

export interface KioskFrame extends Frame {
  /** When the picture arrived at the server: milliseconds since 1970 by its clock. */
  arrived: number
  state: KioskState
  /** Why faces cannot be looked at. */
  problem: string | null
  /** By how many milliseconds the faces' picture is older than this one. */
  lagMs: number
  /** How many more faces there are. */
  others: number
  faces: KioskFace[]
}

export interface Kiosk {
  id: string
  name: string
  place: string
  mirror: boolean
  /** Null where the browser that shows the kiosk has the camera. */
  camera: Camera | null
  health: {
    screens: number
    pictures: number
    analysed: number
    dropped: number
    analysisMs: number
    failures: number
    problem: string | null
  }
}

export interface KioskCounts {
  from: string
  to: string
  /** Smaller numbers are not told. */
  fewest: number
  bands: { id: string; from: number }[]
  /** By the id of a band; null means some, but fewer than `fewest`. */
  hours: { from: string; counts: Record<string, number | null> }[]
}

/** Points of a mesh. */
export const POINTS = 468

const MESH_BYTES = POINTS * 4
const QUARTERS = 4

/** x and y of the points, in pixels of the picture. */
export type Mesh = Float32Array

/**
 * Takes apart what follows the JSON of a message: a mesh for each face, then the JPEG.
 *
 * @throws Error when it is too short
 */
export function splitBody(faces: number, body: Uint8Array<ArrayBuffer>): { meshes: Mesh[]; jpeg: Uint8Array<ArrayBuffer> } {
  const end = faces * MESH_BYTES
  if (body.byteLength < end) {
    throw new Error(`A live message announces ${faces} faces but holds ${body.byteLength} bytes.`)
  }
  const view = new DataView(body.buffer, body.byteOffset, end)
  const meshes: Mesh[] = []
  for (let face = 0; face < faces; face++) {
    const mesh = new Float32Array(2 * POINTS)
    for (let i = 0; i < mesh.length; i++) mesh[i] = view.getInt16(face * MESH_BYTES + 2 * i, true) / QUARTERS
    meshes.push(mesh)
  }
  return { meshes, jpeg: body.subarray(end) }
}

/** A face at some moment. */
export interface ShownFace {
  face: KioskFace
  mesh: Mesh
  /** 0 to 1: less while it has not been seen for a moment. */
  strength: number
}

interface Moving {
  face: KioskFace
  mesh: Mesh
  /** Of the picture, in milliseconds. */
  at: number
  x: number
  y: number
  size: number
  /** Pixels a millisecond, and growth a millisecond. */
  vx: number
  vy: number
  growth: number
}

/** How far into the future a face is moved: farther than that nobody knows. */
const AHEAD_MS = 180
const FADE_MS = 250
const GONE_MS = 500
const NEW_SPEED = 0.5
/** Faces do not go faster than so many of their sizes a second; what does is a cut in a film, or another face. */
const FASTEST = 4
/** Nor is a face moved on by more than this share of its size. */
const FARTHEST = 0.3
/** Motion of a point against what was expected, as a share of the face's size, that is no tremble. */
const TREMBLE = 0.012

/**
 * Where faces are at the time of a picture, when the last that is known of them is of an earlier one: each is moved on
 * by its speed and growth. What only trembles is smoothed.
 */
export class Motion {
  private readonly faces = new Map<number, Moving>()

  /** @param at time of the picture that the meshes are of, in milliseconds on any clock that runs forward */
  observe(faces: KioskFace[], meshes: Mesh[], at: number): void {
    faces.forEach((face, i) => {
      const mesh = meshes[i]!
      const before = this.faces.get(face.id)
      if (before === undefined || at < before.at || at - before.at > GONE_MS) {
        const { x, y, size } = extent(mesh)
        this.faces.set(face.id, { face, mesh, at, x, y, size, vx: 0, vy: 0, growth: 0 })
      } else if (at === before.at) {
        before.face = face
      } else {
        this.move(before, face, mesh, at)
      }
    })
    const present = new Set(faces.map((face) => face.id))
    for (const [id, one] of this.faces) if (!present.has(id) && at - one.at > 0) this.faces.delete(id)
  }

  private move(before: Moving, face: KioskFace, found: Mesh, at: number) {
    const dt = at - before.at
    const expected = shifted(before, at)
    const mesh = steadied(found, expected, before.size)
    const { x, y, size } = extent(mesh)
    if (Math.hypot(x - before.x, y - before.y) > (FASTEST * size * dt) / 1000 + TREMBLE * size) {
      Object.assign(before, { face, mesh: found, at, ...extent(found), vx: 0, vy: 0, growth: 0 })
      return
    }
    const share = (old: number, now: number) => old + NEW_SPEED * (now - old)
    before.vx = share(before.vx, (x - before.x) / dt)
    before.vy = share(before.vy, (y - before.y) / dt)
    before.growth = share(before.growth, Math.log(size / before.size) / dt)
    Object.assign(before, { face, mesh, at, x, y, size })
  }

  /** The faces at a time, largest first. */
  at(time: number): ShownFace[] {
    const shown: ShownFace[] = []
    for (const one of [...this.faces.values()].sort((a, b) => b.size - a.size)) {
      const old = time - one.at
      if (old > GONE_MS) continue
      const strength = Math.min(1, Math.max(0, (GONE_MS - old) / (GONE_MS - FADE_MS)))
      shown.push({ face: one.face, mesh: shifted(one, time), strength })
    }
    return shown
  }

  clear(): void {
    this.faces.clear()
  }
}

/** The middle of a mesh, and its size as a root of an area. */
export function extent(mesh: Mesh): { x: number; y: number; size: number; box: [number, number, number, number] } {
  let x0 = Infinity
  let y0 = Infinity
  let x1 = -Infinity
  let y1 = -Infinity
  for (let i = 0; i < mesh.length; i += 2) {
    const x = mesh[i]!
    const y = mesh[i + 1]!
    if (x < x0) x0 = x
    if (x > x1) x1 = x
    if (y < y0) y0 = y
    if (y > y1) y1 = y
  }
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, size: Math.max(1, Math.sqrt((x1 - x0) * (y1 - y0))), box: [x0, y0, x1, y1] }
}

function shifted(one: Moving, time: number): Mesh {
  const dt = Math.max(-AHEAD_MS, Math.min(AHEAD_MS, time - one.at))
  if (dt === 0) return one.mesh
  const scale = Math.exp(Math.max(-0.2, Math.min(0.2, one.growth * dt)))
  const far = Math.hypot(one.vx, one.vy) * Math.abs(dt)
  const held = Math.min(1, (FARTHEST * one.size) / Math.max(far, 1e-9))
  const x = one.x + one.vx * dt * held
  const y = one.y + one.vy * dt * held
  const mesh = new Float32Array(one.mesh.length)
  for (let i = 0; i < mesh.length; i += 2) {
    mesh[i] = x + scale * (one.mesh[i]! - one.x)
    mesh[i + 1] = y + scale * (one.mesh[i + 1]! - one.y)
  }
  return mesh
}

/** Point by point: what is off by less than a tremble goes half the way only, what is off by more goes all of it. */
function steadied(found: Mesh, expected: Mesh, size: number): Mesh {
  const mesh = new Float32Array(found.length)
  const limit = TREMBLE * size
  for (let i = 0; i < mesh.length; i += 2) {
    const dx = found[i]! - expected[i]!
    const dy = found[i + 1]! - expected[i + 1]!
    const share = Math.min(1, 0.4 + (0.6 * Math.hypot(dx, dy)) / limit)
    mesh[i] = expected[i]! + share * dx
    mesh[i + 1] = expected[i + 1]! + share * dy
  }
  return mesh
}

/** Times of a kind, the newest some hundred of them, and their quantiles. */
export class Times {
  private readonly values: number[] = []
  private next = 0

  add(value: number): void {
    this.values[this.next] = value
    this.next = (this.next + 1) % 600
  }

  get count(): number {
    return this.values.length
  }

  quantile(share: number): number | null {
    if (this.values.length === 0) return null
    const sorted = [...this.values].sort((a, b) => a - b)
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  }
}

export const sexWords: Record<Sex, string> = { FEMALE: 'female', MALE: 'male' }

export const ageWords = (age: [number, number]) => `${age[0]} to ${age[1]} years`

/** Everybody in view in a sentence, for those who cannot see the picture. */
export function sceneWords(state: KioskState, faces: KioskFace[], others: number): string {
  if (state !== 'ANALYSING') return stateWords[state]
  const count = faces.length + others
  if (count === 0) return 'Nobody in view.'
  const each = faces.map((face) =>
    [
      face.name ?? 'somebody',
      face.age && `about ${ageWords(face.age)}`,
      face.sex && sexWords[face.sex],
      face.appeal !== null && `appeal ${face.appeal}`,
    ]
      .filter(Boolean)
      .join(', '),
  )
  if (others > 0) each.push(`${others} more`)
  return `${count === 1 ? '1 person' : `${count} people`} in view: ${each.join('; ')}.`
}

export const stateWords: Record<KioskState, string> = {
  ANALYSING: 'The camera is analysing. Nothing is stored.',
  COVERED: 'The camera is covered. Nobody is analysed.',
  OPTED_OUT: 'An opt-out mark is shown. Nobody is analysed.',
  PAUSED: 'Paused. Nobody is analysed.',
}

/** Calls as a screen does: with its own token where it has one, else with the session. */
export function kioskApi(token: string | null) {
  async function get<T>(path: string): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' }
    if (token !== null) headers.Authorization = `Bearer ${token}`
    let response: Response
    try {
      response = await fetch(path, { headers, credentials: token === null ? 'same-origin' : 'omit' })
    } catch {
      throw new ApiError(0, 'The Gatehouse server does not answer. Check that it runs and that this device can reach it.')
    }
    const body = await response.json().catch(() => null)
    if (!response.ok || body === null) {
      throw new ApiError(response.status, body?.detail ?? `The server could not answer (${response.status}).`)
    }
    return body as T
  }
  return {
    kiosks: () => get<Kiosk[]>('/api/kiosks'),
    counts: (id: string) => get<KioskCounts>(`/api/kiosks/${encodeURIComponent(id)}/counts`),
    /** What the WebSocket asks for: a page cannot give it a header. */
    protocols: token === null ? undefined : ['gatehouse', token],
  }
}
