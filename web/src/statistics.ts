/** Brings the server's statistics into the form in which they are plotted. All functions are pure. */

import type { Flows, GroupKey, Measure, Statistics, StatisticsRow, Step } from './api'
import { endOfDay, startOfDay } from './format'

export type Preset = 'hour' | 'today' | 'day' | 'week' | 'custom'

export const presetWords: Record<Preset, string> = {
  hour: 'Last hour',
  today: 'Today',
  day: '24 hours',
  week: '7 days',
  custom: 'From … to',
}

export const measureWords: Record<Measure, string> = {
  objects: 'Objects',
  crossings: 'Crossings of lines',
  stays: 'Stays in zones',
  occupancy: 'Occupancy of zones, mean',
  speed: 'Speed in km/h',
}

/** What each measure can be told apart by; the first is what is shown unless something else is chosen. */
export const groupings: Record<Measure, string[]> = {
  objects: ['class', 'colour', ''],
  crossings: ['line,direction', 'class', 'direction', 'line', 'colour', ''],
  stays: ['zone', 'class', ''],
  occupancy: ['zone', 'class', ''],
  speed: ['class', 'line', 'direction', ''],
}

export const groupWords = (group: string) => (group === '' ? 'nothing' : group.replace(',', ' and '))

export const keysOf = (group: string) => (group === '' ? [] : (group.split(',') as GroupKey[]))

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export interface Range {
  from: string
  to: string
}

/** The range of a preset; `custom` has the days it goes from and to, both included. */
export function rangeOf(preset: Preset, now: Date, custom: Range): Range {
  const before = (ms: number) => ({ from: new Date(now.getTime() - ms).toISOString(), to: now.toISOString() })
  switch (preset) {
    case 'hour':
      return before(HOUR)
    case 'today':
      return { from: new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString(), to: now.toISOString() }
    case 'day':
      return before(DAY)
    case 'week':
      return before(7 * DAY)
    case 'custom':
      return { from: startOfDay(custom.from), to: endOfDay(custom.to) }
  }
}

const lengthOf = ({ from, to }: Range) => new Date(to).getTime() - new Date(from).getTime()

/** The step that gives a plot neither a few bars nor thousands. */
export function stepFor(range: Range): Exclude<Step, 'hourOfWeek'> {
  const length = lengthOf(range)
  if (length <= 3 * HOUR) return 'minute'
  return length <= 8 * DAY ? 'hour' : 'day'
}

/** A range for the plot by the hours of the week: the same one, but no shorter than a week. */
export function wholeWeek(range: Range): Range {
  const from = new Date(range.to).getTime() - 7 * DAY
  return lengthOf(range) >= 7 * DAY ? range : { from: new Date(from).toISOString(), to: range.to }
}

export interface Series {
  /** The values of its group: ["car"], ["main", "in"]; nothing where nothing is told apart. */
  key: string[]
  /** One for each time; null where a speed is not known. */
  values: (number | null)[]
}

export interface TimeSeries {
  times: Date[]
  /** The largest first. */
  series: Series[]
}

/** Adds up rows that belong together: counts and occupancies as a sum, speeds as a mean weighted by their counts. */
class Sum {
  count = 0
  private occupancy = 0
  private speed = 0
  private measured = 0

  add({ count = 0, occupancy, speedKmh }: StatisticsRow) {
    this.count += count
    this.occupancy += occupancy ?? 0
    if (speedKmh !== null && speedKmh !== undefined) {
      this.speed += speedKmh * count
      this.measured += count
    }
  }

  of(measure: Measure): number | null {
    if (measure === 'occupancy') return this.occupancy
    if (measure !== 'speed') return this.count
    return this.measured === 0 ? null : this.speed / this.measured
  }
}

const nothingOf = (measure: Measure) => (measure === 'speed' ? null : 0)

