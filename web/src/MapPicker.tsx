/** The owner's map, on which a point is clicked. */

import { AttributionControl, Map as LibreMap, Marker, NavigationControl } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { baseLayers } from './baseMap'
import { FONT, prepareMaps } from './maps'

prepareMaps()

type LngLat = [longitude: number, latitude: number]

export default function MapPicker({ marks, onPick }: { marks: LngLat[]; onPick: (at: LngLat) => void }) {
  const holder = useRef<HTMLDivElement>(null)
  const map = useRef<LibreMap>(null)
  const pick = useRef(onPick)
  useEffect(() => {
    pick.current = onPick
  })

  useEffect(() => {
    let closed = false
    let made: LibreMap | null = null
    void baseLayers(FONT).then((base) => {
      if (closed || base === null || holder.current === null) return
      made = new LibreMap({
        container: holder.current,
        style: { version: 8, sources: { base: base.source }, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#edf0f3' } }, ...base.layers] },
        center: base.centre ?? [0, 20],
        zoom: base.zoom ?? 1,
        maxPitch: 0,
        dragRotate: false,
        attributionControl: false,
      })
      made.addControl(new NavigationControl({ showCompass: false }))
      made.addControl(new AttributionControl({ compact: true, customAttribution: base.attribution ?? undefined }))
      made.on('click', (event) => pick.current(event.lngLat.toArray() as LngLat))
      made.getCanvas().addEventListener('keydown', (event) => {
        if (event.key === 'Enter') pick.current(made!.getCenter().toArray() as LngLat)
      })
      map.current = made
    })
    return () => {
      closed = true
      made?.remove()
      map.current = null
    }
  }, [])

  const shown = JSON.stringify(marks)
  useEffect(() => {
    if (map.current === null) return
    const all = (JSON.parse(shown) as LngLat[]).map((at) => new Marker({ color: '#b45309' }).setLngLat(at).addTo(map.current!))
    return () => all.forEach((marker) => marker.remove())
  }, [shown])

  return (
    <div className="map-picker" role="group" aria-label="Map; click the point" data-testid="map-picker">
      <div ref={holder} style={{ position: 'absolute', inset: 0 }} />
      <div className="plan-cross" aria-hidden="true" />
    </div>
  )
}
