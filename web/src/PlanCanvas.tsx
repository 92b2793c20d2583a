/** The map of an area, drawn by MapLibre GL. Loaded when a plan is first shown. */

import {
  AttributionControl,
  Map as LibreMap,
  Marker,
  NavigationControl,
  ScaleControl,
  type GeoJSONSource,
  type LayerSpecification,
  type MapMouseEvent,
} from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import type { Point } from './api'
import { baseLayers, type BaseLayers } from './baseMap'
import { FONT, prepareMaps } from './maps'
import { cornersOf, projection, viewOf, type LngLat, type Projection } from './plan'
import { nudged } from './PlanDrawing'
import type { PlanFeature, PlanHandle, PlanLayer, PlanMapProps } from './PlanMap'

prepareMaps()

const colour = ['coalesce', ['get', 'color'], '#0d5c75']

const paints: Record<PlanLayer['kind'], Record<string, unknown>> = {
  fill: { 'fill-color': colour, 'fill-opacity': 0.16 },
  line: { 'line-color': colour, 'line-width': 3 },
  dotted: { 'line-color': colour, 'line-width': 4, 'line-dasharray': [0, 2] },
  circle: { 'circle-color': colour, 'circle-radius': 6, 'circle-stroke-color': '#fff', 'circle-stroke-width': 2 },
  symbol: { 'text-color': '#16212b', 'text-halo-color': '#fff', 'text-halo-width': 1.6 },
  heat: {
    'heatmap-weight': ['coalesce', ['get', 'weight'], 1],
    'heatmap-radius': 26,
    'heatmap-opacity': 0.75,
    'heatmap-color': [
      'interpolate', ['linear'], ['heatmap-density'],
      0, 'rgba(33, 102, 172, 0)', 0.2, 'rgb(103, 169, 207)', 0.4, 'rgb(209, 229, 240)',
      0.6, 'rgb(253, 219, 199)', 0.8, 'rgb(239, 138, 98)', 1, 'rgb(178, 24, 43)',
    ],
  },
}

const layouts: Record<PlanLayer['kind'], Record<string, unknown>> = {
  fill: {},
  line: { 'line-cap': 'round', 'line-join': 'round' },
  dotted: { 'line-cap': 'round', 'line-join': 'round' },
  circle: {},
  symbol: { 'text-field': ['get', 'label'], 'text-size': 13, 'text-font': FONT, 'text-allow-overlap': false },
  heat: {},
}

const types = { fill: 'fill', line: 'line', dotted: 'line', circle: 'circle', symbol: 'symbol', heat: 'heatmap' } as const

function toMap({ geometry }: PlanFeature, project: Projection) {
  switch (geometry.type) {
    case 'Point':
      return { type: geometry.type, coordinates: project.toMap(geometry.coordinates) }
    case 'LineString':
      return { type: geometry.type, coordinates: geometry.coordinates.map(project.toMap) }
    case 'Polygon':
      return { type: geometry.type, coordinates: geometry.coordinates.map((ring) => ring.map(project.toMap)) }
  }
}

const collection = (features: PlanFeature[], project: Projection) => ({
  type: 'FeatureCollection' as const,
  // The feature's own number, so that a click finds it again.
  features: features.map((feature, i) => ({
    type: 'Feature' as const,
    id: i,
    geometry: toMap(feature, project),
    properties: feature.properties,
  })),
})

function specification(layer: PlanLayer): LayerSpecification {
  return {
    id: `layer ${layer.id}`,
    type: types[layer.kind],
    source: `layer ${layer.id}`,
    paint: { ...paints[layer.kind], ...layer.paint },
    layout: { ...layouts[layer.kind], ...layer.layout },
  } as LayerSpecification
}

const FEW = 300

/** Whether the same is drawn: few features are often made anew when something else changes. */
const same = (a: PlanFeature[], b: PlanFeature[]) =>
  a === b || (a.length === b.length && a.length < FEW && JSON.stringify(a) === JSON.stringify(b))

/** A map, and what of it is drawn. When the area moves or grows, another is made. */
interface Shown {
  map: LibreMap
  project: Projection
  drawn: Map<string, Drawn>
  markers: Map<string, { marker: Marker; handle: PlanHandle }>
  /** Whether it is gone: what runs after that must not touch it. */
  gone: boolean
}

interface Drawn {
  kind: PlanLayer['kind']
  features: PlanFeature[]
  paint: string
}

