import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { api, type CountingLine, type Layout, type Point, type Zone } from './api'
import {
  addLine,
  addZone,
  arrowOf,
  clampPoint,
  distance,
  edited,
  moveCorner,
  moveShape,
  pointsOf,
  problemsOf,
  rectangleOf,
  remove,
  sidesOf,
  topCorner,
  undone,
  type History,
  type Selection,
} from './layout'
import { useUndoKey, useUnsaved } from './history'
import { Banner, messageOf } from './parts'

export type Tool = 'select' | 'zone' | 'line'

/** A street camera's layout while it is edited: its history, what is selected, and the tool in hand. */
export function useLayoutEditor(streetId: string, stored: Layout, onSaved: () => Promise<void>) {
  const [history, setHistory] = useState<History | null>(null)
  const [saved, setSaved] = useState(stored)
  const [selected, setSelected] = useState<Selection | null>(null)
  const [tool, setTool] = useState<Tool>('select')
  const [draft, setDraft] = useState<Point[]>([])
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [done, setDone] = useState(false)
  const changing = useRef<string | null>(null)

  const dirty = history !== null && JSON.stringify(history.now) !== JSON.stringify(saved)

  useUnsaved(dirty)

  function take(next: Tool) {
    setTool(next)
    setDraft([])
    if (next !== 'select') setSelected(null)
  }

  return {
    editing: history !== null,
    layout: history?.now ?? stored,
    selected,
    select: setSelected,
    tool,
    take,
    draft,
    setDraft,
    dirty,
    busy,
    error,
    done,
    canUndo: draft.length > 0 || (history?.past.length ?? 0) > 0,
    start() {
      setSaved(stored)
      setHistory({ past: [], now: stored })
      setSelected(null)
      setError(null)
      setDone(false)
      take('select')
    },
    stop() {
      setHistory(null)
      take('select')
    },
    /** Makes a change that can be undone; those in a row `of` the same thing, as while a name is typed, as one. */
    change(now: Layout, of: string | null = null) {
      const goesOn = of !== null && of === changing.current
      changing.current = of
      setHistory((before) => (before ? (goesOn ? { ...before, now } : edited(before, now)) : before))
      setDone(false)
    },
    /** Goes on with the last change, as while a corner is dragged: there is one step to undo. */
    amend(now: Layout) {
      setHistory((before) => (before ? { ...before, now } : before))
    },
    undo() {
      changing.current = null
      if (draft.length > 0) {
        setDraft(draft.slice(0, -1))
        return
      }
      setHistory((before) => (before ? undone(before) : before))
    },
    async save() {
      if (history === null) return
      const problems = problemsOf(history.now)
      if (problems.length > 0) {
        setError(problems.join(' '))
        return
      }
      setBusy(true)
      setError(null)
      try {
        const now = await api.saveLayout(streetId, history.now)
        setSaved(now)
        setHistory((before) => (before ? { ...before, now } : before))
        setDone(true)
        await onSaved()
      } catch (problem) {
        setError(messageOf(problem))
      }
      setBusy(false)
    },
  }
}

export type Editor = ReturnType<typeof useLayoutEditor>

const SQUARE: Point[] = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]]
const ROAD: Point[] = [[0.4, 0.45], [0.6, 0.45], [0.75, 0.85], [0.25, 0.85]]

function finishZone(editor: Editor, polygon: Point[]) {
  const { layout, id } = addZone(editor.layout, polygon)
  editor.change(layout)
  editor.take('select')
  editor.select({ kind: 'zone', id })
}

function finishLine(editor: Editor, from: Point, to: Point) {
  const { layout, id } = addLine(editor.layout, from, to)
  editor.change(layout)
  editor.take('select')
  editor.select({ kind: 'line', id })
}

interface Drag {
  of: Selection
  /** The corner that moves, or null when the whole shape does. */
  corner: number | null
  start: Point
  layout: Layout
  moved: boolean
}

const same = (a: Selection | null, b: Selection) =>
  a?.kind === b.kind && (a.kind === 'ground' || (b.kind !== 'ground' && a.id === b.id))

/**
 * Lies over the live picture and draws the layout so that it can be taken hold of. Works in pixels of the source frame,
 * which has the size given; the layout itself is in fractions of it.
 */
