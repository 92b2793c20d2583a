/** Sites, plans and where cameras stand: the values of their API, and its calls. Points are metres of their area, y down. */

import { call, upload, type Point } from './api'

export interface AreaZone {
  id: string
  name: string
  polygon: Point[]
}

/** Who goes over it from the left of the arrow `from` to `to` to its right leaves `left` and enters `right`; null is outside. */
export interface DoorLine {
  id: string
  name: string
  from: Point
  to: Point
  left: string | null
  right: string | null
}

/** Where an area's point 0, 0 lies, and where its up points to, in degrees clockwise from north. */
export interface Reference {
  latitude: number
  longitude: number
  bearing: number
}

/** A floor, or a piece of outdoor ground. */
export interface Area {
  id: string
  site: string
  /** Null: outdoors. */
  building: string | null
  name: string
  level: number
  width: number
  height: number
  reference: Reference | null
  zones: AreaZone[]
  doors: DoorLine[]
  plan: { url: string } | null
  version: string
}

export interface Building {
  id: string
  name: string
}

export interface Site {
  id: string
  name: string
  buildings: Building[]
  areas: Area[]
}

/** Four points of a camera's picture, as fractions of it, and the same on the area. */
export interface Calibration {
  picture: Point[]
  metres: Point[]
}

export interface Placement {
  area: string
  position: Point
  /** Degrees clockwise from the area's up. */
  direction: number
  fieldOfView: number
  /** Metres. */
  range: number
  calibration: Calibration | null
  /** How far the camera's clock is ahead. */
  clockMs: number
  version: string
}

/** A camera of the program, and where it stands. */
export interface PlaceableCamera {
  id: string
  name: string
  /** Null: the configuration does not have it any more. */
  kind: 'DOOR' | 'STREET' | 'KIOSK' | null
  place: string | null
  placement: Placement | null
}

export interface WalkNode {
  id: string
  area: string
  position: Point
}

export interface WalkEdge {
  from: string
  to: string
  metres: number
}

export interface Walkway {
  version: string
  nodes: WalkNode[]
  edges: WalkEdge[]
}

export interface WalkPath {
  metres: number
  points: { area: string; position: Point; metres: number }[]
}

/** What lies below outdoor areas. */
export interface BaseMap {
  kind: 'none' | 'pmtiles' | 'raster' | 'vector'
  url: string | null
  attribution: string | null
}

export interface NewArea {
  name: string
  building: string | null
  level: number
  width: number
  height: number
}

/** A point of the area and where it is on the globe. */
export interface Tie {
  point: Point
  latitude: number
  longitude: number
}

const at = (kind: string, id: string) => `/api/${kind}/${encodeURIComponent(id)}`

export const sitesApi = {
  sites: () => call<Site[]>('GET', '/api/sites'),
  area: (id: string) => call<Area>('GET', at('areas', id)),
  cameras: () => call<PlaceableCamera[]>('GET', '/api/placements'),
  walkway: (site: string) => call<Walkway>('GET', `${at('sites', site)}/walkway`),
  baseMap: () => call<BaseMap>('GET', '/api/map'),
  path: (site: string, from: { area: string; point: Point }, to: { area: string; point: Point }) =>
    call<WalkPath>(
      'GET',
      `${at('sites', site)}/path?${new URLSearchParams({
        fromArea: from.area,
        fromX: String(from.point[0]),
        fromY: String(from.point[1]),
        toArea: to.area,
        toX: String(to.point[0]),
        toY: String(to.point[1]),
      })}`,
    ),
  addSite: (name: string) => call<Site>('POST', '/api/sites', { json: { name } }),
  renameSite: (id: string, name: string) => call<Site>('PUT', at('sites', id), { json: { name } }),
  addBuilding: (site: string, name: string) =>
    call<Building>('POST', `${at('sites', site)}/buildings`, { json: { name } }),
  renameBuilding: (id: string, name: string) => call<Building>('PUT', at('buildings', id), { json: { name } }),
  addArea: (site: string, area: NewArea) => call<Area>('POST', `${at('sites', site)}/areas`, { json: area }),
  saveArea: ({ id, version, name, level, width, height, reference, zones, doors }: Area) =>
    call<Area>('PUT', at('areas', id), { json: { version, name, level, width, height, reference, zones, doors } }),
  remove: (kind: 'sites' | 'buildings' | 'areas', id: string, confirm = false) =>
    call<void>('DELETE', `${at(kind, id)}${confirm ? '?confirm=true' : ''}`),
  uploadPlan(area: string, picture: File, onProgress: (share: number) => void) {
    const form = new FormData()
    form.append('plan', picture)
    return upload<Area>(`${at('areas', area)}/plan`, form, onProgress)
  },
  removePlan: (area: string) => call<Area>('DELETE', `${at('areas', area)}/plan`),
  measure: (area: Area, from: Point, to: Point, metres: number) =>
    call<Area>('POST', `${at('areas', area.id)}/measure`, { json: { version: area.version, from, to, metres } }),
  locate: (area: Area, ties: Tie[]) =>
    call<Area>('POST', `${at('areas', area.id)}/locate`, { json: { version: area.version, ties } }),
  /** A placement without a version is the camera's first. */
  place: (camera: string, placement: Omit<Placement, 'version'> & { version: string | null }) =>
    call<{ placement: Placement; warnings: string[] }>('PUT', at('placements', camera), { json: placement }),
  unplace: (camera: string) => call<void>('DELETE', at('placements', camera)),
  saveWalkway: (site: string, walkway: Walkway) =>
    call<Walkway>('PUT', `${at('sites', site)}/walkway`, { json: walkway }),
}