export default function PlanCanvas(props: PlanMapProps & { onBroken: (why: string) => void }) {
  const { area, layers, handles, fit, legend, label, className, onClick } = props
  const holder = useRef<HTMLDivElement>(null)
  const root = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<Shown | null>(null)
  const current = useRef(props)
  useEffect(() => {
    current.current = props
  })

  const { latitude, longitude, bearing } = area.reference ?? {}
  const place = `${area.id} ${latitude} ${longitude} ${bearing} ${area.width} ${area.height}`

  // A map for each area: another area lies elsewhere on the globe.
  useEffect(() => {
    const { area } = current.current
    const toArea = projection(area.reference)
    let made: LibreMap
    try {
      made = new LibreMap({
        container: holder.current!,
        style: {
          version: 8,
          sources: {},
          layers: [{ id: 'ground', type: 'background', paint: { 'background-color': groundColour(holder.current!) } }],
        },
        ...viewOf(cornersOf(area), area.reference, sizeOf(holder.current!), 24),
        bearing: toArea.bearing,
        maxZoom: 24.5,
        maxPitch: 0,
        pitchWithRotate: false,
        renderWorldCopies: false,
        attributionControl: false,
        fadeDuration: 0,
      })
    } catch (problem) {
      current.current.onBroken(`The map could not be drawn (${String(problem instanceof Error ? problem.message : problem)})`)
      return
    }
    made.addControl(new NavigationControl({ visualizePitch: false }), 'top-right')
    made.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left')
    const tell = () => {
      const [o, x, y] = [[0, 0], [1, 0], [0, 1]].map((point) => made.project(toArea.toMap(point as Point)))
      root.current?.setAttribute(
        'data-view',
        JSON.stringify([x!.x - o!.x, x!.y - o!.y, y!.x - o!.x, y!.y - o!.y, o!.x, o!.y]),
      )
    }
    made.on('render', tell)
    made.on('idle', () => root.current?.setAttribute('data-ready', 'true'))
    made.on('click', (event: MapMouseEvent) => {
      const { layers, onClick } = current.current
      for (const layer of layers.toReversed()) {
        const id = `layer ${layer.id}`
        if (!layer.onClick || !made.getLayer(id)) continue
        const hit = made.queryRenderedFeatures(event.point, { layers: [id] })[0]
        const feature = typeof hit?.id === 'number' ? layer.features[hit.id] : undefined
        if (feature) {
          layer.onClick(feature)
          return
        }
      }
      onClick?.(toArea.toArea(event.lngLat.toArray() as LngLat))
    })
    made.on('mousemove', (event: MapMouseEvent) => current.current.onPointer?.(toArea.toArea(event.lngLat.toArray() as LngLat)))
    made.on('mouseout', () => current.current.onPointer?.(null))
    made.getCanvas().addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && current.current.onClick) {
        event.preventDefault()
        current.current.onClick(toArea.toArea(made.getCenter().toArray() as LngLat))
      }
    })
    made.on('webglcontextlost', () => root.current?.setAttribute('data-ready', 'false'))
    made.on('error', (event) => console.warn('The map:', event.error.message))
    const mine: Shown = { map: made, project: toArea, drawn: new Map(), markers: new Map(), gone: false }
    made.once('load', () => {
      if (!mine.gone) setShown(mine)
    })
    return () => {
      mine.gone = true
      made.remove()
      setShown(null)
      root.current?.setAttribute('data-ready', 'false')
    }
  }, [place])

  // What lies below: only where the area is somewhere, and the owner gave a map.
  const somewhere = area.reference !== null
  useEffect(() => {
    if (shown === null || shown.gone || !somewhere) return
    const { map } = shown
    void baseLayers(FONT).then((base: BaseLayers | null) => {
      if (shown.gone || base === null || map.getSource('base')) return
      map.addSource('base', base.source)
      const above = map.getStyle().layers[1]?.id
      base.layers.forEach((layer) => map.addLayer(layer, above))
      map.addControl(new AttributionControl({ compact: true, customAttribution: base.attribution ?? undefined }))
    })
  }, [shown, somewhere])

  const url = area.plan?.url
  useEffect(() => {
    if (shown === null || shown.gone || url === undefined) return
    const { map, project } = shown
    const coordinates = cornersOf(current.current.area).map(project.toMap) as [LngLat, LngLat, LngLat, LngLat]
    map.addSource('plan', { type: 'image', url, coordinates })
    const above = map.getStyle().layers.find((layer) => layer.id.startsWith('layer '))?.id
    map.addLayer({ id: 'plan', type: 'raster', source: 'plan', paint: { 'raster-fade-duration': 0 } }, above)
    return () => {
      if (shown.gone) return
      map.removeLayer('plan')
      map.removeSource('plan')
    }
  }, [shown, url])

  // Where there is neither plan nor map, a sheet of paper shows how large the area is.
  const paper = url === undefined
  useEffect(() => {
    if (shown === null || shown.gone || !paper) return
    const { map, project } = shown
    const ring = [...cornersOf(current.current.area), [0, 0] as Point].map(project.toMap)
    map.addSource('paper', {
      type: 'geojson',
      data: { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } },
    })
    const above = map.getStyle().layers.find((layer) => layer.id.startsWith('layer '))?.id
    map.addLayer({ id: 'paper', type: 'fill', source: 'paper', paint: { 'fill-color': '#fff', 'fill-opacity': somewhere ? 0.25 : 1 } }, above)
    map.addLayer({ id: 'paper-edge', type: 'line', source: 'paper', paint: { 'line-color': '#8a97a4', 'line-width': 1 } }, above)
    return () => {
      if (shown.gone) return
      map.removeLayer('paper')
      map.removeLayer('paper-edge')
      map.removeSource('paper')
    }
  }, [shown, paper, somewhere])

  useEffect(() => {
    if (shown === null || shown.gone) return
    const { map, project, drawn: before } = shown
    const wanted = new Set(layers.map((layer) => layer.id))
    const order = [...before.keys()].filter((id) => wanted.has(id)).join('\n')
    const kept = layers.filter((layer) => before.has(layer.id)).map((layer) => layer.id).join('\n')
    for (const id of [...before.keys()]) {
      const layer = layers.find((one) => one.id === id)
      if (!layer || layer.kind !== before.get(id)!.kind || order !== kept) {
        map.removeLayer(`layer ${id}`)
        map.removeSource(`layer ${id}`)
        before.delete(id)
      }
    }
    layers.forEach((layer, i) => {
      const id = `layer ${layer.id}`
      const known = before.get(layer.id)
      const paint = JSON.stringify([layer.paint, layer.layout])
      if (!known) {
        root.current?.setAttribute('data-ready', 'false')
        map.addSource(id, { type: 'geojson', data: collection(layer.features, project), maxzoom: 22, tolerance: 0.1 })
        const next = layers.slice(i + 1).find((one) => before.has(one.id))
        map.addLayer(specification(layer), next && `layer ${next.id}`)
      } else {
        if (!same(known.features, layer.features)) {
          root.current?.setAttribute('data-ready', 'false')
          map.getSource<GeoJSONSource>(id)?.setData(collection(layer.features, project))
        }
        if (known.paint !== paint) {
          Object.entries({ ...paints[layer.kind], ...layer.paint }).forEach(([name, value]) => map.setPaintProperty(id, name as never, value as never))
          Object.entries({ ...layouts[layer.kind], ...layer.layout }).forEach(([name, value]) => map.setLayoutProperty(id, name as never, value as never))
        }
      }
      before.set(layer.id, { kind: layer.kind, features: layer.features, paint })
    })
    // In the order of the layers, for the next comparison.
    shown.drawn = new Map(layers.map((layer) => [layer.id, before.get(layer.id)!]))
  }, [shown, layers])

  useEffect(() => {
    if (shown === null || shown.gone) return
    const { map, project, markers: known } = shown
    const wanted = new Map((handles ?? []).map((handle) => [handle.id, handle]))
    for (const [id, { marker }] of known) {
      if (!wanted.has(id)) {
        marker.remove()
        known.delete(id)
      }
    }
    for (const handle of wanted.values()) {
      const before = known.get(handle.id)
      const marker = before?.marker ?? newMarker(handle.id, shown, current)
      dress(marker.getElement(), handle)
      marker.setDraggable(handle.onMove !== undefined)
      marker.setLngLat(project.toMap(handle.at))
      if (!before) marker.addTo(map)
      known.set(handle.id, { marker, handle })
    }
  }, [shown, handles])

  const fitted = fit && JSON.stringify(fit)
  useEffect(() => {
    if (shown === null || shown.gone || fitted === undefined) return
    const { map, project } = shown
    const points = JSON.parse(fitted) as Point[]
    if (points.length === 0) return
    map.easeTo({
      ...viewOf(points, current.current.area.reference, sizeOf(map.getContainer()), 60),
      bearing: project.bearing,
      duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 400,
    })
  }, [shown, fitted])

  return (
    <div
      ref={root}
      className={`plan-map${onClick ? ' clickable' : ''} ${className ?? ''}`}
      data-testid="plan-map"
      role="group"
      aria-label={label ?? `Plan of ${area.name}`}
    >
      <div ref={holder} className="canvas" />
      <div className="plan-cross" aria-hidden="true" />
      {legend && <div className="plan-legend">{legend}</div>}
    </div>
  )
}

