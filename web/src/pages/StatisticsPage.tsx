import { useEffect, useMemo, useState } from 'react'
import type { Right } from '../api'
import { Chart, tooltip, type Theme } from '../Chart'
import {
  exportUrl,
  isGap,
  lastWeeks,
  rangeWords,
  statisticsApi,
  totalOf,
  weekLines,
  weekPattern,
  type CountSeries,
  type Report,
  type StatisticsSite,
} from '../cityStatistics'
import { number } from '../format'
import '../interior.css'
import { Banner, messageOf } from '../parts'
import { href } from '../route'
import { flowPlot, weekdays } from '../statistics'
import { FlowTable, sankey } from './StreetStatistics'

const kindWords: Record<CountSeries['kind'], string> = {
  DOOR: 'Through doors',
  LINE: 'Over lines of the street',
  OBJECTS: 'Seen on the street',
  PEOPLE: 'People in zones, mean of the hour',
}

const spans = [4, 8, 12]

/** What a site tells of itself in figures; nothing in it is about fewer than five. */
export default function StatisticsPage({ siteId, rights }: { siteId: string | null; rights: Right[] }) {
  const [sites, setSites] = useState<StatisticsSite[] | null>(null)
  const [range, setRange] = useState(() => lastWeeks(8, new Date()))
  const [report, setReport] = useState<Report | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [asked, setAsked] = useState(0)

  useEffect(() => {
    statisticsApi.sites().then(setSites, (problem) => setError(messageOf(problem)))
  }, [])

  const site = sites?.find((one) => one.id === siteId) ?? sites?.[0]
  const id = site?.id
  const { from, to } = range
  const ready = from !== '' && to !== '' && from <= to
  useEffect(() => {
    if (id === undefined || !ready) return
    let closed = false
    statisticsApi.report(id, from, to).then(
      (next) => {
        if (closed) return
        setReport(next)
        setError(null)
      },
      (problem) => closed || setError(messageOf(problem)),
    )
    return () => {
      closed = true
    }
  }, [id, from, to, ready, asked])

  const series = report?.series.find((one) => one.id === chosen) ?? report?.series[0]
  return (
    <div className="city" data-testid="city">
      <div className="page-head">
        <h1>Statistics</h1>
        <nav className="tabs" aria-label="Sites">
          {sites?.map((one) => (
            <a key={one.id} href={href('statistics', one.id)} aria-current={one.id === id ? 'page' : undefined}>
              {one.name}
            </a>
          ))}
        </nav>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {sites?.length === 0 && (
        <p className="card empty muted">There is no site yet. An owner adds one on the page Site, and places cameras on it.</p>
      )}
      {site && (
        <div className="card controls">
          <div className="toggles" role="group" aria-label="Time range">
            {spans.map((weeks) => {
              const one = lastWeeks(weeks, new Date())
              return (
                <button key={weeks} type="button" aria-pressed={one.from === from && one.to === to} onClick={() => setRange(one)} data-testid={`weeks-${weeks}`}>
                  {weeks} weeks
                </button>
              )
            })}
          </div>
          <div className="field">
            <label htmlFor="city-from">From</label>
            <input id="city-from" type="date" value={from} onChange={(event) => setRange({ ...range, from: event.target.value })} />
          </div>
          <div className="field">
            <label htmlFor="city-to">To, this day included</label>
            <input id="city-to" type="date" value={to} aria-invalid={!ready} onChange={(event) => setRange({ ...range, to: event.target.value })} />
          </div>
          {report && report.series.length > 0 && (
            <div className="field grow">
              <label htmlFor="city-series">Show</label>
              <select id="city-series" value={series?.id} onChange={(event) => setChosen(event.target.value)} data-testid="city-series">
                {(Object.keys(kindWords) as CountSeries['kind'][]).map((kind) => {
                  const some = report.series.filter((one) => one.kind === kind)
                  return (
                    some.length > 0 && (
                      <optgroup key={kind} label={kindWords[kind]}>
                        {some.map((one) => (
                          <option key={one.id} value={one.id}>
                            {one.name}
                          </option>
                        ))}
                      </optgroup>
                    )
                  )
                })}
              </select>
            </div>
          )}
          {ready && (
            <div className="actions">
              <a className="button" href={exportUrl(site.id, from, to, 'csv')} download data-testid="city-csv">
                CSV
              </a>
              <a className="button" href={exportUrl(site.id, from, to, 'json')} download>
                JSON
              </a>
            </div>
          )}
        </div>
      )}
      {report && report.series.length === 0 && <p className="card empty muted">Nothing has been counted on this site yet.</p>}
      {report && series && <SeriesView report={report} series={series} />}
      {report && <Flows report={report} />}
      {report && <UnusualTable report={report} />}
      {report && site && rights.includes('MANAGE_STATISTICS') && (
        <Settings
          site={site}
          report={report}
          onSite={(next) => setSites((before) => before?.map((one) => (one.id === next.id ? next : one)) ?? null)}
          onChanged={() => setAsked(asked + 1)}
          onError={setError}
        />
      )}
      <p className="small muted">
        Groups of fewer than five in an hour are not shown. A total is exact only where it tells nothing of a hidden hour; otherwise it is the range
        that follows from what is shown. Hours in which no camera worked are left out, and never count as zero.
        {report && ` Times are those of ${report.zone}.`}
      </p>
    </div>
  )
}

