/** The map below outdoor areas, from what the owner configured. */

import type { LayerSpecification, SourceSpecification } from 'maplibre-gl'
import { PMTiles, TileType } from 'pmtiles'
import { sitesApi, type BaseMap } from './sites'

export interface BaseLayers {
  source: SourceSpecification
  layers: LayerSpecification[]
  attribution: string | null
  /** Where it begins, where the file says so. */
  centre?: [longitude: number, latitude: number]
  zoom?: number
}

let known: Promise<BaseLayers | null> | undefined

/** Asked once for the page; null where no map is configured, or it cannot be read. */
export function baseLayers(font: string[]): Promise<BaseLayers | null> {
  known ??= sitesApi
    .baseMap()
    .then((map) => load(map, font))
    .catch((problem) => {
      console.warn('The map below the plans cannot be shown:', problem)
      known = undefined
      return null
    })
  return known
}

async function load({ kind, url, attribution }: BaseMap, font: string[]): Promise<BaseLayers | null> {
  if (kind === 'none' || url === null) return null
  if (kind === 'raster') return { source: { type: 'raster', tiles: [url], tileSize: 256 }, layers: [rasterLayer], attribution }
  if (kind === 'vector') return { source: { type: 'vector', tiles: [url], maxzoom: 14 }, layers: vectorLayers(null, font), attribution }
  const address = new URL(url, location.href).href
  const file = new PMTiles(address)
  const { tileType, centerLon, centerLat, centerZoom } = await file.getHeader()
  const centre: [number, number] = [centerLon, centerLat]
  if (tileType === TileType.Mvt) {
    const metadata = (await file.getMetadata()) as { vector_layers?: { id: string }[] }
    const ids = metadata.vector_layers?.map((layer) => layer.id) ?? null
    return { source: { type: 'vector', url: `pmtiles://${address}` }, layers: vectorLayers(ids, font), attribution, centre, zoom: centerZoom }
  }
  return { source: { type: 'raster', url: `pmtiles://${address}`, tileSize: 256 }, layers: [rasterLayer], attribution, centre, zoom: centerZoom }
}

const rasterLayer: LayerSpecification = { id: 'base', type: 'raster', source: 'base', paint: { 'raster-saturation': -0.35 } }

// The layers of the schemas in use: Protomaps, OpenMapTiles, Shortbread.
const fills: [ids: string[], colour: string][] = [
  [['earth', 'land', 'ocean'], '#f1efe9'],
  [['landcover', 'landuse', 'park', 'sites'], '#e2ead9'],
  [['water', 'water_polygons'], '#b9d7e3'],
  [['buildings', 'building'], '#ddd6cd'],
]
const lines: [ids: string[], colour: string, width: number][] = [
  [['waterway', 'water_lines'], '#9cc5d6', 1.5],
  [['boundaries', 'boundary'], '#b7a8b8', 1],
  [['roads', 'transportation', 'streets'], '#ffffff', 4],
]
const names = ['places', 'place', 'place_labels', 'transportation_name', 'street_labels']

/** Quiet colours, so that what is drawn on the map stands out. */
export function vectorLayers(ids: string[] | null, font: string[]): LayerSpecification[] {
  const has = (id: string) => ids === null || ids.includes(id)
  return [
    ...fills.flatMap(([layers, colour]) =>
      layers.filter(has).map((id): LayerSpecification => ({
        id: `base ${id}`,
        type: 'fill',
        source: 'base',
        'source-layer': id,
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': id === 'ocean' ? '#b9d7e3' : colour },
      })),
    ),
    ...lines.flatMap(([layers, colour, width]) =>
      layers.filter(has).flatMap((id): LayerSpecification[] => {
        const line = (name: string, color: string, by: number): LayerSpecification => ({
          id: name,
          type: 'line',
          source: 'base',
          'source-layer': id,
          filter: ['==', ['geometry-type'], 'LineString'],
          layout: { 'line-cap': 'round', 'line-join': 'round' },
          paint: { 'line-color': color, 'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 10, by * 0.2, 16, by, 20, by * 5] },
        })
        return width === 4 ? [line(`base ${id} edge`, '#cfc8bd', width + 1.2), line(`base ${id}`, colour, width)] : [line(`base ${id}`, colour, width)]
      }),
    ),
    ...names.filter(has).map((id): LayerSpecification => ({
      id: `base ${id}`,
      type: 'symbol',
      source: 'base',
      'source-layer': id,
      layout: {
        'text-field': ['coalesce', ['get', 'name'], ['get', 'name:en'], ''],
        'text-font': font,
        'text-size': 12,
        'symbol-placement': id.includes('name') || id.includes('street') ? 'line' : 'point',
      },
      paint: { 'text-color': '#56504a', 'text-halo-color': '#fff', 'text-halo-width': 1.4 },
    })),
  ]
}
