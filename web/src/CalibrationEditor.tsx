import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import type { Point } from './api'
import type { Draft } from './CameraPlacer'
import { HowTo } from './HowTo'
import { connectLive, liveUrl, type Frame } from './live'
import { Banner } from './parts'
import { apply, distance, errorAt, footprintOf, gridIn, poseOf, problemOf, roundPoint, toPlan } from './plan'
import { areaLayers, lineFeature, PlanMap, pointFeature, polygonFeature, type PlanHandle, type PlanLayer } from './PlanMap'
import type { Area, Calibration, PlaceableCamera } from './sites'

interface CalibrationEditorProps {
  area: Area
  camera: PlaceableCamera
  draft: Draft
  onChange: (part: Partial<Draft>, of: string) => void
  onClose: () => void
  buttons: ReactNode
}

/** Points as they are clicked: a calibration only when there are four of each. */
const EMPTY: Calibration = { picture: [], metres: [] }
const live = { DOOR: 'doors', STREET: 'streets', KIOSK: 'kiosks' } as const

/** A still picture of a camera on the left, the plan on the right, four points on both. */
export function CalibrationEditor({ area, camera, draft, onChange, onClose, buttons }: CalibrationEditorProps) {
  const [pairs, setPairs] = useState<Calibration>(draft.calibration ?? EMPTY)
  const [size, setSize] = useState<[width: number, height: number] | null>(null)
  const [hover, setHover] = useState<Point | null>(null)

  // Undo and Cancel change the draft from outside.
  const stored = draft.calibration
  useEffect(() => {
    if (stored) setPairs(stored)
  }, [stored])

  function set(next: Calibration, of: string) {
    setPairs(next)
    const complete = next.picture.length === 4 && next.metres.length === 4
    if (complete && problemOf(next) === null) onChange({ calibration: next }, of)
  }

  const { picture, metres } = pairs
  const complete = picture.length === 4 && metres.length === 4
  const problem = complete ? problemOf(pairs) : null
  const forward = useMemo(() => (complete ? toPlan(pairs) : null), [complete, pairs])
  const grid = useMemo(() => (forward ? gridIn(pairs) : null), [forward, pairs])
  const aspect = size ? size[0] / size[1] : 16 / 9
  const pose = forward ? poseOf(pairs, aspect) : null
  const there = forward && hover ? apply(forward, hover) : null

  const next = picture.length <= metres.length ? 'picture' : 'plan'
  const number = (next === 'picture' ? picture : metres).length + 1
  const words = complete
    ? 'Drag the points until the grid lies on the ground. Move the pointer over the picture: the green dot shows where that is on the plan.'
    : next === 'picture'
      ? `Click point ${number} in the picture: a corner of something flat on the ground, as large as can be. Go around it.`
      : `Click the same point ${number} on the plan.`

  const footprint = forward ? footprintOf(pairs, draft.position, draft.range) : []
  const layers: PlanLayer[] = [
    ...areaLayers(area).filter((layer) => layer.kind === 'line'),
    { id: 'footprint', kind: 'fill', features: footprint.length > 2 ? [polygonFeature(footprint)] : [], paint: { 'fill-color': '#16a34a', 'fill-opacity': 0.18 } },
    {
      id: 'quad',
      kind: 'line',
      features: metres.length > 1 ? [lineFeature(metres.length === 4 ? [...metres, metres[0]!] : metres)] : [],
      paint: { 'line-color': '#f59e0b', 'line-width': 2 },
    },
    {
      id: 'pose',
      kind: 'dotted',
      features: pose ? [lineFeature([draft.position, pose.foot])] : [],
      paint: { 'line-color': '#dc2626' },
    },
    { id: 'hover', kind: 'circle', features: there ? [pointFeature(there)] : [], paint: { 'circle-color': '#22c55e', 'circle-radius': 8 } },
  ]
  const handles: PlanHandle[] = [
    { id: 'camera', at: draft.position, text: '●', className: 'camera', label: `Where ${camera.name} stands` },
    ...metres.map((at, i): PlanHandle => ({
      id: `metres-${i}`,
      at,
      text: String(i + 1),
      className: 'pair',
      label: `Point ${i + 1} on the plan; drag it, or move it with the arrow keys`,
      onMove: (to) => set({ picture, metres: metres.map((p, k) => (k === i ? roundPoint(to) : p)) }, `metres ${i}`),
    })),
  ]

  const pixels: [number, number] = size ?? [1280, 720]
  const near = forward && errorAt(pairs, [0.5, 0.95], pixels)
  const atPoints = forward ? picture.map((at) => errorAt(pairs, at, pixels) ?? 0) : []
  const far = atPoints.length > 0 ? Math.max(...atPoints) : null
  const away = pose && distance(pose.foot, draft.position)
  const cm = (value: number) => (value < 1 ? `${Math.max(1, Math.round(value * 100))} cm` : `${value.toFixed(1)} m`)

  return (
    <div className="fit">
      <div className="actions start">
        <button type="button" className="quiet" onClick={onClose} data-testid="calibration-close">
          ‹ Place of {camera.name}
        </button>
      </div>
      <HowTo picture="calibrate">
        <span data-testid="calibration-step">{words}</span>
      </HowTo>
      <div className="calibration">
        <Still
          camera={camera}
          points={picture}
          grid={grid?.lines ?? []}
          adding={!complete && next === 'picture'}
          onAdd={(at) => set({ picture: [...picture, at], metres }, `picture ${picture.length}`)}
          onMove={(i, to) => set({ picture: picture.map((p, k) => (k === i ? to : p)), metres }, `picture ${i}`)}
          onHover={setHover}
          onSize={setSize}
        />
        <PlanMap
          area={area}
          layers={layers}
          handles={handles}
          onClick={!complete && next === 'plan' ? (at) => set({ picture, metres: [...metres, roundPoint(at)] }, `metres ${metres.length}`) : undefined}
        />
      </div>
      <section className="card fit" aria-label="How well it fits">
        {problem && <Banner kind="error">{problem}</Banner>}
        {forward && grid && (
          <dl data-testid="calibration-fit">
            <dt>Grid in the picture</dt>
            <dd>{grid.step < 1 ? `${Math.round(grid.step * 100)} cm` : `${grid.step} m`} wide squares on the ground</dd>
            <dt>A click one pixel beside</dt>
            <dd>
              moves a place by {far !== null && cm(far)} at the farthest of the points{near !== null && `, ${cm(near)} near the camera`}
            </dd>
            <dt>The camera by these points</dt>
            <dd>
              {pose && away !== null ? (
                <>
                  hangs {pose.height.toFixed(1)} m high, sees {Math.round(pose.fieldOfView)}° wide, and stands {cm(away)} from where it was
                  placed
                  {(away > Math.max(1, pose.height / 4) || Math.abs(pose.fieldOfView - draft.fieldOfView) > 8) && (
                    <button
                      type="button"
                      className="quiet"
                      data-testid="use-pose"
                      onClick={() =>
                        onChange(
                          {
                            position: roundPoint(pose.foot),
                            direction: Math.round(pose.direction * 10) / 10,
                            fieldOfView: Math.min(360, Math.max(1, Math.round(pose.fieldOfView * 10) / 10)),
                          },
                          'pose',
                        )
                      }
                    >
                      Put it there
                    </button>
                  )}
                </>
              ) : (
                'looks straight down'
              )}
            </dd>
          </dl>
        )}
        {buttons}
        <div className="actions">
          <button
            type="button"
            onClick={() => {
              // The one that was clicked last.
              if (picture.length > metres.length) setPairs({ picture: picture.slice(0, -1), metres })
              else setPairs({ picture, metres: metres.slice(0, -1) })
            }}
            disabled={picture.length === 0 || complete}
          >
            Undo the last click
          </button>
          <button
            type="button"
            onClick={() => {
              setPairs(EMPTY)
              onChange({ calibration: null }, 'clear')
            }}
            disabled={picture.length === 0}
            data-testid="calibration-clear"
          >
            Begin anew
          </button>
        </div>
      </section>
    </div>
  )
}

