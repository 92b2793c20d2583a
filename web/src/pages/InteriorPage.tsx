import { useEffect, useMemo, useRef, useState } from 'react'
import type { Right } from '../api'
import { number, timeOf } from '../format'
import {
  between,
  centroid,
  countWords,
  dotFeatures,
  flowArrows,
  fullness,
  fullnessColours,
  heatColours,
  heatFeatures,
  interiorApi,
  type Dot,
  type Heat,
  type InteriorArea,
  type LiveArea,
  type ZoneFlow,
} from '../interior'
import '../interior.css'
import { connectLive, liveUrl } from '../live'
import { Banner, messageOf } from '../parts'
import { lineFeature, PlanMap, pointFeature, polygonFeature, type PlanLayer } from '../PlanMap'
import { href } from '../route'
import { sitesApi, type Area } from '../sites'
import { presetWords, rangeOf, type Preset } from '../statistics'

const MESSAGE_MS = 200
const DRAW_MS = 50
const STALE_MS = 5000

const presets: Preset[] = ['hour', 'today', 'day', 'week', 'custom']

/** People on the plans: who is where now, as dots without names, and where people were and went. */
export default function InteriorPage({ areaId, rights }: { areaId: string | null; rights: Right[] }) {
  const [areas, setAreas] = useState<InteriorArea[] | null>(null)
  const [plan, setPlan] = useState<Area | null>(null)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    interiorApi.areas().then(setAreas, (problem) => setError(messageOf(problem)))
  }, [])

  const watched = areas?.filter((area) => area.live !== null) ?? []
  const chosen = areas?.find((area) => area.id === areaId) ?? watched[0] ?? areas?.[0]
  const id = chosen?.id

  useEffect(() => {
    if (id === undefined) return
    let closed = false
    sitesApi.area(id).then(
      (next) => closed || setPlan(next),
      (problem) => closed || setError(messageOf(problem)),
    )
    return () => {
      closed = true
    }
  }, [id])

  return (
    <>
      <div className="page-head">
        <h1>People</h1>
        <nav className="tabs" aria-label="Areas">
          {areas?.map((area) => (
            <a key={area.id} href={href('interior', area.id)} aria-current={area.id === id ? 'page' : undefined}>
              {area.name}
            </a>
          ))}
        </nav>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {areas?.length === 0 && (
        <p className="card empty muted">No plan has been drawn yet. An owner draws plans, and places and calibrates cameras, on the page Site.</p>
      )}
      {chosen && plan?.id === chosen.id && <AreaPeople key={chosen.id} area={plan} first={chosen} rights={rights} onError={setError} />}
    </>
  )
}

/** The dots as they are drawn now, moving between the messages of a connection. */
function useLive(id: string, first: LiveArea | null) {
  const [live, setLive] = useState<LiveArea | null>(first)
  const [dots, setDots] = useState<Dot[]>(first?.dots ?? [])
  const [fresh, setFresh] = useState(false)

  useEffect(() => {
    let before: LiveArea | null = null
    let now: LiveArea | null = null
    let since = 0
    let drawn = 0
    let frame = 0
    const connection = connectLive(liveUrl('interior', id), {
      frame: async () => undefined,
      message(message) {
        if (message.type !== 'area') return
        before = now
        now = message as unknown as LiveArea
        since = performance.now()
        setLive(now)
        setFresh(true)
      },
      link(link) {
        if (link.state !== 'open') setFresh(false)
      },
    })
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    function draw(time: number) {
      frame = requestAnimationFrame(draw)
      if (now === null || time - drawn < DRAW_MS) return
      drawn = time
      const age = time - since
      if (age > STALE_MS) setFresh(false)
      // What has come to rest is drawn once more, and then not again.
      if (age < 3 * MESSAGE_MS) setDots(between(before, now, still ? 1 : age / MESSAGE_MS))
    }
    frame = requestAnimationFrame(draw)
    return () => {
      cancelAnimationFrame(frame)
      connection.close()
    }
  }, [id])

  return { live, dots, fresh }
}

interface AreaPeopleProps {
  area: Area
  first: InteriorArea
  rights: Right[]
  onError: (message: string | null) => void
}