const dayWords = (day: string) => new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))

const hourWords = (zone: string) => new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: zone })

function SeriesView({ report, series }: { report: Report; series: CountSeries }) {
  const totals = series.kind !== 'PEOPLE'
  const total = totalOf(series.days)
  const unusual = report.unusual.filter((one) => one.series === series.id).length
  const perDay = useMemo(() => days(report, series), [report, series])
  const pattern = useMemo(() => hours(report, series), [report, series])
  const compared = useMemo(() => weeks(series), [series])
  const [last, before] = [series.weeks.at(-1), series.weeks.at(-2)]
  return (
    <>
      <div className="city-tiles">
        {totals && (
          <Tile words="in this time">
            <span data-testid="city-total">{rangeWords(total.low, total.high, number)}</span>
          </Tile>
        )}
        <Tile words={series.peak ? `busiest hour: ${hourWords(report.zone).format(new Date(series.peak.at))}` : 'no hour with five or more'}>
          {series.peak ? number(series.peak.count!) : '–'}
        </Tile>
        {totals && last && before && (
          <Tile words={`this week so far; ${rangeWords(before.low, before.high, number)} the week before`}>{rangeWords(last.low, last.high, number)}</Tile>
        )}
        {totals && (
          <Tile words="trend from week to week">{series.trend === null ? '–' : `${series.trend >= 0 ? '+' : '−'}${Math.abs(100 * series.trend).toFixed(1)} %`}</Tile>
        )}
        <Tile words="unusual hours">{number(unusual)}</Tile>
        <Tile words="hours that are not known">{number(total.missing)}</Tile>
      </div>
      <section className="card plot">
        <h2>{series.name}, day by day</h2>
        <Chart option={perDay} label={`${series.name}: a bar for each day`} testId="city-days" />
      </section>
      <div className="city-columns">
        <section className="card plot">
          <h2>By hour of the week</h2>
          <Chart option={pattern} label={`${series.name}: the mean of each hour of the week`} testId="city-hours" />
        </section>
        {totals && (
          <section className="card plot">
            <h2>Week by week</h2>
            <Chart option={compared} label={`${series.name}: the days of the last weeks over each other`} testId="city-weeks" />
          </section>
        )}
      </div>
      <details className="card numbers-table">
        <summary data-testid="city-table-open">The numbers as a table</summary>
        <div className="scrolling" tabIndex={0} role="region" aria-label="The numbers by day and hour">
          <table data-testid="city-table">
            <thead>
              <tr>
                <th scope="col">Day</th>
                {totals && <th scope="col">Total</th>}
                {Array.from({ length: 24 }, (_, hour) => (
                  <th key={hour} scope="col">
                    {hour} h
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {series.days.map((day) => (
                <tr key={day.day}>
                  <th scope="row">{dayWords(day.day)}</th>
                  {totals && <td>{isGap(day) ? 'not known' : rangeWords(day.low!, day.high!, number)}</td>}
                  {Array.from({ length: 24 }, (_, hour) => {
                    const found = day.hours.filter((one) => one.hour === hour)
                    return (
                      <td key={hour} className={found.some((one) => one.state === 'few') ? 'few' : undefined}>
                        {found.map((one) => (one.count !== null ? number(one.count) : one.state === 'few' ? '< 5' : '?')).join(' + ')}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  )
}

function Tile({ words, children }: { words: string; children: React.ReactNode }) {
  return (
    <div className="card">
      <strong>{children}</strong>
      <span className="small muted">{words}</span>
    </div>
  )
}

const axis = (theme: Theme) => ({ axisLabel: { color: theme.muted }, axisLine: { lineStyle: { color: theme.line } }, splitLine: { lineStyle: { color: theme.line } } })

function days(report: Report, series: CountSeries) {
  const totals = series.kind !== 'PEOPLE'
  const largest = (day: CountSeries['days'][number]) => Math.max(0, ...day.hours.map((hour) => hour.count ?? 0))
  const low = series.days.map((day) => (isGap(day) ? null : totals ? day.low! : largest(day)))
  const open = series.days.map((day) => (isGap(day) || !totals ? 0 : day.high! - day.low!))
  const most = Math.max(1, ...low.map((value, i) => (value ?? 0) + open[i]!))
  return (theme: Theme) => ({
    tooltip: {
      ...tooltip(theme),
      trigger: 'axis',
      formatter: (items: { dataIndex: number }[]) => {
        const day = series.days[items[0]!.dataIndex]!
        const words = isGap(day) ? 'not known' : totals ? rangeWords(day.low!, day.high!, number) : `${number(largest(day))} in its busiest hour`
        const note = report.excluded[day.day]
        return `${dayWords(day.day)}: ${words}${day.missing > 0 && !isGap(day) ? `\n${day.missing} hours are not known` : ''}${note === undefined ? '' : `\nexcluded: ${note || 'no example'}`}`
      },
    },
    grid: { left: 4, right: 12, top: 16, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: series.days.map((day) => dayWords(day.day)), ...axis(theme), axisTick: { show: false } },
    yAxis: { type: 'value', ...axis(theme), axisLine: { show: false } },
    series: [
      {
        name: 'at least',
        type: 'bar',
        stack: 'count',
        data: low.map((value, i) => ({ value, itemStyle: series.days[i]!.day in report.excluded ? { opacity: 0.4 } : {} })),
        itemStyle: { color: theme.accent },
        barMaxWidth: 28,
      },
      { name: 'at most', type: 'bar', stack: 'count', data: open, itemStyle: { color: theme.accent, opacity: 0.35 } },
      {
        name: 'not known',
        type: 'bar',
        stack: 'count',
        data: series.days.map((day, i) => (day.missing > 0 ? Math.max(0, most - (low[i] ?? 0) - open[i]!) : 0)),
        itemStyle: { color: theme.sunken, borderColor: theme.line, borderType: 'dashed' },
      },
    ],
  })
}

function hours(report: Report, series: CountSeries) {
  const pattern = weekPattern(series.days, report.excluded)
  const cells = pattern.flatMap((row, day) => row.flatMap((value, hour) => (value === null ? [] : [[hour, day, value === 'few' ? 0 : value, value === 'few']])))
  const most = Math.max(1, ...cells.map((cell) => cell[2] as number))
  return (theme: Theme, narrow: boolean) => ({
    tooltip: {
      ...tooltip(theme),
      formatter: ({ value: [hour, day, value, few] }: { value: [number, number, number, boolean] }) =>
        `${weekdays[day]}, ${hour} to ${hour + 1} h: ${few ? 'under five' : number(Math.round(value))}`,
    },
    grid: { left: 4, right: 12, top: 8, bottom: 44, containLabel: true },
    xAxis: { type: 'category', data: Array.from({ length: 24 }, (_, hour) => String(hour)), axisLabel: { color: theme.muted, interval: narrow ? 5 : 1 }, axisLine: { show: false }, axisTick: { show: false } },
    yAxis: { type: 'category', inverse: true, data: weekdays.map((day) => day.slice(0, 3)), axisLabel: { color: theme.muted }, axisLine: { show: false }, axisTick: { show: false } },
    visualMap: {
      min: 0,
      max: most,
      dimension: 2,
      calculable: false,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemWidth: 12,
      itemHeight: 140,
      text: [number(Math.round(most)), 'under 5'],
      textStyle: { color: theme.muted },
      inRange: { color: [theme.sunken, theme.accent] },
    },
    series: [{ type: 'heatmap', data: cells, itemStyle: { borderColor: theme.surface, borderWidth: 2, borderRadius: 3 } }],
  })
}

const WEEKS = 6

function weeks(series: CountSeries) {
  const lines = weekLines(series.days, WEEKS)
  return (theme: Theme) => ({
    tooltip: {
      ...tooltip(theme),
      trigger: 'axis',
      formatter: (items: { seriesName: string; value: number | null }[]) =>
        items.map((item) => `${item.seriesName}: ${item.value === null || item.value === undefined ? 'not known' : number(Math.round(item.value))}`).join('\n'),
    },
    legend: { bottom: 0, textStyle: { color: theme.muted }, itemWidth: 16, itemHeight: 8 },
    grid: { left: 4, right: 16, top: 12, bottom: 52, containLabel: true },
    xAxis: { type: 'category', data: weekdays.map((day) => day.slice(0, 3)), ...axis(theme), axisTick: { show: false } },
    yAxis: { type: 'value', ...axis(theme), axisLine: { show: false } },
    series: lines.map((line, i) => {
      const newest = i === lines.length - 1
      return {
        name: `week of ${dayWords(line.monday).replace(/^\w+,? /, '')}`,
        type: 'line',
        data: line.values,
        symbolSize: newest ? 7 : 4,
        lineStyle: { width: newest ? 3 : 1.5, type: newest ? 'solid' : i % 2 ? 'dashed' : 'dotted' },
        itemStyle: { color: newest ? theme.accent : theme.muted, opacity: newest ? 1 : 0.35 + (0.5 * i) / lines.length },
      }
    }),
  })
}

function Flows({ report }: { report: Report }) {
  const plot = useMemo(() => flowPlot(report.flows), [report])
  const option = useMemo(() => sankey(plot), [plot])
  if (plot.links.length === 0) return null
  return (
    <section className="card plot">
      <h2>From zone to zone</h2>
      <Chart option={option} label="How many went from which zone to which; the numbers are in the table below" testId="city-flows" />
      <FlowTable flows={plot} counted="At least" testId="city-flows-table" />
    </section>
  )
}

function UnusualTable({ report }: { report: Report }) {
  const names = new Map(report.series.map((series) => [series.id, series.name]))
  const time = hourWords(report.zone)
  return (
    <section className="card">
      <h2>Unusual hours</h2>
      {report.unusual.length === 0 ? (
        <p className="muted" data-testid="city-unusual-none">
          No hour was unlike the same hour of the weeks before. At least eight of the twelve weeks before must be known.
        </p>
      ) : (
        <div className="scrolling" tabIndex={0} role="region" aria-label="Unusual hours">
          <table data-testid="city-unusual">
            <thead>
              <tr>
                <th scope="col">Hour</th>
                <th scope="col" className="words">
                  What
                </th>
                <th scope="col">Counted</th>
                <th scope="col">Usual</th>
                <th scope="col">Seldom outside of</th>
              </tr>
            </thead>
            <tbody>
              {report.unusual.slice(0, 100).map((one) => (
                <tr key={one.series + one.at}>
                  <th scope="row">{time.format(new Date(one.at))}</th>
                  <td className="words">{names.get(one.series)}</td>
                  <td>
                    {one.more ? '▲ ' : '▼ '}
                    {one.count === null ? 'under 5' : number(one.count)}
                  </td>
                  <td>{number(one.usual)}</td>
                  <td>
                    {number(one.low)} to {number(one.high)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

interface SettingsProps {
  site: StatisticsSite
  report: Report
  onSite: (site: StatisticsSite) => void
  onChanged: () => void
  onError: (message: string | null) => void
}

function Settings({ site, report, onSite, onChanged, onError }: SettingsProps) {
  const [day, setDay] = useState('')
  const [note, setNote] = useState('')
  async function run(what: () => Promise<void>) {
    try {
      await what()
      onError(null)
    } catch (problem) {
      onError(messageOf(problem))
    }
  }
  return (
    <div className="city-columns">
      <section className="card">
        <h2>Public page</h2>
        <label className="check">
          <input
            type="checkbox"
            checked={site.published}
            onChange={(event) => run(async () => onSite(await statisticsApi.publish(site.id, event.target.checked)))}
            data-testid="city-publish"
          />
          Anybody may read these statistics, up to yesterday, without logging in
        </label>
        {site.published && (
          <p>
            <a href={site.publicUrl} target="_blank" rel="noreferrer" data-testid="city-public">
              {location.origin}
              {site.publicUrl}
            </a>
          </p>
        )}
        <p className="small muted">The page has the same groups hidden as this one. It is made anew every 15 minutes.</p>
      </section>
      <section className="card">
        <h2>Days that are no example</h2>
        <form
          className="controls"
          onSubmit={(event) => {
            event.preventDefault()
            void run(async () => {
              await statisticsApi.exclude(site.id, day, note)
              setNote('')
              onChanged()
            })
          }}
        >
          <div className="field">
            <label htmlFor="exclude-day">Day</label>
            <input id="exclude-day" type="date" required value={day} onChange={(event) => setDay(event.target.value)} />
          </div>
          <div className="field grow">
            <label htmlFor="exclude-note">Why</label>
            <input id="exclude-note" maxLength={100} value={note} placeholder="a holiday, a fair" onChange={(event) => setNote(event.target.value)} />
          </div>
          <button type="submit" data-testid="city-exclude">
            Exclude
          </button>
        </form>
        <ul data-testid="city-excluded">
          {Object.entries(report.excluded).map(([excluded, why]) => (
            <li key={excluded}>
              {dayWords(excluded)} {excluded.slice(0, 4)}
              {why && `, ${why}`}{' '}
              <button
                type="button"
                className="quiet"
                aria-label={`No longer exclude ${excluded}`}
                onClick={() =>
                  run(async () => {
                    await statisticsApi.include(site.id, excluded)
                    onChanged()
                  })
                }
              >
                Remove
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
