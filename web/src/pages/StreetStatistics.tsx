import { useEffect, useMemo, useState } from 'react'
import { api, statisticsUrl, type Flows, type GroupKey, type Measure, type Statistics, type StatisticsQuery, type Street } from '../api'
import { Chart, tooltip, type Theme } from '../Chart'
import { dateOf, number } from '../format'
import { Banner, messageOf } from '../parts'
import { classColour, swatchOf, wordsOf } from '../scene'
import {
  flowPlot,
  groupings,
  groupWords,
  keysOf,
  measureWords,
  presetWords,
  rangeOf,
  seriesOf,
  stepFor,
  weekdays,
  weekOf,
  wholeWeek,
  type FlowPlot,
  type Preset,
  type Range,
  type Series,
  type TimeSeries,
} from '../statistics'

interface Answer {
  query: StatisticsQuery
  statistics: Statistics
  week: Statistics
  weekRange: Range
  flows: Flows
}

const today = () => {
  const now = new Date()
  const two = (value: number) => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

export default function StreetStatistics({ street }: { street: Street }) {
  const [preset, setPreset] = useState<Preset>('day')
  const [days, setDays] = useState<Range>(() => ({ from: today(), to: today() }))
  const [measure, setMeasure] = useState<Measure>('objects')
  const [group, setGroup] = useState(groupings.objects[0]!)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [busy, setBusy] = useState(true)
  const [error, setError] = useState<string | null>(null)
  const [asked, setAsked] = useState(0)
  const wrongDays = preset === 'custom' && !(days.from !== '' && days.to !== '' && days.from <= days.to)

  useEffect(() => {
    if (wrongDays) return
    let current = true
    const range = rangeOf(preset, new Date(), days)
    const query: StatisticsQuery = { ...range, by: stepFor(range), group: keysOf(group), measure }
    const weekRange = wholeWeek(range)
    setBusy(true)
    Promise.all([
      api.statistics(street.id, query),
      api.statistics(street.id, { ...weekRange, by: 'hourOfWeek', group: [], measure }),
      api.flows(street.id, range.from, range.to),
    ]).then(
      ([statistics, week, flows]) => {
        if (!current) return
        setAnswer({ query, statistics, week, weekRange, flows })
        setError(null)
        setBusy(false)
      },
      (problem) => {
        if (!current) return
        setError(messageOf(problem))
        setBusy(false)
      },
    )
    return () => {
      current = false
    }
  }, [street.id, preset, days, measure, group, wrongDays, asked])

  return (
    <div className="statistics" data-testid="statistics" aria-busy={busy}>
      <div className="card statistics-controls">
        <div className="toggles" role="group" aria-label="Time range">
          {(Object.keys(presetWords) as Preset[]).map((one) => (
            <button key={one} type="button" aria-pressed={preset === one} onClick={() => setPreset(one)} data-testid={`range-${one}`}>
              {presetWords[one]}
            </button>
          ))}
        </div>
        {preset === 'custom' && (
          <div className="field-row days">
            <div className="field">
              <label htmlFor="statistics-from">From</label>
              <input id="statistics-from" type="date" value={days.from} onChange={(event) => setDays({ ...days, from: event.target.value })} data-testid="statistics-from" />
            </div>
            <div className="field">
              <label htmlFor="statistics-to">To, this day included</label>
              <input id="statistics-to" type="date" value={days.to} aria-invalid={wrongDays} onChange={(event) => setDays({ ...days, to: event.target.value })} data-testid="statistics-to" />
              {wrongDays && <p className="problem">Choose two days, the first not after the second.</p>}
            </div>
          </div>
        )}
        <div className="statistics-choice">
          <div className="field inline">
            <label htmlFor="statistics-measure">Show</label>
            <select
              id="statistics-measure"
              data-testid="statistics-measure"
              value={measure}
              onChange={(event) => {
                const next = event.target.value as Measure
                setMeasure(next)
                setGroup(groupings[next][0]!)
              }}
            >
              {(Object.keys(measureWords) as Measure[]).map((one) => (
                <option key={one} value={one}>
                  {measureWords[one]}
                </option>
              ))}
            </select>
          </div>
          <div className="field inline">
            <label htmlFor="statistics-group">by</label>
            <select id="statistics-group" data-testid="statistics-group" value={group} onChange={(event) => setGroup(event.target.value)}>
              {groupings[measure].map((one) => (
                <option key={one} value={one}>
                  {groupWords(one)}
                </option>
              ))}
            </select>
          </div>
          <button type="button" onClick={() => setAsked(asked + 1)} disabled={busy || wrongDays} data-testid="statistics-reload">
            {busy ? 'Loading…' : 'Refresh'}
          </button>
          {answer && (
            <a className="button" href={statisticsUrl(street.id, answer.query, true)} download data-testid="statistics-csv">
              CSV
            </a>
          )}
        </div>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {answer === null && error === null && <p className="muted empty">Loading…</p>}
      {answer && <Plots answer={answer} street={street} />}
    </div>
  )
}

function Plots({ answer, street }: { answer: Answer; street: Street }) {
  const { statistics, week, weekRange, query } = answer
  const { by, measure, group } = query
  const nameOf = useMemo(() => {
    const names = new Map([...street.layout.zones, ...street.layout.lines].map((shape) => [shape.id, shape.name]))
    return (series: Series) =>
      series.key.length === 0
        ? measureWords[measure]
        : series.key.map((value, i) => (group[i] === 'colour' ? wordsOf(value) : (names.get(value) ?? value))).join(': ')
  }, [street.layout, group, measure])
  const data = useMemo(() => seriesOf(statistics, group), [statistics, group])
  const hours = useMemo(() => weekOf(week), [week])
  const flows = useMemo(() => flowPlot(answer.flows), [answer.flows])

  const timeOption = useMemo(() => timeSeries(data, nameOf, answer.query), [data, nameOf, answer.query])
  const weekOption = useMemo(() => heatMap(hours, measure), [hours, measure])
  const flowOption = useMemo(() => sankey(flows), [flows])
  const per = { minute: 'minute', hour: 'hour', day: 'day', hourOfWeek: 'hour of the week' }[by]

  return (
    <>
      <section className="card plot" aria-labelledby="plot-time">
        <h2 id="plot-time">
          {measureWords[measure]} by {per}
        </h2>
        {data.times.length === 0 ? (
          <Nothing testId="statistics-empty" />
        ) : (
          <>
            <Chart option={timeOption} label={`${measureWords[measure]} by ${per}, from ${dateOf(query.from)} to ${dateOf(query.to)}`} testId="statistics-chart" />
            <Table data={data} nameOf={nameOf} measure={measure} by={per} />
          </>
        )}
      </section>
      <section className="card plot" aria-labelledby="plot-week">
        <h2 id="plot-week">
          Hours of the week <span className="muted">since {dateOf(weekRange.from)}</span>
        </h2>
        {week.rows.length === 0 ? (
          <Nothing testId="heatmap-empty" />
        ) : (
          <Chart option={weekOption} label={`${measureWords[measure]} by day of the week and hour`} testId="statistics-heatmap" />
        )}
      </section>
      <section className="card plot" aria-labelledby="plot-flows">
        <h2 id="plot-flows">Where from, where to</h2>
        {flows.links.length === 0 ? (
          <Nothing testId="flows-empty" />
        ) : (
          <>
            <Chart option={flowOption} label="How many objects went from one place of the picture to another" testId="statistics-flows" />
            <FlowTable flows={flows} />
          </>
        )}
      </section>
    </>
  )
}

function Nothing({ testId }: { testId: string }) {
  return (
    <p className="muted empty" data-testid={testId}>
      Nothing was counted in this time.
    </p>
  )
}

const shortTime = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const shortHour = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' })
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

const timeWords = (time: Date, by: StatisticsQuery['by']) =>
  (by === 'minute' ? shortTime : by === 'hour' ? shortHour : shortDay).format(time)

const isCount = (measure: Measure) => measure === 'objects' || measure === 'crossings' || measure === 'stays'

const value = (of: number | null, measure: Measure) =>
  of === null ? '–' : isCount(measure) ? number(of) : of.toFixed(measure === 'occupancy' ? 2 : 1)

function colourOf(series: Series, group: GroupKey[]): string | undefined {
  if (group[0] === 'class') return classColour(series.key[0]!)
  return group[0] === 'colour' ? swatchOf(series.key[0]!) : undefined
}

function timeSeries(data: TimeSeries, nameOf: (series: Series) => string, { by, measure, group }: StatisticsQuery) {
  const stacked = isCount(measure)
  return (theme: Theme, narrow: boolean) => ({
    tooltip: {
      ...tooltip(theme),
      trigger: 'axis',
      axisPointer: { type: stacked ? 'shadow' : 'line' },
      valueFormatter: (of: unknown) => value(typeof of === 'number' ? of : null, measure),
    },
    legend: { type: 'plain', top: 0, left: 0, textStyle: { color: theme.text }, itemWidth: 14, itemHeight: 10, itemGap: 14 },
    grid: { left: 4, right: narrow ? 8 : 16, top: narrow ? 64 : 44, bottom: 4, containLabel: true },
    xAxis: {
      type: 'category',
      data: data.times.map((time) => timeWords(time, by)),
      axisLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.muted, hideOverlap: true },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      minInterval: stacked ? 1 : undefined,
      axisLabel: { color: theme.muted },
      splitLine: { lineStyle: { color: theme.line } },
    },
    series: data.series.map((series) => {
      const colour = colourOf(series, group)
      return {
        type: stacked ? 'bar' : 'line',
        name: nameOf(series),
        stack: stacked ? 'all' : undefined,
        data: series.values,
        showSymbol: data.times.length === 1,
        barCategoryGap: '18%',
        itemStyle: { ...(colour && { color: colour }), borderColor: theme.line, borderWidth: group[0] === 'colour' ? 0.5 : 0 },
        lineStyle: { width: 2 },
      }
    }),
  })
}