function newMarker(id: string, { markers, project }: Shown, current: { current: PlanMapProps }): Marker {
  const element = document.createElement('button')
  element.type = 'button'
  const marker = new Marker({ element })
  const handle = () => markers.get(id)?.handle
  marker.on('drag', () => handle()?.onMove?.(project.toArea(marker.getLngLat().toArray() as LngLat)))
  element.addEventListener('click', (event) => {
    event.stopPropagation()
    handle()?.onClick?.()
  })
  element.addEventListener('keydown', (event) => {
    const to = handle() && nudged(handle()!.at, event, current.current.area.width)
    if (to) {
      event.preventDefault()
      event.stopPropagation()
      handle()!.onMove?.(to)
    }
  })
  return marker
}

function dress(element: HTMLElement, { label, text, className, id }: PlanHandle) {
  // MapLibre keeps classes of its own on it.
  element.classList.remove(...(element.dataset.classes ?? '').split(' ').filter(Boolean))
  element.dataset.classes = `plan-handle ${className ?? ''}`
  element.classList.add(...element.dataset.classes.split(' ').filter(Boolean))
  if (element.textContent !== (text ?? '')) element.textContent = text ?? ''
  element.title = label
  element.setAttribute('aria-label', label)
  element.dataset.handle = id
}

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement): [number, number] => [clientWidth, clientHeight]

/** MapLibre knows no custom properties of style sheets. */
const groundColour = (element: HTMLElement) => getComputedStyle(element).getPropertyValue('--sunken').trim() || '#edf0f3'