/** The times at which steps begin, in the whole range: those without rows are there too. Without any row there are none. */
function timesOf({ rows, by, from, to }: Statistics): Date[] {
  const found = [...new Set(rows.map((row) => new Date(row.time as string).getTime()))].sort((a, b) => a - b)
  const first = found[0]
  if (first === undefined) return []
  const moved = (time: Date, steps: number) => {
    if (by === 'minute') return new Date(time.getTime() + steps * MINUTE)
    if (by === 'hour') return new Date(time.getTime() + steps * HOUR)
    // The clocks may change between two days, so that they are not always 24 hours apart.
    return new Date(time.getFullYear(), time.getMonth(), time.getDate() + steps, time.getHours(), time.getMinutes())
  }
  const times = [new Date(first)]
  // The step in which the range begins may have begun before it.
  while (times[0]! > new Date(from)) times.unshift(moved(times[0]!, -1))
  for (const [i, value] of found.entries()) {
    if (i > 0) times.push(new Date(value))
    const end = found[i + 1] ?? new Date(to).getTime()
    for (let time = moved(new Date(value), 1); time.getTime() < end - MINUTE / 2; time = moved(time, 1)) times.push(time)
  }
  return times
}

export function seriesOf(statistics: Statistics, keys: GroupKey[]): TimeSeries {
  const { rows, measure } = statistics
  const times = timesOf(statistics)
  const places = new Map(times.map((time, i) => [time.getTime(), i]))
  const groups = new Map<string, { key: string[]; sums: Map<number, Sum>; total: number }>()
  for (const row of rows) {
    const key = keys.map((name) => row[name] ?? 'unknown')
    const id = JSON.stringify(key)
    let group = groups.get(id)
    if (!group) groups.set(id, (group = { key, sums: new Map(), total: 0 }))
    const place = places.get(new Date(row.time as string).getTime())!
    let sum = group.sums.get(place)
    if (!sum) group.sums.set(place, (sum = new Sum()))
    sum.add(row)
    group.total += row.count ?? row.occupancy ?? 0
  }
  const series = [...groups.values()]
    .sort((a, b) => b.total - a.total || a.key.join().localeCompare(b.key.join()))
    .map(({ key, sums }) => ({
      key,
      values: times.map((_, place) => sums.get(place)?.of(measure) ?? nothingOf(measure)),
    }))
  return { times, series }
}

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** By day of the week (Monday is 0) and hour: 7 rows of 24 values. */
export function weekOf({ rows, measure }: Statistics): (number | null)[][] {
  const sums = weekdays.map(() => Array.from({ length: 24 }, () => new Sum()))
  for (const { time, ...row } of rows) {
    if (typeof time !== 'string') sums[time.day - 1]?.[time.hour]?.add({ time, ...row })
  }
  return sums.map((hours) => hours.map((sum) => sum.of(measure)))
}

const edges: Record<string, string> = {
  left: 'left edge',
  right: 'right edge',
  top: 'top edge',
  bottom: 'bottom edge',
}

export interface FlowPlot {
  nodes: { id: string; name: string; side: 'from' | 'to' }[]
  links: { source: string; target: string; value: number }[]
}

/**
 * Flows as two columns, where from and where to: streets go both ways, and a Sankey diagram whose places stand for
 * both at once would go round in circles.
 */
export function flowPlot(flows: Flows): FlowPlot {
  const names = new Map(flows.nodes.map((node) => [node.id, edges[node.id] ?? node.name]))
  const links = flows.links
    .filter((link) => link.count > 0)
    .map(({ source, target, count }) => ({ source: `from ${source}`, target: `to ${target}`, value: count }))
  const used = new Set(links.flatMap(({ source, target }) => [source, target]))
  const nodes = (['from', 'to'] as const).flatMap((side) =>
    [...names].map(([id, name]) => ({ id: `${side} ${id}`, name, side })).filter((node) => used.has(node.id)),
  )
  const known = new Set(nodes.map((node) => node.id))
  return { nodes, links: links.filter((link) => known.has(link.source) && known.has(link.target)) }
}