function heatMap(hours: (number | null)[][], measure: Measure) {
  const cells = hours.flatMap((row, day) => row.flatMap((of, hour) => (of === null ? [] : [[hour, day, of]])))
  const most = Math.max(1, ...cells.map((cell) => cell[2]!))
  return (theme: Theme, narrow: boolean) => ({
    tooltip: {
      ...tooltip(theme),
      formatter: ({ value: [hour, day, of] }: { value: [number, number, number] }) =>
        `${weekdays[day]}, ${hour} to ${hour + 1} h: ${value(of, measure)}`,
    },
    grid: { left: 4, right: 12, top: 8, bottom: 44, containLabel: true },
    xAxis: {
      type: 'category',
      data: Array.from({ length: 24 }, (_, hour) => String(hour)),
      axisLabel: { color: theme.muted, interval: narrow ? 5 : 1 },
      axisLine: { show: false },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: weekdays.map((day) => day.slice(0, 3)),
      axisLabel: { color: theme.muted },
      axisLine: { show: false },
      axisTick: { show: false },
    },
    visualMap: {
      min: 0,
      max: most,
      calculable: false,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemWidth: 12,
      itemHeight: 140,
      text: [value(most, measure), '0'],
      textStyle: { color: theme.muted },
      inRange: { color: [theme.sunken, theme.accent] },
    },
    series: [{ type: 'heatmap', data: cells, itemStyle: { borderColor: theme.surface, borderWidth: 2, borderRadius: 3 } }],
  })
}

