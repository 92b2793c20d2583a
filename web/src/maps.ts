/** What every map needs once. */

import { addProtocol, setWorkerUrl } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { Protocol } from 'pmtiles'

/** Fonts of the browser: none is fetched. */
export const FONT = ['sans-serif']

let prepared = false

export function prepareMaps() {
  if (prepared) return
  prepared = true
  // The worker is a file of ours: the content policy lets no other run.
  setWorkerUrl(workerUrl)
  addProtocol('pmtiles', new Protocol().tile)
}
