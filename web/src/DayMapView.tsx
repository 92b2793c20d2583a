/** One day, or two beside each other, on the plan and as a timeline; what is chosen on one is chosen on the other. */

import { useEffect, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent } from 'react'
import { durationOf } from './format'

import { areaLayers, lineFeature, PlanMap, pointFeature, type PlanLayer } from './PlanMap'
import type { Area, Site } from './sites'
import './trail.css'
import { hoursOf, ms, shownHours, waysOn, whereAt, type DayMap, type Piece } from './trail'

/** Of the first day and the one it is compared with. */
const colors = ['#0d5c75', '#b45309']

const speeds = [
  { label: '1 min/s', value: 60 },
  { label: '5 min/s', value: 300 },
  { label: '20 min/s', value: 1200 },
]

const kindWords = { SEEN: 'seen by a camera', STAYED: 'inferred', WALKED: 'inferred way', UNKNOWN: 'not known' }

interface Chosen {
  map: number
  stop: number
}

export function DayMapView({ maps, sites }: { maps: DayMap[]; sites: Site[] }) {
  const main = maps[0]!
  const [start, end] = useMemo(() => shownHours(maps), [maps])
  const [offset, setOffset] = useState(() => firstSeen(main) ?? start)
  const [playing, setPlaying] = useState(false)
  const [speed, setSpeed] = useState(300)
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [hovered, setHovered] = useState<Chosen | null>(null)
  const [floor, setFloor] = useState<string | null>(null)
  const root = useRef<HTMLDivElement>(null)

  useEffect(() => {
    setOffset(firstSeen(main) ?? start)
    setChosen(null)
    setFloor(null)
    setPlaying(false)
  }, [main, start])

  useEffect(() => {
    if (!playing) return
    let before = performance.now()
    let frame = requestAnimationFrame(function step(now) {
      const passed = (now - before) * speed
      before = now
      setOffset((old) => {
        const next = Math.min(end, old + passed)
        if (next >= end) setPlaying(false)
        return next
      })
      frame = requestAnimationFrame(step)
    })
    return () => cancelAnimationFrame(frame)
  }, [playing, speed, end])

  const areas = useMemo(() => areasOf(maps, sites), [maps, sites])
  const where = whereAt(main, ms(main.from) + offset)
  // The floor follows the time, until somebody chooses another; then until the time moves on by itself.
  const shown =
    areas.find((area) => area.id === floor) ??
    areas.find((area) => area.id === where?.area) ??
    areas.find((area) => area.id === lastArea(main, ms(main.from) + offset)) ??
    areas[0] ??
    null
  const marked = hovered ?? chosen

  function choose(map: number, stop: number, follow = true) {
    const one = maps[map]!.stops[stop]!
    setChosen({ map, stop })
    if (follow) {
      setOffset(ms(one.from) - ms(maps[map]!.from))
      setFloor(map === 0 ? null : (one.spot?.area ?? null))
    }
    root.current
      ?.querySelector(`[data-stop="${map}-${stop}"]`)
      ?.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
  }

  function play() {
    setFloor(null)
    if (!playing && offset >= end) setOffset(firstSeen(main) ?? start)
    setPlaying(!playing)
  }

  function keys(event: KeyboardEvent) {
    const target = event.target as HTMLElement
    if (event.key === ' ' && target.tagName !== 'BUTTON') {
      event.preventDefault()
      play()
    } else if (event.key === '[' || event.key === ']') {
      const now = ms(main.from) + offset
      const stops = main.stops.map((stop, i) => ({ i, from: ms(stop.from) }))
      const next =
        event.key === ']' ? stops.find((stop) => stop.from > now + 500) : stops.findLast((stop) => stop.from < now - 500)
      if (next) choose(0, next.i)
    }
  }

  return (
    <div className="day-map" ref={root} onKeyDown={keys}>
      <div className="day-map-upper">
        <section className="card day-map-plan" aria-label="Plan">
          {areas.length > 1 && (
            <div className="floors" role="group" aria-label="Floor">
              {areas.map((area) => (
                <button
                  key={area.id}
                  type="button"
                  className={area.id === shown?.id ? 'chosen' : 'quiet'}
                  aria-pressed={area.id === shown?.id}
                  data-testid="floor"
                  onClick={() => setFloor(area.id)}
                >
                  {area.name}
                  {area.id === where?.area && <span className="here" title="Where the time slider is" />}
                </button>
              ))}
            </div>
          )}
          {shown ? (
            <PlanMap
              area={shown}
              label={`Plan of ${shown.name} with the day’s stops and ways`}
              layers={layersOf(maps, shown, offset, marked, choose)}
              legend={<Legend maps={maps} />}
            />
          ) : (
            <p className="muted empty-plan" data-testid="no-plan">
              None of the cameras of this day stands on a plan, so there is only the timeline below.
            </p>
          )}
        </section>
        <section className="card day-map-stops" aria-label="Stops">
          <h2>Stops</h2>
          {maps.map((map, m) => (
            <div key={`${map.day}-${m}`}>
              {maps.length > 1 && (
                <h3 style={{ color: colors[m] }}>
                  <span className="day-dot" style={{ background: colors[m] }} /> {dayWords(map)}
                </h3>
              )}
              {map.stops.length === 0 && <p className="muted">None.</p>}
              <ol className="stops">
                {map.stops.map((stop, i) => (
                  <li key={i}>
                    <button
                      type="button"
                      className={`stop ${marked?.map === m && marked.stop === i ? 'marked' : ''}`}
                      data-testid="stop"
                      data-stop={`${m}-${i}`}
                      aria-pressed={chosen?.map === m && chosen.stop === i}
                      onClick={() => choose(m, i)}
                      onMouseEnter={() => setHovered({ map: m, stop: i })}
                      onMouseLeave={() => setHovered(null)}
                      onFocus={() => setHovered({ map: m, stop: i })}
                      onBlur={() => setHovered(null)}
                    >
                      <span className="stop-time">
                        {clockOf(stop.from, map.zone)}
                        <span className="muted">{clockOf(stop.to, map.zone)}</span>
                      </span>
                      <span className="stop-name">
                        <b>{stop.name}</b>
                        <span className="muted">{stop.cameras.map((camera) => camera.name).join(', ')}</span>
                      </span>
                      <span className="stop-length">
                        {durationOf(Math.max(1, stop.seconds))}
                        <span className="seen-share" title={`seen by a camera for ${durationOf(stop.seenSeconds)}`}>
                          <span style={{ width: `${stop.seconds > 0 ? (100 * stop.seenSeconds) / stop.seconds : 100}%` }} />
                        </span>
                      </span>
                    </button>
                  </li>
                ))}
              </ol>
            </div>
          ))}
        </section>
      </div>
      <section className="card day-map-time" aria-label="Timeline">
        <div className="player">
          <button type="button" className="primary play" onClick={play} data-testid="play" aria-keyshortcuts="Space">
            <svg width="18" height="18" viewBox="0 0 24 24" aria-hidden="true">
              <path d={playing ? 'M6 4h4v16H6zM14 4h4v16h-4z' : 'M6 3.5v17L20 12z'} fill="currentColor" />
            </svg>
            {playing ? 'Pause' : 'Play'}
          </button>
          <div className="speeds" role="group" aria-label="Speed">
            {speeds.map(({ label, value }) => (
              <button
                key={value}
                type="button"
                className={value === speed ? 'chosen' : 'quiet'}
                aria-pressed={value === speed}
                onClick={() => setSpeed(value)}
              >
                {label}
              </button>
            ))}
          </div>
          <output className="now" data-testid="now">
            <b>{clockOf(new Date(ms(main.from) + offset).toISOString(), main.zone, true)}</b>{' '}
            <span className="muted" role="status">
              {nowWords(main, ms(main.from) + offset)}
            </span>
          </output>
        </div>
        <div className="timeline" style={{ '--now': `${(100 * (offset - start)) / (end - start)}%` } as CSSProperties}>
          <Hours map={main} start={start} end={end} />
          {maps.map((map, m) => (
            <div key={`${map.day}-${m}`} className="track" data-testid="timeline" style={{ '--day': colors[m] } as CSSProperties}>
              {map.pieces.map((piece, i) => (
                <PieceBar
                  key={i}
                  map={map}
                  piece={piece}
                  start={start}
                  end={end}
                  marked={piece.stop !== null && marked?.map === m && marked.stop === piece.stop}
                  onChoose={() => {
                    if (piece.stop !== null) choose(m, piece.stop, false)
                    setOffset(ms(piece.from) - ms(map.from))
                    setFloor(m === 0 ? null : (piece.spot?.area ?? null))
                  }}
                  onHover={(over) => setHovered(over && piece.stop !== null ? { map: m, stop: piece.stop } : null)}
                />
              ))}
            </div>
          ))}
          <span className="cursor" aria-hidden="true" />
          <input
            type="range"
            className="slider"
            aria-label="Time of day"
            aria-valuetext={clockOf(new Date(ms(main.from) + offset).toISOString(), main.zone)}
            min={start}
            max={end}
            step={60_000}
            value={offset}
            data-testid="slider"
            onChange={(event) => {
              setOffset(Number(event.target.value))
              setFloor(null)
            }}
          />
        </div>
        <p className="muted hint">
          Space plays, the arrow keys move the time, <kbd>[</kbd> and <kbd>]</kbd> go to the stop before and after. Times
          are of {main.zone.replace('_', ' ')}.
          {main.doubtful > 0 &&
            ` ${main.doubtful} ${main.doubtful === 1 ? 'visit does' : 'visits do'} not fit the others and ${main.doubtful === 1 ? 'is' : 'are'} not shown: nobody can have been at both places.`}
        </p>
      </section>
    </div>
  )
}