export function sankey(flows: FlowPlot) {
  const names = new Map(flows.nodes.map((node) => [node.id, node.name]))
  const palette = ['#4fb8ee', '#5fd38a', '#ffc94d', '#ff9966', '#b79af5', '#f279b0', '#7fd6c2']
  const places = [...new Set(flows.nodes.map((node) => node.name))]
  return (theme: Theme, narrow: boolean) => ({
    tooltip: {
      ...tooltip(theme),
      formatter: (of: { dataType: string; name: string; value: number; data: { source: string; target: string } }) =>
        of.dataType === 'edge'
          ? `${names.get(of.data.source)} to ${names.get(of.data.target)}: ${number(of.value)}`
          : `${of.name.startsWith('from ') ? 'from' : 'to'} ${names.get(of.name)}: ${number(of.value)}`,
    },
    series: [
      {
        type: 'sankey',
        left: narrow ? 4 : 110,
        right: narrow ? 4 : 110,
        top: 8,
        bottom: 8,
        nodeGap: 16,
        draggable: false,
        data: flows.nodes.map((node) => ({
          name: node.id,
          depth: node.side === 'from' ? 0 : 1,
          itemStyle: { color: palette[places.indexOf(node.name) % palette.length], borderWidth: 0 },
          label: { position: (node.side === 'from') === narrow ? 'right' : 'left', ...(!narrow && node.side === 'to' && { position: 'right' }) },
        })),
        links: flows.links,
        lineStyle: { color: 'source', opacity: 0.4, curveness: 0.5 },
        label: { color: theme.text, formatter: ({ name }: { name: string }) => names.get(name) ?? name },
        emphasis: { focus: 'adjacency' },
      },
    ],
  })
}

function Table({ data, nameOf, measure, by }: { data: TimeSeries; nameOf: (series: Series) => string; measure: Measure; by: string }) {
  const long = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', ...(by !== 'day' && { timeStyle: 'short' }) })
  return (
    <details className="numbers-table">
      <summary data-testid="statistics-table-open">The numbers as a table</summary>
      <div className="scrolling" tabIndex={0} role="region" aria-label="The numbers as a table">
        <table data-testid="statistics-table">
          <thead>
            <tr>
              <th scope="col">Time</th>
              {data.series.map((series) => (
                <th key={series.key.join()} scope="col">
                  {nameOf(series)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.times.map((time, i) => (
              <tr key={time.getTime()}>
                <th scope="row">{long.format(time)}</th>
                {data.series.map((series) => (
                  <td key={series.key.join()}>{value(series.values[i]!, measure)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

interface FlowTableProps {
  flows: FlowPlot
  /** What is counted, as the head of its column. */
  counted?: string
  testId?: string
}

export function FlowTable({ flows, counted = 'Objects', testId = 'flows-table' }: FlowTableProps) {
  const names = new Map(flows.nodes.map((node) => [node.id, node.name]))
  return (
    <details className="numbers-table">
      <summary>The numbers as a table</summary>
      <div className="scrolling" tabIndex={0} role="region" aria-label="Flows as a table">
        <table data-testid={testId}>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">{counted}</th>
            </tr>
          </thead>
          <tbody>
            {flows.links.map((link) => (
              <tr key={link.source + link.target}>
                <th scope="row">{names.get(link.source)}</th>
                <td>{names.get(link.target)}</td>
                <td>{number(link.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