export function LayoutCanvas({ editor, width, height }: { editor: Editor; width: number; height: number }) {
  const svg = useRef<SVGSVGElement>(null)
  const drag = useRef<Drag | null>(null)
  const [pointer, setPointer] = useState<Point | null>(null)
  // How many units a CSS pixel is: handles have the same size on every screen.
  const [unit, setUnit] = useState(width / 900)
  const { layout, tool, draft, selected } = editor

  useEffect(() => {
    const element = svg.current!
    const observer = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = element
      if (clientWidth > 0 && clientHeight > 0) setUnit(Math.max(width / clientWidth, height / clientHeight))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [width, height])

  useUndoKey(editor.undo)

  // With a tool in hand the keys are for the picture.
  useEffect(() => {
    if (tool !== 'select') svg.current?.focus()
  }, [tool])

  const px = ([x, y]: Point): Point => [x * width, y * height]
  const list = (points: Point[]) => points.map((point) => px(point).join(',')).join(' ')

  function at(event: { clientX: number; clientY: number }): Point {
    const matrix = svg.current!.getScreenCTM()!.inverse()
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix)
    return clampPoint([x / width, y / height])
  }

  /** Whether two points are so near each other on the screen that one finger would hit both. */
  const near = (a: Point, b: Point, pixels: number) => distance(px(a), px(b)) < pixels * unit

  function hold(event: PointerEvent, of: Selection, corner: number | null) {
    if (tool !== 'select' || !event.isPrimary) return
    event.stopPropagation()
    svg.current!.setPointerCapture(event.pointerId)
    drag.current = { of, corner, start: at(event), layout, moved: false }
    editor.select(of)
  }

  function down(event: PointerEvent) {
    if (!event.isPrimary || event.button !== 0) return
    const point = at(event)
    if (tool === 'select') {
      editor.select(null)
    } else if (tool === 'line') {
      svg.current!.setPointerCapture(event.pointerId)
      editor.setDraft([point])
    } else if (draft.length >= 3 && near(point, draft[0]!, 12)) {
      finishZone(editor, draft)
    } else if (draft.length === 0 || !near(point, draft.at(-1)!, 6)) {
      editor.setDraft([...draft, point])
    }
    setPointer(point)
  }

  function move(event: PointerEvent) {
    if (!event.isPrimary) return
    const point = at(event)
    const held = drag.current
    if (held) {
      if (!held.moved && near(point, held.start, 3)) return
      const next =
        held.corner === null
          ? moveShape(held.layout, held.of, point[0] - held.start[0], point[1] - held.start[1])
          : moveCorner(held.layout, held.of, held.corner, point)
      if (held.moved) editor.amend(next)
      else editor.change(next)
      held.moved = true
    } else if (tool !== 'select') {
      setPointer(point)
    }
  }

  function up(event: PointerEvent) {
    if (!event.isPrimary) return
    drag.current = null
    if (tool === 'line' && draft.length === 1) {
      const end = at(event)
      if (near(draft[0]!, end, 12)) editor.setDraft([])
      else finishLine(editor, draft[0]!, end)
    }
  }

  function key(event: KeyboardEvent) {
    if (event.key === 'Delete' && selected) {
      editor.change(remove(layout, selected))
      editor.select(null)
      return
    }
    if (event.target !== svg.current || tool === 'select') return
    if (event.key === 'Escape') editor.take('select')
    else if (event.key === 'Enter' && tool === 'zone' && (draft.length === 0 || draft.length >= 3)) {
      finishZone(editor, draft.length === 0 ? SQUARE : draft)
    } else if (event.key === 'Enter' && tool === 'line') finishLine(editor, [0.3, 0.5], [0.7, 0.5])
    else return
    event.preventDefault()
  }

  function nudge(event: KeyboardEvent, of: Selection, corner: number) {
    const step = event.shiftKey ? 0.05 : 0.005
    const dx = event.key === 'ArrowLeft' ? -step : event.key === 'ArrowRight' ? step : 0
    const dy = event.key === 'ArrowUp' ? -step : event.key === 'ArrowDown' ? step : 0
    if (dx === 0 && dy === 0) return
    event.preventDefault()
    const [x, y] = pointsOf(layout, of)[corner]!
    editor.change(moveCorner(layout, of, corner, [x + dx, y + dy]), `${JSON.stringify(of)} ${corner}`)
  }

  const font = 13 * unit
  const words = (text: string, where: Point) => (
    <text x={where[0]} y={Math.max(where[1] - 6 * unit, font)} fontSize={font} strokeWidth={3 * unit} className="shape-name">
      {text}
    </text>
  )
  const handles = (of: Selection) =>
    same(selected, of) &&
    tool === 'select' &&
    pointsOf(layout, of).map((point, corner) => {
      const [x, y] = px(point)
      return (
        <g
          key={corner}
          className="handle"
          tabIndex={0}
          role="button"
          aria-label={`Corner ${corner + 1}; arrow keys move it`}
          data-testid="layout-handle"
          onPointerDown={(event) => hold(event, of, corner)}
          onKeyDown={(event) => nudge(event, of, corner)}
        >
          <circle cx={x} cy={y} r={18 * unit} fill="transparent" />
          <circle cx={x} cy={y} r={6.5 * unit} strokeWidth={2 * unit} className="knob" />
          {of.kind === 'ground' && (
            <text x={x + 10 * unit} y={y - 8 * unit} fontSize={font} strokeWidth={3 * unit} className="shape-name">
              {corner + 1}
            </text>
          )}
        </g>
      )
    })

  const line = (from: Point, to: Point, extra: string) => {
    const [a, b] = [px(from), px(to)]
    const arrow = arrowOf(a, b, 28 * unit)
    return (
      <g className={`line-shape${extra}`} strokeWidth={3 * unit}>
        <line x1={a[0]} y1={a[1]} x2={b[0]} y2={b[1]} />
        <polyline points={[arrow.tail, arrow.tip].map((p) => p.join(',')).join(' ')} />
        <polyline points={[arrow.left, arrow.tip, arrow.right].map((p) => p.join(',')).join(' ')} />
        <line x1={a[0]} y1={a[1]} x2={b[0]} y2={b[1]} strokeWidth={22 * unit} className="reach" />
      </g>
    )
  }

  const ground = layout.ground
  const middle = (a: Point, b: Point): Point => px([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2])
  return (
    <svg
      ref={svg}
      className={`layout-canvas ${tool}`}
      viewBox={`0 0 ${width} ${height}`}
      tabIndex={-1}
      role="group"
      aria-label="Zones and lines on the picture"
      data-testid="layout-canvas"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => {
        drag.current = null
        if (tool === 'line') editor.setDraft([])
      }}
      onDoubleClick={() => {
        if (tool === 'zone' && draft.length >= 3) finishZone(editor, draft)
      }}
      onKeyDown={key}
    >
      {ground && (
        <g className={same(selected, { kind: 'ground' }) ? 'ground-shape selected' : 'ground-shape'}>
          <polygon
            points={list(ground.picture)}
            strokeWidth={2 * unit}
            strokeDasharray={`${7 * unit} ${5 * unit}`}
            onPointerDown={(event) => hold(event, { kind: 'ground' }, null)}
          />
          {words('width', middle(ground.picture[0]!, ground.picture[1]!))}
          {words('length', middle(ground.picture[1]!, ground.picture[2]!))}
        </g>
      )}
      {layout.zones.map((zone) => {
        const of: Selection = { kind: 'zone', id: zone.id }
        return (
          <g key={zone.id} className={same(selected, of) ? 'zone-shape selected' : 'zone-shape'}>
            <polygon points={list(zone.polygon)} strokeWidth={2 * unit} onPointerDown={(event) => hold(event, of, null)} />
            {words(zone.name, topCorner(zone.polygon.map(px)))}
          </g>
        )
      })}
      {layout.lines.map((one) => {
        const of: Selection = { kind: 'line', id: one.id }
        return (
          <g key={one.id} onPointerDown={(event) => hold(event, of, null)}>
            {line(one.from, one.to, same(selected, of) ? ' selected' : '')}
            {words(one.name, px(one.from))}
          </g>
        )
      })}
      {tool === 'zone' && draft.length > 0 && (
        <g className="draft">
          <polyline points={list(pointer ? [...draft, pointer] : draft)} strokeWidth={2 * unit} />
          {draft.map((point, i) => (
            <circle key={i} cx={px(point)[0]} cy={px(point)[1]} r={(i === 0 ? 7 : 4) * unit} strokeWidth={2 * unit} className="knob" />
          ))}
        </g>
      )}
      {tool === 'line' && draft[0] && pointer && distance(draft[0], pointer) > 0 && line(draft[0], pointer, ' draft')}
      {layout.zones.map((zone) => <g key={zone.id}>{handles({ kind: 'zone', id: zone.id })}</g>)}
      {layout.lines.map((one) => <g key={one.id}>{handles({ kind: 'line', id: one.id })}</g>)}
      {ground && handles({ kind: 'ground' })}
    </svg>
  )
}

