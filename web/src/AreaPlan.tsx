import { lazy, Suspense, useEffect, useState, type DragEvent } from 'react'
import type { Point } from './api'
import { HowTo } from './HowTo'
import { Banner, messageOf } from './parts'
import { distance, roundPoint, sectorOf } from './plan'
import { areaLayers, lineFeature, PlanMap, polygonFeature, type PlanHandle, type PlanLayer } from './PlanMap'
import { RemoveDialog } from './SiteTree'
import { sitesApi, type Area, type BaseMap, type PlaceableCamera } from './sites'

const MapPicker = lazy(() => import('./MapPicker'))

interface AreaPlanProps {
  area: Area
  cameras: PlaceableCamera[]
  onChange: (area: Area) => void
  onReload: () => Promise<void>
}

type Tool = 'none' | 'measure' | 'tie'

/** The picture of an area's plan, its size and its place on the globe. */
export function AreaPlan({ area, cameras, onChange, onReload }: AreaPlanProps) {
  const [tool, setTool] = useState<Tool>('none')
  const [points, setPoints] = useState<Point[]>([])
  const [metres, setMetres] = useState('')
  const [globe, setGlobe] = useState<[string, string][]>([['', ''], ['', '']])
  const [share, setShare] = useState<number | null>(null)
  const [over, setOver] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const [removing, setRemoving] = useState(false)
  const [base, setBase] = useState<BaseMap | null>(null)
  const [picking, setPicking] = useState<number | null>(null)

  useEffect(() => {
    sitesApi.baseMap().then(setBase, () => setBase(null))
  }, [])

  async function act(what: () => Promise<Area>, words: string) {
    setError(null)
    setDone(null)
    try {
      onChange(await what())
      setDone(words)
      take('none')
      await onReload()
    } catch (problem) {
      setError(messageOf(problem))
    }
    setShare(null)
  }

  function take(next: Tool) {
    setTool(next)
    setPoints([])
    setPicking(null)
  }

  const upload = (file: File | undefined) =>
    file &&
    act(
      () => sitesApi.uploadPlan(area.id, file, setShare),
      'The plan is there. Now say how large it is: measure a distance that you know.',
    )

  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    void upload(event.dataTransfer.files[0])
  }

  const handles: PlanHandle[] = points.map((at, i) => ({
    id: `point-${i}`,
    at,
    text: String(i + 1),
    className: 'pair',
    label: `Point ${i + 1}; drag it, or move it with the arrow keys`,
    onMove: (to) => setPoints((before) => before.map((p, k) => (k === i ? to : p))),
  }))

  const layers: PlanLayer[] = [
    ...areaLayers(area),
    {
      id: 'views',
      kind: 'fill',
      features: cameras.flatMap((c) => (c.placement?.area === area.id ? [polygonFeature(sectorOf(c.placement))] : [])),
      paint: { 'fill-color': '#2563eb', 'fill-opacity': 0.12 },
    },
    {
      id: 'measured',
      kind: 'dotted',
      features: points.length === 2 && tool === 'measure' ? [lineFeature(points, { color: '#b45309' })] : [],
    },
  ]

  const numbers = globe.map(([lat, lng]) => [Number(lat.replace(',', '.')), Number(lng.replace(',', '.'))] as const)
  const located = globe.every(([lat, lng]) => lat.trim() !== '' && lng.trim() !== '') && numbers.flat().every(Number.isFinite)

  return (
    <div className="site-work">
      <PlanMap
        area={area}
        layers={layers}
        handles={handles}
        onClick={tool === 'none' || points.length >= 2 ? undefined : (at) => setPoints([...points, roundPoint(at)])}
      />
      <aside className="card site-panel" aria-label="Plan">
        {error && (
          <Banner kind="error" onClose={() => setError(null)}>
            {error}
          </Banner>
        )}
        {done && (
          <Banner kind="success" onClose={() => setDone(null)}>
            {done}
          </Banner>
        )}
        {tool === 'none' && (
          <>
            <h3>1. The picture</h3>
            <div
              className={over ? 'plan-drop over' : 'plan-drop'}
              onDragOver={(event) => {
                event.preventDefault()
                setOver(true)
              }}
              onDragLeave={() => setOver(false)}
              onDrop={drop}
            >
              <label htmlFor="plan-file">{area.plan ? 'Another picture of the plan' : 'Drop a picture of the plan here'}</label>
              <input
                id="plan-file"
                type="file"
                accept="image/png,image/jpeg,image/webp,image/bmp"
                data-testid="plan-file"
                onChange={(event) => void upload(event.target.files?.[0])}
              />
              {share !== null && <progress value={share} max={1} aria-label="Upload" />}
              <span className="muted small">PNG, JPEG, WebP or BMP. A PDF is saved as a picture first.</span>
            </div>
            <h3>2. Its size</h3>
            <HowTo picture="measure">Two points whose distance you know, such as the ends of the longest wall.</HowTo>
            <button type="button" onClick={() => take('measure')} data-testid="measure">
              Measure a distance
            </button>
            <h3>3. Its place on the map</h3>
            <p className="muted small">
              {area.reference
                ? 'It is tied to the map. Tie it anew where it does not fit.'
                : 'Not needed indoors. Two points tie it to a map, which also says how large it is.'}
            </p>
            <button type="button" onClick={() => take('tie')} data-testid="tie">
              Tie two points to the map
            </button>
            <h3>{area.building === null ? 'Ground' : 'Floor'}</h3>
            <Details area={area} onSave={(next) => act(() => sitesApi.saveArea(next), 'Saved.')} />
            <div className="actions">
              {area.plan && (
                <button type="button" onClick={() => act(() => sitesApi.removePlan(area.id), 'The picture is gone; what is drawn stays.')}>
                  Remove the picture
                </button>
              )}
              <button type="button" className="danger-outline" onClick={() => setRemoving(true)} data-testid="remove-area">
                Delete {area.name}
              </button>
            </div>
          </>
        )}
        {tool === 'measure' && (
          <>
            <h3>Measure a distance</h3>
            <HowTo picture="measure">
              {points.length < 2
                ? `Click point ${points.length + 1} on the plan. With the keyboard: move the plan with the arrow keys, Enter sets the point.`
                : 'Drag the points until they are right, then type how far they are apart.'}
            </HowTo>
            <div className="field">
              <label htmlFor="measured-metres">Distance in metres</label>
              <input
                id="measured-metres"
                type="number"
                min="0.1"
                step="any"
                value={metres}
                disabled={points.length < 2}
                placeholder={points.length === 2 ? `now ${distance(points[0]!, points[1]!).toFixed(2)}` : ''}
                onChange={(event) => setMetres(event.target.value)}
                data-testid="measured-metres"
              />
            </div>
            <div className="actions">
              <button
                type="button"
                className="primary"
                disabled={points.length < 2 || !(Number(metres) > 0)}
                data-testid="measure-apply"
                onClick={() =>
                  act(() => sitesApi.measure(area, points[0]!, points[1]!, Number(metres)), 'The plan has its size now; what was drawn went along.')
                }
              >
                Apply
              </button>
              <button type="button" onClick={() => setPoints(points.slice(0, -1))} disabled={points.length === 0}>
                Undo
              </button>
              <button type="button" onClick={() => take('none')}>
                Cancel
              </button>
            </div>
          </>
        )}
        {tool === 'tie' && (
          <>
            <h3>Tie two points to the map</h3>
            <HowTo picture="tie">
              {points.length < 2
                ? `Click point ${points.length + 1} on the plan: corners of the building, far apart.`
                : 'Say where the two points are on the map.'}
            </HowTo>
            {[0, 1].map((i) => (
              <fieldset key={i} disabled={points.length <= i}>
                <legend>Point {i + 1}</legend>
                <div className="number-row">
                  {(['Latitude', 'Longitude'] as const).map((word, k) => (
                    <div className="field" key={word}>
                      <label htmlFor={`tie-${i}-${k}`}>{word}</label>
                      <input
                        id={`tie-${i}-${k}`}
                        inputMode="decimal"
                        value={globe[i]![k]}
                        data-testid={`tie-${i}-${k}`}
                        onChange={(event) =>
                          setGlobe((before) =>
                            before.map((pair, n) => (n === i ? (k === 0 ? [event.target.value, pair[1]] : [pair[0], event.target.value]) : pair)),
                          )
                        }
                      />
                    </div>
                  ))}
                  {base && base.kind !== 'none' && (
                    <button type="button" aria-pressed={picking === i} data-testid={`tie-pick-${i}`} onClick={() => setPicking(picking === i ? null : i)}>
                      On the map
                    </button>
                  )}
                </div>
              </fieldset>
            ))}
            {picking !== null && (
              <Suspense fallback={<p className="muted">Loading the map…</p>}>
                <MapPicker
                  marks={globe.flatMap(([lat, lng]) => (lat !== '' && lng !== '' ? [[Number(lng), Number(lat)] as [number, number]] : []))}
                  onPick={([lng, lat]) => {
                    setGlobe((before) => before.map((pair, n) => (n === picking ? [lat.toFixed(7), lng.toFixed(7)] : pair)))
                    setPicking(picking === 0 ? 1 : null)
                  }}
                />
              </Suspense>
            )}
            {base?.kind === 'none' && (
              <p className="muted small">
                No map is configured (gatehouse.map), so that nothing is fetched from the internet. Any map program shows the
                coordinates of a point: copy them here.
              </p>
            )}
            <div className="actions">
              <button
                type="button"
                className="primary"
                disabled={points.length < 2 || !located}
                data-testid="tie-apply"
                onClick={() =>
                  act(
                    () =>
                      sitesApi.locate(
                        area,
                        points.map((point, i) => ({ point, latitude: numbers[i]![0], longitude: numbers[i]![1] })),
                      ),
                    'The plan lies on the map now.',
                  )
                }
              >
                Apply
              </button>
              <button type="button" onClick={() => setPoints(points.slice(0, -1))} disabled={points.length === 0}>
                Undo
              </button>
              <button type="button" onClick={() => take('none')}>
                Cancel
              </button>
            </div>
          </>
        )}
      </aside>
      {removing && (
        <RemoveDialog kind="areas" id={area.id} name={area.name} onClose={() => setRemoving(false)} onDone={onReload} />
      )}
    </div>
  )
}

