import { lazy, Suspense, useState } from 'react'
import { api } from '../api'
import { number } from '../format'
import { kioskApi, type Kiosk } from '../kiosk'
import { Banner, messageOf, usePolled } from '../parts'
import { href } from '../route'
import '../kiosk.css'

const kiosks = kioskApi(null)

/** With the plotting library, which a screen does not need. */
const KioskStatistics = lazy(() => import('./KioskStatistics'))

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
      <Suspense fallback={<p className="muted">Loading…</p>}>
        <KioskStatistics kiosk={kiosk} />
      </Suspense>
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
