import { useEffect, useMemo, useState } from 'react'
import { Chart, tooltip, type Theme } from '../Chart'
import { number } from '../format'
import { kioskApi, type Kiosk, type KioskCounts } from '../kiosk'
import { Banner, messageOf } from '../parts'

const kiosks = kioskApi(null)

const COLOURS = ['#4fb8ee', '#5fd38a', '#ffc94d', '#ff9966', '#b79af5']

function bandWords(bands: KioskCounts['bands'], i: number): string {
  const next = bands[i + 1]
  if (i === 0) return `under ${next?.from}`
  return next ? `${bands[i]!.from} to ${next.from - 1}` : `${bands[i]!.from} and over`
}

/** How many people of which age stood before a kiosk. */
export default function KioskStatistics({ kiosk }: { kiosk: Kiosk }) {
  const [counts, setCounts] = useState<KioskCounts | null>(null)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    kiosks.counts(kiosk.id).then(setCounts, (problem) => setError(messageOf(problem)))
  }, [kiosk.id])
  const option = useMemo(() => counts && plot(counts), [counts])

  return (
    <div className="kiosk-counts">
      <h3>People by age and hour, this week</h3>
      {error && <Banner kind="error">{error}</Banner>}
      {counts && counts.hours.length === 0 && (
        <p className="muted" data-testid="kiosk-counts-empty">
          Nobody was counted yet. An hour is told when it is over.
        </p>
      )}
      {counts && counts.hours.length > 0 && option && (
        <>
          <Chart option={option} label="How many people of which age stood before the screen, by hour" testId="kiosk-chart" />
          <p className="muted small">Fewer than {counts.fewest} people of an age in an hour are not shown. Ages are guesses.</p>
          <Table counts={counts} />
        </>
      )}
    </div>
  )
}

const hourWords = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' })

function plot(counts: KioskCounts) {
  return (theme: Theme, narrow: boolean) => ({
    tooltip: { ...tooltip(theme), trigger: 'axis', axisPointer: { type: 'shadow' } },
    legend: { type: 'plain', top: 0, left: 0, textStyle: { color: theme.text }, itemWidth: 14, itemHeight: 10, itemGap: 14 },
    grid: { left: 4, right: 8, top: narrow ? 56 : 36, bottom: 4, containLabel: true },
    xAxis: {
      type: 'category',
      data: counts.hours.map((hour) => hourWords.format(new Date(hour.from))),
      axisLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.muted, hideOverlap: true },
      axisTick: { show: false },
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { color: theme.muted }, splitLine: { lineStyle: { color: theme.line } } },
    series: counts.bands.map((band, i) => ({
      type: 'bar',
      stack: 'all',
      name: bandWords(counts.bands, i),
      data: counts.hours.map((hour) => hour.counts[band.id] ?? null),
      itemStyle: { color: COLOURS[i] },
      barCategoryGap: '18%',
    })),
  })
}

function Table({ counts }: { counts: KioskCounts }) {
  const cell = (value: number | null | undefined) => (value === undefined ? '0' : value === null ? `under ${counts.fewest}` : number(value))
  return (
    <details className="numbers-table">
      <summary>The numbers as a table</summary>
      <div className="scrolling" tabIndex={0} role="region" aria-label="The numbers as a table">
        <table data-testid="kiosk-table">
          <thead>
            <tr>
              <th scope="col">Hour</th>
              {counts.bands.map((band, i) => (
                <th key={band.id} scope="col">
                  {bandWords(counts.bands, i)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.hours.map((hour) => (
              <tr key={hour.from}>
                <th scope="row">{hourWords.format(new Date(hour.from))}</th>
                {counts.bands.map((band) => (
                  <td key={band.id}>{cell(hour.counts[band.id])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