function Legend({ maps }: { maps: DayMap[] }) {
  return (
    <ul className="day-legend">
      {maps.map((map, m) => (
        <li key={m}>
          <span className="day-dot" style={{ background: colors[m] }} /> {maps.length > 1 ? dayWords(map) : 'stop, larger where longer'}
        </li>
      ))}
      <li>
        <span className="dotted-line" /> way, inferred
      </li>
    </ul>
  )
}

function Hours({ map, start, end }: { map: DayMap; start: number; end: number }) {
  const hours = hoursOf(map)
    .map((at) => ({ at, offset: at - ms(map.from) }))
    .filter(({ offset }) => offset >= start && offset <= end)
  const every = hours.length > 14 ? 2 : 1
  return (
    <div className="hours" aria-hidden="true">
      {hours.map(({ at, offset }, i) => (
        <span key={at} style={{ left: `${(100 * (offset - start)) / (end - start)}%` }}>
          {i % every === 0 && clockOf(new Date(at).toISOString(), map.zone)}
        </span>
      ))}
    </div>
  )
}

interface PieceBarProps {
  map: DayMap
  piece: Piece
  start: number
  end: number
  marked: boolean
  onChoose: () => void
  onHover: (over: boolean) => void
}

function PieceBar({ map, piece, start, end, marked, onChoose, onHover }: PieceBarProps) {
  const from = ms(piece.from) - ms(map.from)
  const to = ms(piece.to) - ms(map.from)
  const stop = piece.stop === null ? null : map.stops[piece.stop]!
  const words = `${clockOf(piece.from, map.zone)} to ${clockOf(piece.to, map.zone)}: ${stop ? `${stop.name}, ` : ''}${kindWords[piece.kind]}`
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`piece ${piece.kind.toLowerCase()} ${marked ? 'marked' : ''}`}
      style={{ left: `${(100 * (from - start)) / (end - start)}%`, width: `max(2px, ${(100 * (to - from)) / (end - start)}%)` }}
      title={words}
      aria-label={words}
      data-testid={`piece-${piece.kind}`}
      onClick={onChoose}
      onMouseEnter={() => onHover(true)}
      onMouseLeave={() => onHover(false)}
    >
      {stop && piece.kind === 'SEEN' && <span>{stop.name}</span>}
      {piece.kind === 'UNKNOWN' && <span>not known</span>}
    </button>
  )
}