const hints: Record<Tool, string> = {
  select: 'Drag a shape or its corners. A selected shape’s corners can also be moved with the arrow keys.',
  zone: 'Click the corners one by one. Double-click, Enter or a click on the first corner finishes; Escape cancels. Enter before the first corner puts a square in the middle.',
  line: 'Drag from one end to the other. Who crosses in the arrow’s direction goes forward. Escape cancels; Enter puts a line in the middle.',
}

/** The list beside the picture: everything that can be done there with the mouse can be done here with the keys. */
export function LayoutPanel({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const { layout, tool, draft } = editor
  const groundSelected: Selection = { kind: 'ground' }

  return (
    <section className="card layout-panel" aria-label="Zones and lines" data-testid="layout-panel">
      <div className="card-head">
        <h2>Zones and lines</h2>
        {editor.dirty && (
          <span className="badge unsaved" data-testid="layout-unsaved">
            unsaved changes
          </span>
        )}
      </div>
      <div className="tool-row">
        <button type="button" aria-pressed={tool === 'zone'} onClick={() => editor.take(tool === 'zone' ? 'select' : 'zone')} data-testid="add-zone">
          Add zone
        </button>
        <button type="button" aria-pressed={tool === 'line'} onClick={() => editor.take(tool === 'line' ? 'select' : 'line')} data-testid="add-line">
          Add line
        </button>
        {layout.ground === null && (
          <button
            type="button"
            onClick={() => {
              editor.take('select')
              editor.change({ ...layout, ground: { picture: ROAD, metres: rectangleOf(3.5, 20) } })
              editor.select(groundSelected)
            }}
            data-testid="calibrate-ground"
          >
            Calibrate ground
          </button>
        )}
        {tool === 'zone' && draft.length >= 3 && (
          <button type="button" className="primary" onClick={() => finishZone(editor, draft)} data-testid="finish-zone">
            Finish zone
          </button>
        )}
        <button type="button" onClick={editor.undo} disabled={!editor.canUndo} data-testid="undo-layout">
          Undo
        </button>
      </div>
      <p className="muted small" role="status">
        {hints[tool]}
      </p>
      {layout.zones.length + layout.lines.length === 0 && layout.ground === null && <p className="muted">Nothing is drawn yet.</p>}
      <ul className="shapes" data-testid="layout-list">
        {layout.zones.map((zone) => (
          <Shape key={zone.id} editor={editor} of={{ kind: 'zone', id: zone.id }} what="zone" name={zone.name}>
            <ZoneFields editor={editor} zone={zone} />
          </Shape>
        ))}
        {layout.lines.map((line) => (
          <Shape key={line.id} editor={editor} of={{ kind: 'line', id: line.id }} what="line" name={line.name}>
            <LineFields editor={editor} line={line} />
          </Shape>
        ))}
        {layout.ground && (
          <Shape editor={editor} of={groundSelected} what="ground" name="Ground, for speeds">
            <GroundFields editor={editor} />
          </Shape>
        )}
      </ul>
      {editor.error && <Banner kind="error">{editor.error}</Banner>}
      {editor.done && !editor.dirty && <Banner kind="success">Saved. Counting follows the new layout from now on.</Banner>}
      <div className="actions">
        <button type="button" onClick={onClose} disabled={editor.busy} data-testid="close-layout">
          Close
        </button>
        <button
          type="button"
          className="primary"
          onClick={() => void editor.save()}
          disabled={editor.busy || !editor.dirty}
          data-testid="save-layout"
        >
          {editor.busy ? 'Saving…' : 'Save'}
        </button>
      </div>
    </section>
  )
}

interface ShapeProps {
  editor: Editor
  of: Selection
  what: 'zone' | 'line' | 'ground'
  name: string
  children: ReactNode
}

function Shape({ editor, of, what, name, children }: ShapeProps) {
  const open = same(editor.selected, of)
  return (
    <li className={open ? 'shape open' : 'shape'} data-testid="layout-item" data-kind={what}>
      <div className="shape-line">
        <button type="button" className="quiet" aria-expanded={open} onClick={() => editor.select(open ? null : of)}>
          <span className={`mark ${what}`} aria-hidden="true" />
          {name || <span className="muted">without a name</span>}
        </button>
        <button
          type="button"
          className="quiet danger-text"
          onClick={() => {
            editor.change(remove(editor.layout, of))
            editor.select(null)
          }}
          aria-label={`Delete ${name}`}
          data-testid="delete-shape"
        >
          Delete
        </button>
      </div>
      {open && <div className="shape-fields">{children}</div>}
    </li>
  )
}

interface TextProps {
  id: string
  label: string
  value: string
  onChange: (value: string) => void
}

function Text({ id, label, value, onChange }: TextProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} value={value} maxLength={60} aria-invalid={value.trim() === ''} onChange={(event) => onChange(event.target.value)} data-testid={id} />
    </div>
  )
}

