import { CustomChart, ScatterChart } from 'echarts/charts'
import { use } from 'echarts/core'
import { useEffect, useMemo, useState } from 'react'
import { Chart, tooltip, type Theme } from '../Chart'
import { number } from '../format'
import { bands, intervalWords, liftWords, merchandise, percent, type Dimension, type Rate, type Report } from '../merchandise'
import { Banner, messageOf } from '../parts'

use([CustomChart, ScatterChart])

const DAY = 86_400_000
const ranges = { '24 hours': DAY, '7 days': 7 * DAY, '30 days': 30 * DAY, 'A year': 366 * DAY }
type Range = keyof typeof ranges

const dimensionWords: Record<Dimension, string> = { age: 'Age', sex: 'Sex', part: 'Time of day' }
const values: Record<Dimension, string[]> = {
  age: [...bands, 'unknown'],
  sex: ['female', 'male', 'unknown'],
  part: ['morning', 'midday', 'afternoon', 'evening'],
}
const valueWords = (value: string) => ({ female: 'women', male: 'men', unknown: 'not known or mixed' })[value] ?? value

const PICKED = '#2a8fbd'
const RANDOM = '#c98a1b'
/** Screens from which a share is worth a point. */
const FEWEST = 5
/** Items that fit into a plot. */
const PLOTTED = 15

