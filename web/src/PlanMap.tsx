/** An area with its plan or the map below it, and what is shown on it. */

import { lazy, Suspense, useState, type ReactNode } from 'react'
import type { Point } from './api'
import { Banner } from './parts'
import { PlanDrawing } from './PlanDrawing'
import './plan.css'
import type { Area } from './sites'

/** A GeoJSON feature, except that its coordinates are metres of the area, y down. */
export interface PlanFeature {
  type: 'Feature'
  id?: number | string
  geometry:
    | { type: 'Point'; coordinates: Point }
    | { type: 'LineString'; coordinates: Point[] }
    | { type: 'Polygon'; coordinates: Point[][] }
  /** `color` and, of symbols, `label` are used where `paint` does not say otherwise; `weight` of heat. */
  properties: Record<string, unknown>
}

export interface PlanLayer {
  id: string
  /** "dotted" is a dotted line, "heat" a density of points. */
  kind: 'fill' | 'line' | 'dotted' | 'circle' | 'symbol' | 'heat'
  features: PlanFeature[]
  /** MapLibre's paint properties, over the defaults of the kind. */
  paint?: Record<string, unknown>
  /** MapLibre's layout properties, likewise. */
  layout?: Record<string, unknown>
  onClick?: (feature: PlanFeature) => void
}

/** A point that can be dragged, or moved with the arrow keys. */
export interface PlanHandle {
  id: string
  at: Point
  /** Said by screen readers, and shown as a tip. */
  label: string
  /** A character or two shown in it. */
  text?: string
  className?: string
  onMove?: (to: Point) => void
  onClick?: () => void
}

export interface PlanMapProps {
  area: Area
  /** From the bottom up. Each id once. */
  layers: PlanLayer[]
  handles?: PlanHandle[]
  /** With the keyboard: Enter, for the cross in the middle. */
  onClick?: (metres: Point) => void
  /** The pointer, for lines that follow it; null when it leaves. */
  onPointer?: (metres: Point | null) => void
  /** Shown in whole; another one moves the map. The whole area by default. */
  fit?: Point[]
  /** Lies over the map's corner. */
  legend?: ReactNode
  /** For those who cannot see it. */
  label?: string
  className?: string
}

export const pointFeature = (at: Point, properties: Record<string, unknown> = {}): PlanFeature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: at },
  properties,
})

export const lineFeature = (points: Point[], properties: Record<string, unknown> = {}): PlanFeature => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates: points },
  properties,
})

export const polygonFeature = (corners: Point[], properties: Record<string, unknown> = {}): PlanFeature => ({
  type: 'Feature',
  geometry: { type: 'Polygon', coordinates: [corners.length > 0 ? [...corners, corners[0]!] : []] },
  properties,
})

/** The zones and doors of an area, as layers to put others over. */
export function areaLayers(area: Area): PlanLayer[] {
  const middle = (points: Point[]): Point => [
    points.reduce((sum, p) => sum + p[0], 0) / points.length,
    points.reduce((sum, p) => sum + p[1], 0) / points.length,
  ]
  return [
    { id: 'zones', kind: 'fill', features: area.zones.map((z) => polygonFeature(z.polygon, { id: z.id })), paint: { 'fill-opacity': 0.1 } },
    {
      id: 'zone-edges',
      kind: 'line',
      features: area.zones.map((z) => lineFeature([...z.polygon, z.polygon[0]!], { id: z.id })),
      paint: { 'line-width': 1.5 },
    },
    {
      id: 'doors',
      kind: 'line',
      features: area.doors.map((d) => lineFeature([d.from, d.to], { id: d.id, color: '#c2410c' })),
      paint: { 'line-width': 5 },
    },
    {
      id: 'area-names',
      kind: 'symbol',
      features: [
        ...area.zones.map((z) => pointFeature(middle(z.polygon), { label: z.name })),
        ...area.doors.map((d) => pointFeature(middle([d.from, d.to]), { label: d.name })),
      ],
    },
  ]
}

let webGl: boolean | null = null

/** Whether maps can be drawn here; asked once. */
function hasWebGl(): boolean {
  webGl ??= document.createElement('canvas').getContext('webgl2') !== null
  return webGl
}

// Brings the map library along, which most pages do without.
const PlanCanvas = lazy(() => import('./PlanCanvas'))

const placeOf = ({ id, reference, width, height }: Area) => JSON.stringify([id, reference, width, height])

export function PlanMap(props: PlanMapProps) {
  const [broken, setBroken] = useState<string | null>(null)
  if (broken !== null || !hasWebGl()) {
    return (
      <div className="plan-fallback">
        <Banner kind="info">
          <span data-testid="no-webgl">
            {broken ?? 'This browser has no WebGL 2'}, so that the plan is shown without zooming and without the map
            below it. Switch on hardware acceleration, or use another browser, for the whole of it.
          </span>
        </Banner>
        <PlanDrawing {...props} />
      </div>
    )
  }
  return (
    <Suspense fallback={<div className={`plan-map loading ${props.className ?? ''}`}>Loading the map…</div>}>
      {/* Another area is another map: one that is kept would draw on what was removed already. */}
      <PlanCanvas key={placeOf(props.area)} {...props} onBroken={setBroken} />
    </Suspense>
  )
}
