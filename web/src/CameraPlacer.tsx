import { useEffect, useMemo, useState } from 'react'
import type { Point } from './api'
import { CalibrationEditor } from './CalibrationEditor'
import { useHistory, useUndoKey, useUnsaved } from './history'
import { HowTo } from './HowTo'
import { Banner, messageOf } from './parts'
import { distance, footprintOf, roundPoint, sectorOf } from './plan'
import { areaLayers, PlanMap, pointFeature, polygonFeature, type PlanHandle, type PlanLayer } from './PlanMap'
import { sitesApi, type Area, type PlaceableCamera, type Placement } from './sites'

interface CameraPlacerProps {
  area: Area
  areas: Area[]
  cameras: PlaceableCamera[]
  onReload: () => Promise<void>
}

export type Draft = Omit<Placement, 'version'> & { version: string | null }

const degrees = (from: Point, to: Point) => ((Math.atan2(to[0] - from[0], from[1] - to[1]) * 180) / Math.PI + 360) % 360
const round = (value: number, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits

/** Where cameras stand on an area, what they see, and what ties their pictures to the plan. */
export function CameraPlacer({ area, areas, cameras, onReload }: CameraPlacerProps) {
  const [chosen, setChosen] = useState<string | null>(null)
  const camera = cameras.find((one) => one.id === chosen)
  return camera ? (
    <OneCamera
      key={camera.id}
      area={area}
      camera={camera}
      others={cameras.filter((one) => one.id !== camera.id)}
      onReload={onReload}
      onClose={() => setChosen(null)}
    />
  ) : (
    <AllCameras area={area} areas={areas} cameras={cameras} onChoose={setChosen} />
  )
}

const here = (cameras: PlaceableCamera[], area: Area) =>
  cameras.flatMap((camera) => (camera.placement?.area === area.id ? [{ ...camera, placement: camera.placement }] : []))

/** What cameras see, as a layer. */
function viewLayers(cameras: PlaceableCamera[], area: Area): PlanLayer[] {
  const placed = here(cameras, area)
  return [
    {
      id: 'views',
      kind: 'fill',
      features: placed.map(({ placement }) => polygonFeature(sectorOf(placement))),
      paint: { 'fill-color': '#2563eb', 'fill-opacity': 0.1 },
    },
    {
      id: 'footprints',
      kind: 'fill',
      features: placed.flatMap(({ placement }) =>
        placement.calibration ? [polygonFeature(footprintOf(placement.calibration, placement.position, placement.range))] : [],
      ),
      paint: { 'fill-color': '#16a34a', 'fill-opacity': 0.18 },
    },
    {
      id: 'camera-names',
      kind: 'symbol',
      features: placed.map(({ placement, name }) => pointFeature(placement.position, { label: name })),
      layout: { 'text-offset': [0, 1.5], 'text-allow-overlap': true },
    },
  ]
}

const kindWords = { DOOR: 'door', STREET: 'street camera', KIOSK: 'kiosk' } as const

function AllCameras({ area, areas, cameras, onChoose }: { area: Area; areas: Area[]; cameras: PlaceableCamera[]; onChoose: (id: string) => void }) {
  const layers = useMemo(() => [...areaLayers(area), ...viewLayers(cameras, area)], [area, cameras])
  const handles = here(cameras, area).map((camera): PlanHandle => ({
    id: camera.id,
    at: camera.placement.position,
    text: '●',
    className: 'camera',
    label: `Camera ${camera.name}; opens it`,
    onClick: () => onChoose(camera.id),
  }))
  const where = ({ placement }: PlaceableCamera) =>
    placement === null
      ? 'stands nowhere yet'
      : `${placement.area === area.id ? 'stands here' : `on ${areas.find((a) => a.id === placement.area)?.name ?? placement.area}`}, ${placement.calibration ? 'calibrated' : 'not calibrated'}`
  return (
    <div className="site-work">
      <PlanMap
        area={area}
        layers={layers}
        handles={handles}
        legend={
          <>
            <span className="key view" /> looks to <span className="key footprint" /> gives places
          </>
        }
      />
      <aside className="card site-panel" aria-label="Cameras">
        <h3>Cameras</h3>
        {cameras.length === 0 && <p className="muted">No camera is configured yet.</p>}
        <ul className="shape-list">
          {cameras.map((camera) => (
            <li key={camera.id} style={{ padding: 0, border: 0 }}>
              <button type="button" className="camera-item" onClick={() => onChoose(camera.id)} data-testid={`camera-${camera.id}`}>
                <span>{camera.name}</span>
                <span className="muted">{camera.kind === null ? 'not configured any more' : kindWords[camera.kind]}</span>
                <span className="muted">{where(camera)}</span>
              </button>
            </li>
          ))}
        </ul>
        <HowTo picture="place">Choose a camera, click where it stands, and drag the second point to where it looks.</HowTo>
      </aside>
    </div>
  )
}

interface OneCameraProps {
  area: Area
  camera: PlaceableCamera
  others: PlaceableCamera[]
  onReload: () => Promise<void>
  onClose: () => void
}

function OneCamera({ area, camera, others, onReload, onClose }: OneCameraProps) {
  const stored = useMemo<Draft | null>(() => (camera.placement?.area === area.id ? camera.placement : null), [camera, area])
  const history = useHistory<Draft | null>(stored)
  const [calibrating, setCalibrating] = useState(false)
  const [warnings, setWarnings] = useState<string[]>([])
  const [error, setError] = useState<string | null>(null)
  const [saved, setSaved] = useState(false)
  const [busy, setBusy] = useState(false)
  const draft = history.now

  useUndoKey(history.undo)
  useUnsaved(history.dirty)
  useEffect(() => {
    if (history.dirty) setSaved(false)
  }, [history.dirty])

  const change = (part: Partial<Draft>, of: string) => draft && history.change({ ...draft, ...part }, of)

  function placeAt(at: Point) {
    const range = Math.max(3, round(Math.min(area.width, area.height) / 3))
    history.change({
      area: area.id,
      position: roundPoint(at),
      direction: degrees(at, [area.width / 2, area.height / 2]),
      fieldOfView: 70,
      range,
      calibration: null,
      clockMs: camera.placement?.clockMs ?? 0,
      version: camera.placement?.version ?? null,
    })
  }

  async function save() {
    if (draft === null) return
    setBusy(true)
    setError(null)
    try {
      const { placement, warnings } = await sitesApi.place(camera.id, draft)
      history.reset(placement)
      setWarnings(warnings)
      setSaved(true)
      await onReload()
    } catch (problem) {
      setError(messageOf(problem))
    }
    setBusy(false)
  }

  async function unplace() {
    setError(null)
    try {
      await sitesApi.unplace(camera.id)
      history.reset(null)
      await onReload()
      onClose()
    } catch (problem) {
      setError(messageOf(problem))
    }
  }

  const buttons = (
    <div className="actions">
      <button type="button" className="primary" onClick={save} disabled={!history.dirty || busy} data-testid="save-placement">
        Save
      </button>
      <button type="button" onClick={history.undo} disabled={!history.canUndo}>
        Undo
      </button>
      <button type="button" onClick={() => history.reset(stored)} disabled={!history.dirty}>
        Cancel
      </button>
      {history.dirty && <span className="muted">not saved yet</span>}
    </div>
  )
  const banners = (
    <>
      {error && (
        <Banner kind="error" onClose={() => setError(null)}>
          {error}
        </Banner>
      )}
      {warnings.map((warning) => (
        <Banner key={warning} kind="info">
          {warning}
        </Banner>
      ))}
      {saved && !history.dirty && <Banner kind="success">Saved.</Banner>}
    </>
  )

  if (calibrating && draft) {
    return (
      <CalibrationEditor
        area={area}
        camera={camera}
        draft={draft}
        onChange={(part, of) => change(part, of)}
        onClose={() => setCalibrating(false)}
        buttons={
          <>
            {banners}
            {buttons}
          </>
        }
      />
    )
  }

  const tip: Point | null = draft && [
    draft.position[0] + draft.range * Math.sin((draft.direction * Math.PI) / 180),
    draft.position[1] - draft.range * Math.cos((draft.direction * Math.PI) / 180),
  ]
  const handles: PlanHandle[] = draft
    ? [
        {
          id: 'position',
          at: draft.position,
          text: '●',
          className: 'selected camera',
          label: `Where ${camera.name} stands; drag it, or move it with the arrow keys`,
          onMove: (to) => change({ position: roundPoint(to) }, 'position'),
        },
        {
          id: 'direction',
          at: tip!,
          text: '›',
          className: 'pair',
          label: `Where ${camera.name} looks, and how far; drag it, or move it with the arrow keys`,
          onMove: (to) =>
            change(
              {
                direction: round(degrees(draft.position, to)),
                range: Math.min(1000, Math.max(0.5, round(distance(draft.position, to)))),
              },
              'direction',
            ),
        },
      ]
    : []

  const shown = draft ? { ...camera, placement: { ...draft, version: '' } } : camera
  const layers: PlanLayer[] = [...areaLayers(area), ...viewLayers([...others, shown], area)]

  const number = (id: 'direction' | 'fieldOfView' | 'range', words: string, min: number, max: number) => (
    <div className="field">
      <label htmlFor={`camera-${id}`}>{words}</label>
      <input
        id={`camera-${id}`}
        type="number"
        min={min}
        max={max}
        step="any"
        value={draft ? round(draft[id], 2) : ''}
        data-testid={`camera-${id}`}
        onChange={(event) => {
          const value = Number(event.target.value)
          if (Number.isFinite(value) && value >= min && value <= max) change({ [id]: value }, id)
        }}
      />
    </div>
  )

  return (
    <div className="site-work">
      <PlanMap area={area} layers={layers} handles={handles} onClick={draft ? undefined : placeAt} />
      <aside className="card site-panel" aria-label={`Camera ${camera.name}`}>
        <div className="actions">
          <button type="button" className="quiet" onClick={onClose} disabled={history.dirty} data-testid="all-cameras">
            ‹ All cameras
          </button>
        </div>
        <h3>{camera.name}</h3>
        {banners}
        {draft === null ? (
          <HowTo picture="place">
            {camera.placement && `It stands on another plan now. `}
            Click where {camera.name} stands. With the keyboard: the arrow keys move the plan, Enter sets it under the cross.
          </HowTo>
        ) : (
          <>
            <div className="number-row">
              {number('direction', 'Looks to, °', 0, 360)}
              {number('fieldOfView', 'Wide, °', 1, 360)}
              {number('range', 'Sees, m', 0.5, 1000)}
            </div>
            <div className="field">
              <label htmlFor="camera-clock">
                Its clock is ahead by <span className="muted">(ms; below 0: it is late)</span>
              </label>
              <input
                id="camera-clock"
                type="number"
                min={-60000}
                max={60000}
                value={draft.clockMs}
                onChange={(event) => change({ clockMs: Math.round(Number(event.target.value)) || 0 }, 'clock')}
              />
            </div>
            <h3>Its picture on the plan</h3>
            <HowTo picture="calibrate">
              {draft.calibration
                ? 'Calibrated: whoever it sees has a place on the plan.'
                : 'Four points of the ground, in the picture and on the plan, tell where whoever it sees is.'}
            </HowTo>
            <div className="actions">
              <button type="button" onClick={() => setCalibrating(true)} disabled={camera.kind === null} data-testid="calibrate">
                {draft.calibration ? 'Look at the calibration' : 'Calibrate'}
              </button>
            </div>
            {buttons}
            <div className="actions">
              <button type="button" className="danger-outline" onClick={unplace} disabled={camera.placement === null} data-testid="unplace">
                Take it off the plan
              </button>
            </div>
          </>
        )}
      </aside>
    </div>
  )
}