function ZoneFields({ editor, zone }: { editor: Editor; zone: Zone }) {
  const { layout } = editor
  return (
    <Text
      id="zone-name"
      label="Name"
      value={zone.name}
      onChange={(name) =>
        editor.change({ ...layout, zones: layout.zones.map((one) => (one.id === zone.id ? { ...zone, name } : one)) }, `name of ${zone.id}`)
      }
    />
  )
}

function LineFields({ editor, line }: { editor: Editor; line: CountingLine }) {
  const { layout } = editor
  const change = (fields: Partial<CountingLine>) =>
    editor.change({ ...layout, lines: layout.lines.map((one) => (one.id === line.id ? { ...line, ...fields } : one)) }, 'from' in fields ? null : `${Object.keys(fields).join()} of ${line.id}`)
  return (
    <>
      <Text id="line-name" label="Name" value={line.name} onChange={(name) => change({ name })} />
      <Text id="line-forward" label="Forward (the arrow) is called" value={line.forward} onChange={(forward) => change({ forward })} />
      <Text id="line-backward" label="Backward is called" value={line.backward} onChange={(backward) => change({ backward })} />
      <button type="button" onClick={() => change({ from: line.to, to: line.from })} data-testid="turn-line">
        Turn the arrow round
      </button>
    </>
  )
}