export default function MerchandiseReport() {
  const [range, setRange] = useState<Range>('30 days')
  const [kiosk, setKiosk] = useState<string | null>(null)
  const [dimension, setDimension] = useState<Dimension>('age')
  const [report, setReport] = useState<Report | null>(null)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    let current = true
    const now = Date.now()
    merchandise.report(new Date(now - ranges[range]).toISOString(), new Date(now + 60_000).toISOString(), kiosk).then(
      (answer) => {
        if (!current) return
        setReport(answer)
        setError(null)
      },
      (problem) => current && setError(messageOf(problem)),
    )
    return () => {
      current = false
    }
  }, [range, kiosk])

  const curve = useMemo(() => report && report.curve.length > 1 && curveOption(report, ranges[range] <= 3 * DAY), [report, range])
  const items = useMemo(() => report && report.items.length > 0 && itemsOption(report), [report])
  const contexts = useMemo(() => report && report.contexts.length > 0 && contextsOption(report, dimension), [report, dimension])

  return (
    <div className="merchandise-report" data-testid="merchandise-report">
      <div className="card statistics-controls">
        <div className="toggles" role="group" aria-label="Time range">
          {(Object.keys(ranges) as Range[]).map((one) => (
            <button key={one} type="button" aria-pressed={range === one} onClick={() => setRange(one)}>
              {one}
            </button>
          ))}
        </div>
        {report && report.kiosks.length > 0 && (
          <div className="field inline">
            <label htmlFor="report-kiosk">Kiosk</label>
            <select id="report-kiosk" value={kiosk ?? ''} onChange={(event) => setKiosk(event.target.value || null)}>
              <option value="">all of them</option>
              {report.kiosks.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {report && report.shows.of === 0 && (
        <Banner kind="info">Nothing was shown to anybody in this time. A kiosk shows goods as soon as there are some, and counts when somebody stands there.</Banner>
      )}
      {report && report.shows.of > 0 && (
        <>
          <Headline report={report} />
          {curve && (
            <section className="card">
              <h2>What learning brings</h2>
              <p className="muted small">
                Share of screens on which something was touched, with 95 % intervals: of screens that were picked, and of the few that chance drew
                for the same people.
              </p>
              <Chart option={curve} label="Share of touched screens over time, picked and by chance" testId="report-curve" />
            </section>
          )}
          {items && (
            <section className="card">
              <h2>Items</h2>
              <p className="muted small">How often each was touched when it was shown, with the 95 % interval.{report.items.length > PLOTTED && ` The ${PLOTTED} that were touched most.`}</p>
              <Chart option={items} label="Rate of touches of each item" testId="report-items" />
            </section>
          )}
          {contexts && (
            <section className="card">
              <div className="card-head">
                <h2>Who touches what</h2>
                <div className="toggles" role="group" aria-label="Told apart by">
                  {(Object.keys(dimensionWords) as Dimension[]).map((one) => (
                    <button key={one} type="button" aria-pressed={dimension === one} onClick={() => setDimension(one)} data-testid={`by-${one}`}>
                      {dimensionWords[one]}
                    </button>
                  ))}
                </div>
              </div>
              <p className="muted small">Rates of touches. Fewer than 5 shows are not told. Ages and sexes are guesses.</p>
              <Chart option={contexts} label={`Rate of touches of each item by ${dimensionWords[dimension].toLowerCase()}`} testId="report-contexts" />
              <LiftTable report={report} dimension={dimension} />
            </section>
          )}
          <Numbers report={report} />
        </>
      )}
    </div>
  )
}

function Headline({ report }: { report: Report }) {
  const { lift } = report.lift
  const sure = lift !== null && (lift.low > 0 || lift.high < 0)
  return (
    <section className="card headline" data-testid="report-lift">
      <div className="big">
        <span className={sure && lift.value > 0 ? 'figure good' : 'figure'}>{lift === null ? '–' : liftWords(lift.value)}</span>
        <span className="muted">more touched screens than by chance</span>
        <span className="small">
          {lift === null
            ? 'No screen that chance drew was touched yet: there is nothing to compare with.'
            : sure
              ? `95 % interval: ${liftWords(lift.low)} to ${liftWords(lift.high)}`
              : `Not certain yet: the 95 % interval is ${liftWords(lift.low)} to ${liftWords(lift.high)}`}
        </span>
      </div>
      <dl>
        <Fact label="Goods shown" value={number(report.shows.of)} />
        <Fact label="Touches" value={number(report.shows.hits)} />
        <Fact label="Picked screens touched" rate={report.lift.picked} />
        <Fact label="Random screens touched" rate={report.lift.random} />
      </dl>
    </section>
  )
}

function Fact({ label, value, rate }: { label: string; value?: string; rate?: Rate }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {value ?? (rate!.of === 0 ? '–' : percent(rate!.value))}
        {rate && rate.of > 0 && (
          <span className="muted small">
            {intervalWords(rate.low, rate.high)} of {number(rate.of)}
          </span>
        )}
      </dd>
    </div>
  )
}

function LiftTable({ report, dimension }: { report: Report; dimension: Dimension }) {
  const rows = report.lifts.filter((one) => one.dimension === dimension)
  if (rows.length === 0) return null
  return (
    <div className="scrolling" tabIndex={0} role="region" aria-label="Lift by context">
      <table>
        <thead>
          <tr>
            <th scope="col">{dimensionWords[dimension]}</th>
            <th scope="col">Picked screens touched</th>
            <th scope="col">Random screens touched</th>
            <th scope="col">Lift over chance</th>
          </tr>
        </thead>
        <tbody>
          {values[dimension]
            .flatMap((value) => rows.filter((row) => row.value === value))
            .map(({ value, lift }) => (
              <tr key={value}>
                <th scope="row">{valueWords(value)}</th>
                <td>{rateWords(lift.picked)}</td>
                <td>{rateWords(lift.random)}</td>
                <td>{lift.lift === null ? '–' : `${liftWords(lift.lift.value)} (${liftWords(lift.lift.low)} to ${liftWords(lift.lift.high)})`}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )
}

const rateWords = (rate: Rate) => (rate.of === 0 ? '–' : `${percent(rate.value)} of ${number(rate.of)}`)

function Numbers({ report }: { report: Report }) {
  return (
    <section className="card">
      <details className="numbers-table">
        <summary>The numbers as a table</summary>
        <div className="scrolling" tabIndex={0} role="region" aria-label="The numbers as a table">
          <table data-testid="report-table">
            <thead>
              <tr>
                <th scope="col">Item</th>
                <th scope="col">Shown</th>
                <th scope="col">Touched</th>
                <th scope="col">Rate</th>
                <th scope="col">95 % interval</th>
              </tr>
            </thead>
            <tbody>
              {report.items.map((one) => (
                <tr key={one.item}>
                  <th scope="row">{one.name ?? 'deleted'}</th>
                  <td>{number(one.rate.of)}</td>
                  <td>{number(one.rate.hits)}</td>
                  <td>{percent(one.rate.value)}</td>
                  <td>{intervalWords(one.rate.low, one.rate.high)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  )
}

// ---- plots

const share = (value: number) => `${Math.round(value * 1000) / 10} %`

function curveOption(report: Report, hours: boolean) {
  const words = new Intl.DateTimeFormat(undefined, hours ? { weekday: 'short', hour: '2-digit' } : { day: 'numeric', month: 'short' })
  const band = (name: string, colour: string, of: (step: Report['curve'][number]) => Rate) => {
    // Of fewer screens a share is as good as any other.
    const value = (pick: (rate: Rate) => number) => report.curve.map((step) => (of(step).of < FEWEST ? null : pick(of(step))))
    const plain = { type: 'line', symbol: 'none', silent: true, stack: name, lineStyle: { opacity: 0 }, tooltip: { show: false } }
    return [
      { ...plain, name: `${name} low`, data: value((rate) => rate.low) },
      { ...plain, name: `${name} high`, data: value((rate) => rate.high - rate.low), areaStyle: { color: colour, opacity: 0.16 } },
      { type: 'line', name, data: value((rate) => rate.value), symbolSize: 6, showSymbol: report.curve.length < 40, lineStyle: { color: colour, width: 2.5 }, itemStyle: { color: colour }, tooltip: { valueFormatter: share } },
    ]
  }
  // A day on which little was shown has an interval that would make all others flat.
  const many = report.curve.flatMap((step) => [step.picked, step.random]).filter((rate) => rate.of >= 30)
  const highest = many.length === 0 ? 1 : Math.max(0.02, ...many.map((rate) => rate.high))
  return (theme: Theme) => ({
    tooltip: { ...tooltip(theme), trigger: 'axis' },
    legend: { data: ['picked', 'by chance'], top: 0, left: 0, textStyle: { color: theme.text }, itemWidth: 18, itemGap: 18 },
    grid: { left: 4, right: 12, top: 36, bottom: 4, containLabel: true },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: report.curve.map((step) => words.format(new Date(step.from))),
      axisLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.muted, hideOverlap: true },
      axisTick: { show: false },
    },
    yAxis: { type: 'value', min: 0, max: Math.min(1, Math.ceil(highest * 22) / 20), axisLabel: { color: theme.muted, formatter: share }, splitLine: { lineStyle: { color: theme.line } } },
    series: [...band('by chance', RANDOM, (step) => step.random), ...band('picked', PICKED, (step) => step.picked)],
  })
}

interface Api {
  value: (index: number) => number
  coord: (point: [number, number]) => [number, number]
}

function itemsOption(report: Report) {
  const rows = report.items.slice(0, PLOTTED).reverse()
  return (theme: Theme, narrow: boolean) => ({
    tooltip: {
      ...tooltip(theme),
      trigger: 'item',
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const { name, rate } = rows[dataIndex]!
        return `${name ?? 'deleted'}\n${percent(rate.value)} (${intervalWords(rate.low, rate.high)})\n${number(rate.hits)} of ${number(rate.of)}`
      },
    },
    grid: { left: 4, right: 16, top: 8, bottom: 4, containLabel: true },
    xAxis: { type: 'value', min: 0, axisLabel: { color: theme.muted, formatter: share, hideOverlap: true }, splitLine: { lineStyle: { color: theme.line } } },
    yAxis: {
      type: 'category',
      data: rows.map((row) => row.name ?? 'deleted'),
      axisLine: { lineStyle: { color: theme.line } },
      axisTick: { show: false },
      axisLabel: { color: theme.text, width: narrow ? 110 : 200, overflow: 'truncate' },
    },
    series: [
      {
        type: 'custom',
        data: rows.map((row, i) => [i, row.rate.low, row.rate.high]),
        renderItem: (_: unknown, api: Api) => {
          const [x1, y] = api.coord([api.value(1), api.value(0)])
          const [x2] = api.coord([api.value(2), api.value(0)])
          return { type: 'rect', shape: { x: x1, y: y - 3, width: Math.max(1, x2 - x1), height: 6, r: 3 }, style: { fill: PICKED, opacity: 0.35 } }
        },
        encode: { x: [1, 2], y: 0 },
        z: 1,
      },
      { type: 'scatter', data: rows.map((row, i) => [row.rate.value, i]), symbolSize: 12, itemStyle: { color: PICKED, borderColor: theme.surface, borderWidth: 2 }, z: 2 },
    ],
  })
}

function contextsOption(report: Report, dimension: Dimension) {
  const rows = report.items.slice(0, PLOTTED).reverse()
  const places = new Map(rows.map((row, i) => [row.item, i]))
  const cells = report.contexts.filter((one) => one.dimension === dimension && places.has(one.item))
  const columns = values[dimension].filter((value) => cells.some((cell) => cell.value === value))
  const most = Math.max(0.01, ...cells.map((cell) => cell.rate.value))
  return (theme: Theme, narrow: boolean) => ({
    tooltip: {
      ...tooltip(theme),
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const cell = cells[dataIndex]!
        return `${rows[places.get(cell.item)!]!.name ?? 'deleted'}, ${valueWords(cell.value)}\n${percent(cell.rate.value)} (${intervalWords(cell.rate.low, cell.rate.high)})\n${number(cell.rate.hits)} of ${number(cell.rate.of)}`
      },
    },
    grid: { left: 4, right: 8, top: 8, bottom: 44, containLabel: true },
    xAxis: { type: 'category', data: columns.map(valueWords), axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: theme.text, interval: 0, width: narrow ? 50 : 110, overflow: 'break' } },
    yAxis: {
      type: 'category',
      data: rows.map((row) => row.name ?? 'deleted'),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: theme.text, width: narrow ? 110 : 200, overflow: 'truncate' },
    },
    visualMap: {
      type: 'continuous',
      min: 0,
      max: most,
      orient: 'horizontal',
      left: 'right',
      bottom: 0,
      itemHeight: 120,
      text: [share(most), '0'],
      textStyle: { color: theme.muted },
      inRange: { color: [theme.sunken, PICKED] },
    },
    series: [
      {
        type: 'heatmap',
        data: cells.map((cell) => [columns.indexOf(cell.value), places.get(cell.item)!, cell.rate.value]),
        label: { show: !narrow, formatter: ({ value }: { value: number[] }) => percent(value[2]!), color: theme.text, fontSize: 12 },
        itemStyle: { borderColor: theme.surface, borderWidth: 2, borderRadius: 4 },
      },
    ],
  })
}