function Details({ area, onSave }: { area: Area; onSave: (area: Area) => void }) {
  const [name, setName] = useState(area.name)
  const [level, setLevel] = useState(String(area.level))
  const [width, setWidth] = useState(area.width.toFixed(2))
  const [height, setHeight] = useState(area.height.toFixed(2))
  return (
    <form
      className="fit"
      onSubmit={(event) => {
        event.preventDefault()
        onSave({
          ...area,
          name,
          level: Number(level),
          width: area.plan ? area.width : Number(width),
          height: area.plan ? area.height : Number(height),
        })
      }}
    >
      <div className="field">
        <label htmlFor="area-name">Name</label>
        <input id="area-name" value={name} required maxLength={100} onChange={(event) => setName(event.target.value)} />
      </div>
      <div className="number-row">
        <div className="field">
          <label htmlFor="area-level">Level</label>
          <input id="area-level" type="number" value={level} onChange={(event) => setLevel(event.target.value)} />
        </div>
        {!area.plan && (
          <>
            <div className="field">
              <label htmlFor="area-width">Width, m</label>
              <input id="area-width" type="number" step="any" min="1" value={width} onChange={(event) => setWidth(event.target.value)} />
            </div>
            <div className="field">
              <label htmlFor="area-height">Depth, m</label>
              <input id="area-height" type="number" step="any" min="1" value={height} onChange={(event) => setHeight(event.target.value)} />
            </div>
          </>
        )}
      </div>
      <div className="actions">
        <button type="submit">Save</button>
      </div>
    </form>
  )
}