function layersOf(
  maps: DayMap[],
  area: Area,
  offset: number,
  marked: Chosen | null,
  choose: (map: number, stop: number) => void,
): PlanLayer[] {
  const all = areaLayers(area)
  const names = all.find((layer) => layer.id === 'area-names')
  const layers = all.filter((layer) => layer !== names)
  maps.forEach((map, m) => {
    const color = colors[m]!
    layers.push({
      id: `ways-${m}`,
      kind: 'dotted',
      features: waysOn(map, area.id).map((way) => lineFeature(way, { color })),
      paint: { 'line-color': color, 'line-width': 3 },
    })
    const stops = map.stops.flatMap((stop, i) => (stop.spot?.area === area.id ? [{ stop, i }] : []))
    layers.push({
      id: `stops-${m}`,
      kind: 'circle',
      features: stops.map(({ stop, i }) => ({
        ...pointFeature([stop.spot!.x, stop.spot!.y], {
          color,
          map: m,
          stop: i,
          radius: 7 + Math.min(11, Math.sqrt(stop.seconds / 60)),
          edge: marked?.map === m && marked.stop === i ? 5 : 2,
          opacity: marked && !(marked.map === m && marked.stop === i) ? 0.45 : 0.85,
        }),
        id: i,
      })),
      paint: {
        'circle-radius': ['get', 'radius'],
        'circle-color': color,
        'circle-opacity': ['get', 'opacity'],
        'circle-stroke-color': '#ffffff',
        'circle-stroke-width': ['get', 'edge'],
      },
      onClick: (feature) => choose(Number(feature.properties.map), Number(feature.properties.stop)),
    })
  })
  // Over the stops, and below their middles.
  if (names) layers.push({ ...names, layout: { 'text-anchor': 'top', 'text-offset': [0, 1.7] } })
  maps.forEach((map, m) => {
    const now = whereAt(map, ms(map.from) + offset)
    const here = now?.area === area.id && now.point ? [pointFeature(now.point, { color: colors[m] })] : []
    layers.push({
      id: `halo-${m}`,
      kind: 'circle',
      features: here,
      paint: { 'circle-radius': 17, 'circle-color': colors[m], 'circle-opacity': 0.22, 'circle-stroke-width': 0 },
    })
    layers.push({
      id: `now-${m}`,
      kind: 'circle',
      features: here,
      paint: {
        'circle-radius': 7,
        'circle-color': now && now.kind !== 'SEEN' ? '#ffffff' : '#e11d48',
        'circle-opacity': 1,
        'circle-stroke-color': '#e11d48',
        'circle-stroke-width': 3,
      },
    })
  })
  return layers
}