function GroundFields({ editor }: { editor: Editor }) {
  const { layout } = editor
  const ground = layout.ground!
  const sides = sidesOf(ground)
  const change = (width: number, length: number) =>
    editor.change({ ...layout, ground: { ...ground, metres: rectangleOf(width, length) } }, 'metres')
  if (sides === null) {
    return (
      <>
        <p className="small muted">The camera’s settings name four points that are no rectangle. They stay as they are unless you measure a rectangle instead.</p>
        <button type="button" onClick={() => change(3.5, 20)}>
          Use a rectangle
        </button>
      </>
    )
  }
  return (
    <>
      <p className="small muted">Drag the four points onto a rectangle of known size on the road: 1 and 2 along its width, 2 and 3 along its length.</p>
      <div className="field-row">
        <Metres id="ground-width" label="Width in metres" value={sides.width} onChange={(width) => change(width, sides.length)} />
        <Metres id="ground-length" label="Length in metres" value={sides.length} onChange={(length) => change(sides.width, length)} />
      </div>
    </>
  )
}

function Metres({ id, label, value, onChange }: { id: string; label: string; value: number; onChange: (value: number) => void }) {
  const [text, setText] = useState(String(Number(value.toFixed(3))))
  const metres = Number(text.replace(',', '.'))
  const valid = metres > 0 && metres <= 1000
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        data-testid={id}
        inputMode="decimal"
        value={text}
        aria-invalid={!valid}
        onChange={(event) => {
          setText(event.target.value)
          const next = Number(event.target.value.replace(',', '.'))
          if (next > 0 && next <= 1000) onChange(next)
        }}
      />
      {!valid && <p className="problem">Between 0 and 1000 m.</p>}
    </div>
  )
}