function AreaPeople({ area, first, rights, onError }: AreaPeopleProps) {
  const { live, dots, fresh } = useLive(area.id, first.live)
  const [capacities, setCapacities] = useState(first.capacities)
  const [show, setShow] = useState({ dots: true, heat: false, flows: false })
  const [preset, setPreset] = useState<Preset>('day')
  const [days, setDays] = useState({ from: '', to: '' })
  const [heat, setHeat] = useState<Heat | null>(null)
  const [flows, setFlows] = useState<ZoneFlow[] | null>(null)
  const report = useRef(onError)
  const ready = preset !== 'custom' || (days.from !== '' && days.to !== '' && days.from <= days.to)
  const wanted = show.heat || show.flows

  useEffect(() => {
    if (!wanted || !ready) return
    let closed = false
    const load = () => {
      const { from, to } = rangeOf(preset, new Date(), days)
      Promise.all([interiorApi.heat(area.id, from, to), interiorApi.flows(area.id, from, to)]).then(
        ([heat, flows]) => {
          if (closed) return
          setHeat(heat)
          setFlows(flows)
          report.current(null)
        },
        (problem) => closed || report.current(messageOf(problem)),
      )
    }
    load()
    const timer = setInterval(load, 60_000)
    return () => {
      closed = true
      clearInterval(timer)
    }
  }, [area.id, preset, days, wanted, ready])

  const counts = live?.zones
  const key = JSON.stringify([counts, capacities])
  const below = useMemo<PlanLayer[]>(() => {
    const people = (zone: string) => counts?.find((one) => one.id === zone)
    const colour = (zone: string) => fullnessColours[fullness(people(zone)?.people ?? 0, capacities[zone])]
    return [
      { id: 'zones', kind: 'fill', features: area.zones.map((z) => polygonFeature(z.polygon, { color: colour(z.id) })), paint: { 'fill-opacity': 0.12 } },
      { id: 'zone-edges', kind: 'line', features: area.zones.map((z) => lineFeature([...z.polygon, z.polygon[0]!], { color: colour(z.id) })), paint: { 'line-width': 1.5 } },
      { id: 'doors', kind: 'line', features: area.doors.map((d) => lineFeature([d.from, d.to], { color: '#c2410c' })), paint: { 'line-width': 5 } },
    ]
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [area, key])
  const labels = useMemo<PlanLayer>(
    () => ({
      id: 'counts',
      kind: 'symbol',
      features: area.zones.map((z) =>
        pointFeature(centroid(z.polygon), {
          label: `${z.name}\n${countWords(counts?.find((one) => one.id === z.id)?.people ?? 0, capacities[z.id])}`,
        }),
      ),
      layout: { 'text-allow-overlap': true },
    }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [area, key],
  )
  const heatLayer = useMemo<PlanLayer | null>(
    () => (show.heat && heat ? { id: 'heat', kind: 'fill', features: heatFeatures(heat), paint: { 'fill-opacity': 0.7, 'fill-antialias': false } } : null),
    [show.heat, heat],
  )
  const arrows = useMemo(() => (show.flows && flows ? flowArrows(area, flows) : null), [show.flows, flows, area])
  const flowLayers = useMemo<PlanLayer[]>(
    () =>
      arrows === null
        ? []
        : [
            { id: 'flow-lines', kind: 'line', features: arrows.lines, paint: { 'line-color': '#5b21b6', 'line-width': ['get', 'width'], 'line-opacity': 0.75 }, layout: { 'line-cap': 'butt' } },
            { id: 'flow-heads', kind: 'fill', features: arrows.heads, paint: { 'fill-color': '#5b21b6', 'fill-opacity': 0.9 } },
            { id: 'flow-counts', kind: 'symbol', features: arrows.labels, paint: { 'text-color': '#3b0a86', 'text-halo-width': 2 }, layout: { 'text-size': 14, 'text-allow-overlap': true } },
          ],
    [arrows],
  )
  const dotLayer = useMemo<PlanLayer>(
    () => ({
      id: 'dots',
      kind: 'circle',
      features: show.dots ? dotFeatures(dots) : [],
      paint: { 'circle-color': '#f59e0b', 'circle-radius': 7, 'circle-stroke-color': '#1f2937', 'circle-stroke-width': 2 },
    }),
    [show.dots, dots],
  )
  const layers = useMemo(
    () => [...below, ...(heatLayer ? [heatLayer] : []), ...flowLayers, labels, dotLayer],
    [below, heatLayer, flowLayers, labels, dotLayer],
  )

  const zoneName = (zone: string | null) => (zone === null ? 'outside' : (area.zones.find((one) => one.id === zone)?.name ?? zone))
  return (
    <div className="interior">
      <section className="card interior-plan" aria-label="Plan">
        <div className="interior-tools">
          {(
            [
              ['dots', 'Dots'],
              ['heat', 'Heat map'],
              ['flows', 'Flows'],
            ] as const
          ).map(([name, words]) => (
            <label key={name} className="check">
              <input type="checkbox" checked={show[name]} onChange={(event) => setShow({ ...show, [name]: event.target.checked })} data-testid={`show-${name}`} />
              {words}
            </label>
          ))}
          {wanted && (
            <div className="toggles" role="group" aria-label="Time range">
              {presets.map((one) => (
                <button key={one} type="button" aria-pressed={preset === one} onClick={() => setPreset(one)} data-testid={`range-${one}`}>
                  {presetWords[one]}
                </button>
              ))}
            </div>
          )}
          {wanted && preset === 'custom' && (
            <>
              <input type="date" aria-label="From" value={days.from} onChange={(event) => setDays({ ...days, from: event.target.value })} />
              <input type="date" aria-label="To, this day included" value={days.to} onChange={(event) => setDays({ ...days, to: event.target.value })} />
            </>
          )}
        </div>
        <PlanMap
          area={area}
          layers={layers}
          label={`Plan of ${area.name} with ${dots.length} people in sight`}
          legend={show.heat ? <HeatScale heat={heat} /> : undefined}
        />
        <p className="small muted">
          A dot is somebody whom a camera sees at this moment. Nobody is identified: its id is drawn by chance and gone with the camera’s track, so
          that nobody can be followed from camera to camera.
        </p>
      </section>
      <aside className="card" aria-label="Counts">
        <div className="interior-total" data-testid="interior-total">
          <strong>{fresh || live?.watching ? number(live?.inside ?? 0) : '–'}</strong>
          <span className="muted">in the zones, {number(live?.dots.length ?? 0)} in sight</span>
        </div>
        {first.live === null ? (
          <Banner kind="info">No calibrated street camera stands on this area, so that nothing is known of it.</Banner>
        ) : (
          live && !live.watching && <Banner kind="error">No camera of this area works. The counts are those from before.</Banner>
        )}
        <p className="small muted" data-testid="interior-state">
          {fresh && live ? `live, ${timeOf(live.time)}` : 'not connected'}
        </p>
        <ul className="zone-people">
          {area.zones.map((zone) => {
            const now = live?.zones.find((one) => one.id === zone.id)
            const capacity = capacities[zone.id]
            return (
              <li key={zone.id} data-testid={`zone-${zone.id}`}>
                <div className="name">
                  <span>{zone.name}</span>
                  <span>{countWords(now?.people ?? 0, capacity)}</span>
                </div>
                {capacity !== undefined && (
                  <meter min={0} max={capacity} low={0.85 * capacity} high={0.999 * capacity} optimum={0} value={Math.min(capacity, now?.people ?? 0)} aria-label={`${zone.name}: how full`} />
                )}
                <div className="small muted">{now?.counted ? `by its doors; ${now.visible} in sight` : 'those in sight'}</div>
                {rights.includes('EDIT_SITES') && (
                  <CapacityField
                    zone={zone.name}
                    value={capacity}
                    onSave={async (people) => {
                      try {
                        await interiorApi.capacity(area.id, zone.id, people)
                        setCapacities((before) => {
                          const { [zone.id]: _, ...others } = before
                          return people === null ? others : { ...others, [zone.id]: people }
                        })
                        onError(null)
                      } catch (problem) {
                        onError(messageOf(problem))
                      }
                    }}
                  />
                )}
              </li>
            )
          })}
        </ul>
        {show.flows && flows && (
          <>
            <h2>Flows</h2>
            <div className="scrolling" tabIndex={0} role="region" aria-label="Flows as a table">
              <table data-testid="interior-flows">
                <thead>
                  <tr>
                    <th scope="col">From</th>
                    <th scope="col" className="words">
                      To
                    </th>
                    <th scope="col">People</th>
                  </tr>
                </thead>
                <tbody>
                  {flows.map((flow) => (
                    <tr key={`${flow.source} ${flow.target}`}>
                      <th scope="row">{zoneName(flow.source)}</th>
                      <td className="words">{zoneName(flow.target)}</td>
                      <td>{number(flow.count)}</td>
                    </tr>
                  ))}
                  {flows.length === 0 && (
                    <tr>
                      <td colSpan={3}>Nobody went from zone to zone in this time.</td>
                    </tr>
                  )}
                </tbody>
              </table>
            </div>
          </>
        )}
      </aside>
    </div>
  )
}

function HeatScale({ heat }: { heat: Heat | null }) {
  const most = Math.max(...(heat?.cells.map(([, , seconds]) => seconds) ?? []), 0)
  return (
    <div className="heat-scale">
      {most === 0 ? (
        'nobody was here in this time'
      ) : (
        <>
          <span>seconds</span>
          <svg width={heatColours.length * 22} height="12" aria-hidden="true">
            {heatColours.map((colour, i) => (
              <rect key={colour} x={i * 22} width="22" height="12" fill={colour} />
            ))}
          </svg>
          <span>
            {number(Math.round(most))} s in a cell of {heat!.cell} m
          </span>
        </>
      )}
    </div>
  )
}

interface CapacityFieldProps {
  zone: string
  value: number | undefined
  onSave: (people: number | null) => Promise<void>
}

function CapacityField({ zone, value, onSave }: CapacityFieldProps) {
  const [text, setText] = useState(value === undefined ? '' : String(value))
  const changed = text !== (value === undefined ? '' : String(value))
  return (
    <form
      className="capacity"
      onSubmit={(event) => {
        event.preventDefault()
        void onSave(text === '' ? null : Number(text))
      }}
    >
      <label>
        holds <input type="number" min="1" max="100000" value={text} onChange={(event) => setText(event.target.value)} aria-label={`How many people ${zone} holds`} />
      </label>
      {changed && (
        <button type="submit" className="quiet">
          Save
        </button>
      )}
    </form>
  )
}