interface StillProps {
  camera: PlaceableCamera
  points: Point[]
  grid: Point[][]
  adding: boolean
  onAdd: (at: Point) => void
  onMove: (index: number, to: Point) => void
  onHover: (at: Point | null) => void
  onSize: (size: [width: number, height: number]) => void
}

/** One picture of the camera, as the live view shows it: of streets without faces and plates. It stays on this page. */
function Still({ camera, points, grid, adding, onAdd, onMove, onHover, onSize }: StillProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const svg = useRef<SVGSVGElement>(null)
  const held = useRef<number | null>(null)
  const [size, setSize] = useState<[number, number] | null>(null)
  const [taken, setTaken] = useState(0)
  const told = useRef(onSize)
  useEffect(() => {
    told.current = onSize
  })

  const kind = camera.kind
  useEffect(() => {
    if (kind === null) return
    let done = false
    const connection = connectLive<Frame>(liveUrl(live[kind], camera.id), {
      async frame(frame, jpeg) {
        if (done) return
        done = true
        const picture = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }))
        const element = canvas.current
        if (element) {
          element.width = picture.width
          element.height = picture.height
          element.getContext('2d')!.drawImage(picture, 0, 0)
          setSize([frame.width, frame.height])
          told.current([frame.width, frame.height])
        }
        picture.close()
        connection.close()
      },
      message() {},
      link() {},
    })
    return () => {
      done = true
      connection.close()
    }
  }, [kind, camera.id, taken])

  const [w, h] = size ?? [16, 9]
  const unit = w / 640

  function at(event: { clientX: number; clientY: number }): Point {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.current!.getScreenCTM()!.inverse())
    const share = (value: number, whole: number) => Math.round(Math.min(1, Math.max(0, value / whole)) * 10_000) / 10_000
    return [share(x, w), share(y, h)]
  }

  function down(event: PointerEvent) {
    if (size === null || !event.isPrimary) return
    if (adding) onAdd(at(event))
  }

  function move(event: PointerEvent) {
    if (held.current !== null) onMove(held.current, at(event))
    else onHover(at(event))
  }

  function key(event: KeyboardEvent, i: number) {
    const step = event.shiftKey ? 0.02 : 0.001
    const [x, y] = points[i]!
    const to: Record<string, Point> = {
      ArrowLeft: [x - step, y],
      ArrowRight: [x + step, y],
      ArrowUp: [x, y - step],
      ArrowDown: [x, y + step],
    }
    const next = to[event.key]
    if (!next) return
    event.preventDefault()
    onMove(i, [Math.min(1, Math.max(0, next[0])), Math.min(1, Math.max(0, next[1]))])
  }

  const list = (line: Point[]) => line.map(([x, y]) => `${x * w},${y * h}`).join(' ')
  return (
    <div>
      <div className={`still${adding && size ? ' clickable' : ''}`} data-testid="still" data-ready={size !== null}>
        <canvas ref={canvas} hidden={size === null} />
        {size === null && <p>Waiting for a picture of {camera.name}…</p>}
        <svg
          ref={svg}
          viewBox={`0 0 ${w} ${h}`}
          tabIndex={adding ? 0 : -1}
          role="group"
          aria-label={`Picture of ${camera.name}; Enter sets a point in its middle`}
          onPointerDown={down}
          onPointerMove={move}
          onPointerUp={() => (held.current = null)}
          onPointerLeave={() => onHover(null)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && adding && size && event.target === svg.current) onAdd([0.5, 0.6])
          }}
        >
          {grid.map((line, i) => (
            <polyline key={i} points={list(line)} className="grid" strokeWidth={1.2 * unit} />
          ))}
          {points.length > 1 && <polygon points={list(points)} className="quad" strokeWidth={2 * unit} />}
          {points.map(([x, y], i) => (
            <g
              key={i}
              className="knob-pair"
              tabIndex={0}
              role="button"
              aria-label={`Point ${i + 1} in the picture; drag it, or move it with the arrow keys`}
              onPointerDown={(event) => {
                event.stopPropagation()
                svg.current!.setPointerCapture(event.pointerId)
                held.current = i
              }}
              onKeyDown={(event) => key(event, i)}
            >
              <circle cx={x * w} cy={y * h} r={9 * unit} strokeWidth={2 * unit} />
              <text x={x * w} y={y * h + 4 * unit} fontSize={11 * unit}>
                {i + 1}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <button type="button" className="quiet" onClick={() => setTaken(taken + 1)}>
        Another picture
      </button>
    </div>
  )
}
