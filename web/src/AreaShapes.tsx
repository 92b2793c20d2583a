import { useEffect, useMemo, useState } from 'react'
import type { Point } from './api'
import { useHistory, useUndoKey, useUnsaved } from './history'
import { HowTo } from './HowTo'
import { arrowOf, crossesItself } from './layout'
import { Banner, messageOf } from './parts'
import { roundPoint } from './plan'
import { areaLayers, lineFeature, PlanMap, pointFeature, type PlanHandle, type PlanLayer } from './PlanMap'
import { sitesApi, type Area, type AreaZone, type DoorLine } from './sites'

type Tool = 'select' | 'zone' | 'door'
type Shapes = Pick<Area, 'zones' | 'doors'>

interface AreaShapesProps {
  area: Area
  onChange: (area: Area) => void
  onReload: () => Promise<void>
}

const freeId = (kind: string, taken: { id: string }[]) => {
  let n = taken.length + 1
  while (taken.some((one) => one.id === `${kind}-${n}`)) n++
  return `${kind}-${n}`
}

/** Zones and doors of an area, drawn on its plan. */
export function AreaShapes({ area, onChange, onReload }: AreaShapesProps) {
  const stored = useMemo<Shapes>(() => ({ zones: area.zones, doors: area.doors }), [area])
  const history = useHistory<Shapes>(stored)
  const [tool, setTool] = useState<Tool>('select')
  const [draft, setDraft] = useState<Point[]>([])
  const [pointer, setPointer] = useState<Point | null>(null)
  const [selected, setSelected] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { zones, doors } = history.now

  function undo() {
    if (draft.length > 0) setDraft(draft.slice(0, -1))
    else history.undo()
  }
  useUndoKey(undo)
  useUnsaved(history.dirty)

  function take(next: Tool) {
    setTool(next)
    setDraft([])
    if (next !== 'select') setSelected(null)
  }

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && tool !== 'select') take('select')
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [tool])

  function finishZone(corners: Point[]) {
    const id = freeId('zone', zones)
    history.change({ zones: [...zones, { id, name: `Zone ${zones.length + 1}`, polygon: corners }], doors })
    take('select')
    setSelected(id)
  }

  function click(at: Point) {
    const point = roundPoint(at)
    if (tool === 'zone') setDraft([...draft, point])
    else if (tool === 'door' && draft.length === 0) setDraft([point])
    else if (tool === 'door') {
      const id = freeId('door', doors)
      const inside = zones.find((zone) => contains(zone.polygon, [(draft[0]![0] + point[0]) / 2, (draft[0]![1] + point[1]) / 2]))
      const right = inside ?? zones[0]
      history.change({
        zones,
        doors: [...doors, { id, name: `Door ${doors.length + 1}`, from: draft[0]!, to: point, left: null, right: right?.id ?? null }],
      })
      take('select')
      setSelected(id)
    }
  }

  const setZone = (id: string, change: Partial<AreaZone>, of: string) =>
    history.change({ zones: zones.map((zone) => (zone.id === id ? { ...zone, ...change } : zone)), doors }, of)
  const setDoor = (id: string, change: Partial<DoorLine>, of: string) =>
    history.change({ zones, doors: doors.map((door) => (door.id === id ? { ...door, ...change } : door)) }, of)

  function remove(id: string) {
    history.change({
      zones: zones.filter((zone) => zone.id !== id),
      doors: doors
        .filter((door) => door.id !== id)
        // Where a zone is gone, outside is left.
        .map((door) => ({ ...door, left: door.left === id ? null : door.left, right: door.right === id ? null : door.right })),
    })
    setSelected(null)
  }

  const problems = [
    ...zones.filter((zone) => crossesItself(zone.polygon)).map((zone) => `The edges of “${zone.name}” cross.`),
    ...doors.filter((door) => door.left === door.right).map((door) => `“${door.name}” leads from a place to itself: choose the zones on its two sides.`),
  ]

  async function save() {
    setBusy(true)
    setError(null)
    try {
      const next = await sitesApi.saveArea({ ...area, zones, doors })
      history.reset({ zones: next.zones, doors: next.doors })
      onChange(next)
    } catch (problem) {
      setError(messageOf(problem))
    }
    setBusy(false)
  }

  const handles: PlanHandle[] =
    tool !== 'select'
      ? draft.map((at, i) => ({
          id: `draft-${i}`,
          at,
          className: 'small pair',
          label: i === 0 && tool === 'zone' && draft.length >= 3 ? 'First corner; click to finish the zone' : `Corner ${i + 1}`,
          onClick: () => {
            if (i === 0 && tool === 'zone' && draft.length >= 3) finishZone(draft)
          },
          onMove: (to) => setDraft(draft.map((p, k) => (k === i ? roundPoint(to) : p))),
        }))
      : [
          ...zones
            .filter((zone) => zone.id === selected)
            .flatMap((zone) =>
              zone.polygon.map((at, i): PlanHandle => ({
                id: `${zone.id}-${i}`,
                at,
                className: 'small',
                label: `Corner ${i + 1} of ${zone.name}; arrow keys move it`,
                onMove: (to) =>
                  setZone(zone.id, { polygon: zone.polygon.map((p, k) => (k === i ? roundPoint(to) : p)) }, `${zone.id} ${i}`),
              })),
            ),
          ...doors
            .filter((door) => door.id === selected)
            .flatMap((door) =>
              (['from', 'to'] as const).map((end): PlanHandle => ({
                id: `${door.id}-${end}`,
                at: door[end],
                className: 'small door',
                label: `${end === 'from' ? 'Beginning' : 'End'} of ${door.name}; arrow keys move it`,
                onMove: (to) => setDoor(door.id, { [end]: roundPoint(to) }, `${door.id} ${end}`),
              })),
            ),
        ]

  const size = Math.max(area.width, area.height)
  const layers: PlanLayer[] = [
    ...areaLayers({ ...area, zones, doors }).map((layer): PlanLayer =>
      layer.id === 'zones' || layer.id === 'doors'
        ? { ...layer, onClick: tool === 'select' ? (feature) => setSelected(String(feature.properties.id)) : undefined }
        : layer,
    ),
    {
      id: 'arrows',
      kind: 'line',
      features: doors.flatMap((door) => {
        const { tail, tip, left, right } = arrowOf(door.from, door.to, size * 0.035)
        return [lineFeature([tail, tip]), lineFeature([left, tip, right])]
      }),
      paint: { 'line-color': '#c2410c', 'line-width': 2 },
    },
    {
      id: 'selected',
      kind: 'line',
      features: [
        ...zones.filter((zone) => zone.id === selected).map((zone) => lineFeature([...zone.polygon, zone.polygon[0]!])),
        ...doors.filter((door) => door.id === selected).map((door) => lineFeature([door.from, door.to])),
      ],
      paint: { 'line-color': '#f59e0b', 'line-width': 4 },
    },
    {
      id: 'draft',
      kind: 'dotted',
      features: draft.length > 0 ? [lineFeature(pointer ? [...draft, pointer] : [...draft, draft.at(-1)!])] : [],
      paint: { 'line-color': '#b45309' },
    },
    { id: 'draft-points', kind: 'circle', features: draft.map((at) => pointFeature(at, { color: '#b45309' })), paint: { 'circle-radius': 4 } },
  ]

  const side = (door: DoorLine, which: 'left' | 'right') => (
    <div className="field inline">
      <label htmlFor={`${door.id}-${which}`}>{which === 'left' ? 'Before the arrow' : 'At its tip'}</label>
      <select
        id={`${door.id}-${which}`}
        value={door[which] ?? ''}
        onChange={(event) => setDoor(door.id, { [which]: event.target.value || null }, `${door.id} ${which}`)}
        data-testid={`${door.id}-${which}`}
      >
        <option value="">outside</option>
        {zones.map((zone) => (
          <option key={zone.id} value={zone.id}>
            {zone.name}
          </option>
        ))}
      </select>
    </div>
  )

  return (
    <div className="site-work">
      <PlanMap
        area={area}
        layers={layers}
        handles={handles}
        onClick={tool === 'select' ? () => setSelected(null) : click}
        onPointer={draft.length > 0 ? setPointer : undefined}
        className={tool === 'select' ? 'selecting' : ''}
      />
      <aside className="card site-panel" aria-label="Zones and doors">
        <div className="tools" role="group" aria-label="Tool">
          <button type="button" aria-pressed={tool === 'select'} onClick={() => take('select')}>
            Select
          </button>
          <button type="button" aria-pressed={tool === 'zone'} onClick={() => take('zone')} data-testid="draw-zone">
            Draw a zone
          </button>
          <button type="button" aria-pressed={tool === 'door'} onClick={() => take('door')} data-testid="draw-door">
            Draw a door
          </button>
        </div>
        <HowTo picture="zone">
          {tool === 'zone'
            ? 'Click the corners of the zone, one after the other; a click on the first, or “Finish”, closes it. Escape cancels.'
            : tool === 'door'
              ? 'Click the two ends of the door. People are counted where they cross the line.'
              : 'A zone is a room, or a part of one. A door is a line between two zones, or to the outside.'}
        </HowTo>
        {tool === 'zone' && (
          <button type="button" className="primary" disabled={draft.length < 3} onClick={() => finishZone(draft)} data-testid="finish-zone">
            Finish
          </button>
        )}
        {(problems.length > 0 || error) && <Banner kind="error">{error ?? problems.join(' ')}</Banner>}
        {error?.startsWith('Somebody else') && (
          <button
            type="button"
            onClick={() => {
              history.reset(stored)
              setError(null)
              void onReload()
            }}
          >
            Load what is there now
          </button>
        )}
        <ul className="shape-list">
          {zones.map((zone) => (
            <li key={zone.id} className={zone.id === selected ? 'selected' : undefined} data-testid="zone-item">
              <div className="row">
                <input
                  aria-label={`Name of ${zone.name}`}
                  value={zone.name}
                  maxLength={100}
                  onFocus={() => setSelected(zone.id)}
                  onChange={(event) => setZone(zone.id, { name: event.target.value }, `${zone.id} name`)}
                />
                <button type="button" className="quiet" onClick={() => remove(zone.id)} aria-label={`Delete ${zone.name}`}>
                  Delete
                </button>
              </div>
            </li>
          ))}
          {doors.map((door) => (
            <li key={door.id} className={door.id === selected ? 'selected' : undefined} data-testid="door-item">
              <div className="row">
                <input
                  aria-label={`Name of ${door.name}`}
                  value={door.name}
                  maxLength={100}
                  onFocus={() => setSelected(door.id)}
                  onChange={(event) => setDoor(door.id, { name: event.target.value }, `${door.id} name`)}
                />
                <button type="button" className="quiet" onClick={() => remove(door.id)} aria-label={`Delete ${door.name}`}>
                  Delete
                </button>
              </div>
              {door.id === selected && (
                <>
                  {side(door, 'left')}
                  {side(door, 'right')}
                  <button
                    type="button"
                    className="quiet"
                    onClick={() => setDoor(door.id, { from: door.to, to: door.from }, `${door.id} turn`)}
                  >
                    Turn the arrow around
                  </button>
                </>
              )}
            </li>
          ))}
        </ul>
        <div className="actions">
          <button type="button" className="primary" onClick={save} disabled={!history.dirty || busy || problems.length > 0} data-testid="save-shapes">
            Save
          </button>
          <button type="button" onClick={undo} disabled={!history.canUndo && draft.length === 0}>
            Undo
          </button>
          <button
            type="button"
            onClick={() => {
              history.reset(stored)
              take('select')
              setError(null)
            }}
            disabled={!history.dirty && draft.length === 0}
          >
            Cancel
          </button>
          {history.dirty && <span className="muted">not saved yet</span>}
        </div>
      </aside>
    </div>
  )
}

function contains(polygon: Point[], [x, y]: Point): boolean {
  let inside = false
  polygon.forEach(([ax, ay], i) => {
    const [bx, by] = polygon.at(i - 1)!
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  })
  return inside
}