function areasOf(maps: DayMap[], sites: Site[]): Area[] {
  const wanted = new Set(maps.flatMap((map) => map.areas))
  return sites
    .flatMap((site) => site.areas)
    .filter((area) => wanted.has(area.id))
    .sort((a, b) => b.level - a.level || a.name.localeCompare(b.name))
}

function firstSeen(map: DayMap): number | null {
  const first = map.pieces[0]
  return first ? ms(first.from) - ms(map.from) : null
}

/** The area of the last piece before an instant that is on one. */
function lastArea(map: DayMap, at: number): string | null {
  const before = map.pieces.filter((piece) => ms(piece.from) <= at)
  for (const piece of before.reverse()) {
    const area = piece.spot?.area ?? piece.path?.at(-1)?.area
    if (area) return area
  }
  return map.areas[0] ?? null
}

function nowWords(map: DayMap, at: number): string {
  const where = whereAt(map, at)
  if (where === null) return 'not seen yet, or no more'
  if (where.kind === 'WALKED') return 'on the way, inferred'
  if (where.kind === 'UNKNOWN') return 'not known'
  const name = where.stop === null ? '' : map.stops[where.stop]!.name
  return where.kind === 'SEEN' ? name : `${name}, inferred`
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(iso: string, zone: string, seconds = false): string {
  const key = `${zone}${seconds}`
  let format = clocks.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(undefined, { timeStyle: seconds ? 'medium' : 'short', timeZone: zone })
    clocks.set(key, format)
  }
  return format.format(new Date(iso))
}

export const dayWords = (map: Pick<DayMap, 'day'>) =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${map.day}T00:00:00Z`))

