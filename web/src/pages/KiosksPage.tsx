import { useEffect, useMemo, useState } from 'react'
import { api } from '../api'
import { Chart, tooltip, type Theme } from '../Chart'
import { number } from '../format'
import { kioskApi, type Kiosk, type KioskCounts } from '../kiosk'
import { Banner, messageOf, usePolled } from '../parts'
import { href } from '../route'
import '../kiosk.css'

const kiosks = kioskApi(null)

/** The kiosks: how they are doing, how many people stood before them, and addresses for their screens. */
export function KiosksPage() {
  const { value: all, error } = usePolled(kiosks.kiosks, 3000)
  return (
    <>
      <div className="page-head">
        <h1>Kiosks</h1>
        <a className="button" href="/api/opt-out-mark" download="opt-out-mark.png" data-testid="kiosk-mark">
          Opt-out mark to print
        </a>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {all?.length === 0 && (
        <Banner kind="info">No kiosk is configured yet. Add one to Gatehouse’s configuration file, then restart it.</Banner>
      )}
      {all?.map((kiosk) => (
        <OneKiosk key={kiosk.id} kiosk={kiosk} />
      ))}
    </>
  )
}

function OneKiosk({ kiosk }: { kiosk: Kiosk }) {
  const { health, camera } = kiosk
  return (
    <section className="card kiosk-card" aria-labelledby={`kiosk-${kiosk.id}`} data-testid="kiosk-card">
      <div className="card-head">
        <h2 id={`kiosk-${kiosk.id}`}>{kiosk.name}</h2>
        <a className="button primary" href={href('kiosk', kiosk.id)} data-testid="kiosk-open">
          Show it here
        </a>
      </div>
      {health.problem && <Banner kind="error">{health.problem}</Banner>}
      <dl className="kiosk-facts">
        <div>
          <dt>Camera</dt>
          <dd>
            {camera === null ? 'of the screen’s browser' : `${camera.state.toLowerCase()}, ${camera.fps.toFixed(1)} pictures/s`}
            {camera?.message && <span className="problem"> {camera.message}</span>}
          </dd>
        </div>
        <div>
          <dt>Screens</dt>
          <dd>{health.screens === 0 ? 'none: nobody is analysed' : number(health.screens)}</dd>
        </div>
        <div>
          <dt>Analysis</dt>
          <dd>{health.analysed === 0 ? '–' : `${health.analysisMs.toFixed(0)} ms`}</dd>
        </div>
        <div>
          <dt>Not analysed</dt>
          <dd>{number(health.dropped)} pictures dropped{health.failures > 0 && `, ${number(health.failures)} failed`}</dd>
        </div>
        <div>
          <dt>Place</dt>
          <dd>{kiosk.place}</dd>
        </div>
      </dl>
      <ScreenAddress kiosk={kiosk} />
      <Counts kiosk={kiosk} />
    </section>
  )
}

const YEAR_MS = 365 * 86_400_000

/** A showroom's screen gets an address with a token that can show kiosks and nothing else. */
function ScreenAddress({ kiosk }: { kiosk: Kiosk }) {
  const [address, setAddress] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  async function make() {
    setBusy(true)
    setError(null)
    try {
      const made = await api.makeToken({
        name: `Screen of ${kiosk.name}`.slice(0, 100),
        scopes: ['VIEW_KIOSK'],
        expiresAt: new Date(Date.now() + YEAR_MS).toISOString(),
      })
      setAddress(`${location.origin}/${href('kiosk', kiosk.id, made.secret)}`)
    } catch (problem) {
      setError(messageOf(problem))
    }
    setBusy(false)
  }

  return (
    <div className="kiosk-address">
      {error && <Banner kind="error">{error}</Banner>}
      {address === null ? (
        <>
          <button type="button" onClick={make} disabled={busy} data-testid="kiosk-address-make">
            {busy ? 'Making…' : 'Make an address for a screen'}
          </button>
          <span className="muted">It shows kiosks and can do nothing else, for a year. You can revoke it on “My account”.</span>
        </>
      ) : (
        <>
          <label htmlFor={`address-${kiosk.id}`}>Open this on the screen; it is shown this once:</label>
          <input id={`address-${kiosk.id}`} readOnly value={address} onFocus={(event) => event.target.select()} data-testid="kiosk-address" />
        </>
      )}
    </div>
  )
}

const COLOURS = ['#4fb8ee', '#5fd38a', '#ffc94d', '#ff9966', '#b79af5']

function bandWords(bands: KioskCounts['bands'], i: number): string {
  const next = bands[i + 1]
  if (i === 0) return `under ${next?.from}`
  return next ? `${bands[i]!.from} to ${next.from - 1}` : `${bands[i]!.from} and over`
}

function Counts({ kiosk }: { kiosk: Kiosk }) {
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
