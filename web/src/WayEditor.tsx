import { useMemo, useState } from 'react'
import type { Point } from './api'
import { useHistory, useUndoKey, useUnsaved } from './history'
import { HowTo } from './HowTo'
import { Banner, messageOf } from './parts'
import { distance, roundPoint } from './plan'
import { areaLayers, lineFeature, PlanMap, pointFeature, type PlanHandle, type PlanLayer } from './PlanMap'
import { sitesApi, type Area, type Site, type WalkEdge, type WalkNode, type WalkPath, type Walkway } from './sites'

interface WayEditorProps {
  site: Site
  area: Area
  stored: Walkway
  onChange: (walkway: Walkway) => void
  onReload: () => Promise<void>
}

const ends = (edge: WalkEdge, a: string, b: string) => (edge.from === a && edge.to === b) || (edge.from === b && edge.to === a)
const STAIRS = 8 // metres, until somebody says otherwise

/** Where one can walk: points and the ways between them; between areas they are stairs or lifts. */
export function WayEditor({ site, area, stored, onChange, onReload }: WayEditorProps) {
  const history = useHistory(stored)
  const [selected, setSelected] = useState<string | null>(null)
  const [testing, setTesting] = useState(false)
  const [test, setTest] = useState<Point[]>([])
  const [path, setPath] = useState<WalkPath | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { nodes, edges } = history.now

  useUndoKey(history.undo)
  useUnsaved(history.dirty)

  const byId = useMemo(() => new Map(nodes.map((node) => [node.id, node])), [nodes])
  const onThis = nodes.filter((node) => node.area === area.id)
  const nameOf = (node: WalkNode) => {
    const its = site.areas.find((one) => one.id === node.area)
    const number = nodes.filter((one) => one.area === node.area).indexOf(node) + 1
    return `${its?.name ?? node.area}, point ${number}`
  }
  const lengthOf = (a: WalkNode, b: WalkNode) => (a.area === b.area ? Math.max(0.01, Math.round(distance(a.position, b.position) * 100) / 100) : STAIRS)

  function change(next: { nodes?: WalkNode[]; edges?: WalkEdge[] }, of: string | null = null) {
    history.change({ ...history.now, ...next }, of)
  }

  function connect(from: string, to: string) {
    const [a, b] = [byId.get(from), byId.get(to)]
    if (!a || !b || from === to || edges.some((edge) => ends(edge, from, to))) return
    change({ edges: [...edges, { from, to, metres: lengthOf(a, b) }] })
  }

  async function click(at: Point) {
    if (testing) {
      const points = test.length >= 2 ? [at] : [...test, at]
      setTest(points)
      setPath(null)
      if (points.length === 2) {
        try {
          setError(null)
          setPath(await sitesApi.path(site.id, { area: area.id, point: points[0]! }, { area: area.id, point: points[1]! }))
        } catch (problem) {
          setError(messageOf(problem))
        }
      }
      return
    }
    let n = nodes.length + 1
    while (byId.has(`n-${n}`)) n++
    const node: WalkNode = { id: `n-${n}`, area: area.id, position: roundPoint(at) }
    const before = selected === null ? undefined : byId.get(selected)
    change({
      nodes: [...nodes, node],
      edges: before ? [...edges, { from: before.id, to: node.id, metres: lengthOf(before, node) }] : edges,
    })
    setSelected(node.id)
  }

  function move(id: string, to: Point) {
    const moved = nodes.map((node) => (node.id === id ? { ...node, position: roundPoint(to) } : node))
    const now = new Map(moved.map((node) => [node.id, node]))
    change(
      {
        nodes: moved,
        edges: edges.map((edge) => {
          const [a, b] = [now.get(edge.from)!, now.get(edge.to)!]
          return (edge.from === id || edge.to === id) && a.area === b.area ? { ...edge, metres: lengthOf(a, b) } : edge
        }),
      },
      `move ${id}`,
    )
  }

  function remove(id: string) {
    change({ nodes: nodes.filter((node) => node.id !== id), edges: edges.filter((edge) => edge.from !== id && edge.to !== id) })
    setSelected(null)
  }

  async function save() {
    setBusy(true)
    setError(null)
    try {
      const next = await sitesApi.saveWalkway(site.id, history.now)
      history.reset(next)
      onChange(next)
    } catch (problem) {
      setError(messageOf(problem))
    }
    setBusy(false)
  }

  const stairs = (node: WalkNode) =>
    edges.flatMap((edge) => {
      const other = edge.from === node.id ? edge.to : edge.to === node.id ? edge.from : null
      const its = other === null ? undefined : byId.get(other)
      return its && its.area !== node.area ? [{ edge, other: its }] : []
    })

  const layers: PlanLayer[] = [
    ...areaLayers(area),
    {
      id: 'ways',
      kind: 'line',
      features: edges.flatMap((edge) => {
        const [a, b] = [byId.get(edge.from), byId.get(edge.to)]
        return a?.area === area.id && b?.area === area.id ? [lineFeature([a.position, b.position])] : []
      }),
      paint: { 'line-color': '#7c3aed', 'line-width': 3, 'line-opacity': testing ? 0.35 : 1 },
    },
    {
      id: 'stairs',
      kind: 'symbol',
      features: onThis.flatMap((node) => {
        const to = stairs(node).map(({ other }) => site.areas.find((one) => one.id === other.area)?.name ?? other.area)
        return to.length > 0 ? [pointFeature(node.position, { label: `to ${to.join(', ')}` })] : []
      }),
      layout: { 'text-offset': [0, 1.4], 'text-allow-overlap': true },
    },
    {
      id: 'path',
      kind: 'dotted',
      features: path ? [lineFeature(path.points.filter((p) => p.area === area.id).map((p) => p.position))] : [],
      paint: { 'line-color': '#16a34a', 'line-width': 5 },
    },
    { id: 'test', kind: 'circle', features: test.map((at) => pointFeature(at, { color: '#16a34a' })), paint: { 'circle-radius': 8 } },
  ]

  const handles: PlanHandle[] = testing
    ? []
    : onThis.map((node) => ({
        id: node.id,
        at: node.position,
        className: node.id === selected ? 'node small selected' : 'node small',
        label: `${nameOf(node)}${node.id === selected ? ', selected' : ''}; Enter selects it or joins it to the selected one, the arrow keys move it`,
        onClick: () => {
          if (selected !== null && selected !== node.id) {
            connect(selected, node.id)
            setSelected(node.id)
          } else setSelected(selected === node.id ? null : node.id)
        },
        onMove: (to) => move(node.id, to),
      }))

  const node = selected === null ? undefined : byId.get(selected)
  const elsewhere = nodes.filter((one) => node && one.area !== node.area)

  return (
    <div className="site-work">
      <PlanMap area={area} layers={layers} handles={handles} onClick={(at) => void click(at)} />
      <aside className="card site-panel" aria-label="Ways">
        <div className="tools" role="group" aria-label="Tool">
          <button type="button" aria-pressed={!testing} onClick={() => setTesting(false)}>
            Draw ways
          </button>
          <button
            type="button"
            aria-pressed={testing}
            onClick={() => {
              setTesting(true)
              setTest([])
              setPath(null)
            }}
            disabled={history.dirty}
            data-testid="test-way"
          >
            Try a way
          </button>
        </div>
        {testing ? (
          <>
            <HowTo picture="ways">Click where somebody starts and where they go: the way they would take is dotted.</HowTo>
            {path && (
              <p data-testid="way-length">
                <strong>{path.metres.toFixed(1)} m</strong>, some {Math.max(1, Math.round(path.metres / 1.35))} s on foot
              </p>
            )}
          </>
        ) : (
          <HowTo picture="ways">
            Click along a corridor: each point is joined to the selected one. Click a point to select it, or to join the
            selected one to it. Nothing selected: a new way begins.
          </HowTo>
        )}
        {error && (
          <Banner kind="error" onClose={() => setError(null)}>
            {error}
          </Banner>
        )}
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
        {node && !testing && (
          <section className="fit" data-testid="node-panel">
            <h3>{nameOf(node)}</h3>
            <ul className="shape-list">
              {stairs(node).map(({ edge, other }) => (
                <li key={other.id}>
                  <div className="row">
                    <span>to {nameOf(other)}</span>
                    <input
                      type="number"
                      min="0.1"
                      step="any"
                      aria-label={`Metres to ${nameOf(other)}`}
                      value={edge.metres}
                      onChange={(event) => {
                        const metres = Number(event.target.value)
                        if (metres > 0) change({ edges: edges.map((one) => (one === edge ? { ...one, metres } : one)) }, `stairs ${other.id}`)
                      }}
                    />
                    <button type="button" className="quiet" onClick={() => change({ edges: edges.filter((one) => one !== edge) })}>
                      Delete
                    </button>
                  </div>
                </li>
              ))}
            </ul>
            {elsewhere.length > 0 && (
              <div className="field">
                <label htmlFor="stairs">Stairs, a lift or a door to</label>
                <select
                  id="stairs"
                  value=""
                  onChange={(event) => event.target.value && connect(node.id, event.target.value)}
                  data-testid="stairs"
                >
                  <option value="">another plan…</option>
                  {elsewhere.map((one) => (
                    <option key={one.id} value={one.id}>
                      {nameOf(one)}
                    </option>
                  ))}
                </select>
              </div>
            )}
            <div className="actions">
              <button type="button" onClick={() => setSelected(null)}>
                Begin another way
              </button>
              <button type="button" className="danger-outline" onClick={() => remove(node.id)}>
                Delete the point
              </button>
            </div>
          </section>
        )}
        <div className="actions">
          <button type="button" className="primary" onClick={save} disabled={!history.dirty || busy} data-testid="save-ways">
            Save
          </button>
          <button type="button" onClick={history.undo} disabled={!history.canUndo}>
            Undo
          </button>
          <button
            type="button"
            onClick={() => {
              history.reset(stored)
              setSelected(null)
            }}
            disabled={!history.dirty}
          >
            Cancel
          </button>
          {history.dirty && <span className="muted">not saved yet</span>}
        </div>
        <p className="muted small">
          {nodes.length} points and {edges.length} ways on {site.name}
        </p>
      </aside>
    </div>
  )
}
