import { lazy, Suspense, useState } from 'react'
import { api, type Layout, type Observation, type Street } from '../api'
import { durationOf, merge, number } from '../format'
import { LayoutCanvas, LayoutPanel, useLayoutEditor } from '../LayoutEditor'
import type { Counts, StreetFrame } from '../live'
import { ObservationsTable } from '../ObservationsTable'
import { Banner, Confirm, usePolled } from '../parts'
import { href } from '../route'
import { StreetPicture } from '../StreetPicture'
import type { Shown } from '../streetPicture'
import { StreetVehicles } from './StreetVehicles'

// Brings the plotting library along, which the live picture does without.
const StreetStatistics = lazy(() => import('./StreetStatistics'))

export function StreetPage({ streetId, section }: { streetId: string | null; section: string | null }) {
  const { value: streets, error, reload } = usePolled(api.streets, 3000)
  const street = streets?.find((one) => one.id === streetId) ?? streets?.[0]

  return (
    <>
      <div className="page-head">
        <h1>{street?.name ?? 'Street'}</h1>
        {streets && street && streets.length > 1 && (
          <div className="field inline">
            <label htmlFor="street-select">Show camera</label>
            <select
              id="street-select"
              data-testid="street-select"
              value={street.id}
              onChange={(event) => {
                location.hash = href('street', event.target.value, section ?? undefined)
              }}
            >
              {streets.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {streets?.length === 0 && (
        <div className="card empty" data-testid="street-empty">
          <p>
            <strong>No street camera is configured yet.</strong>
          </p>
          <p className="muted">Add one to Gatehouse’s configuration file, then restart it.</p>
        </div>
      )}
      {street && (
        <>
          <Sections street={street} section={section} />
          {section === 'statistics' ? (
            <Suspense fallback={<p className="muted empty">Loading…</p>}>
              <StreetStatistics key={street.id} street={street} />
            </Suspense>
          ) : section === 'vehicles' ? (
            <StreetVehicles key={street.id} street={street} />
          ) : (
            <OneStreet key={street.id} street={street} reload={reload} />
          )}
        </>
      )}
    </>
  )
}

function Sections({ street, section }: { street: Street; section: string | null }) {
  const sections: [id: string | null, words: string][] = [[null, 'Live'], ['statistics', 'Statistics']]
  if (street.plates === 'REGISTERED') sections.push(['vehicles', 'Registered vehicles'])
  return (
    <nav className="tabs" aria-label={`Parts of ${street.name}`}>
      {sections.map(([id, words]) => (
        <a
          key={words}
          href={href('street', street.id, id ?? undefined)}
          aria-current={section === id ? 'page' : undefined}
          data-testid={`street-${id ?? 'live'}`}
        >
          {words}
        </a>
      ))}
    </nav>
  )
}

function OneStreet({ street, reload }: { street: Street; reload: () => Promise<void> }) {
  const [shown, setShown] = useState<Shown>({ boxes: true, trails: true, labels: true, zones: true })
  const [counts, setCounts] = useState<Counts | null>(null)
  const [live, setLive] = useState<Observation[]>([])
  const [connections, setConnections] = useState(0)
  const [size, setSize] = useState<[width: number, height: number] | null>(null)
  const [leaving, setLeaving] = useState(false)
  const editor = useLayoutEditor(street.id, street.layout, reload)
  const { camera } = street
  const [width, height] = size ?? (camera.width > 0 ? [camera.width, camera.height] : [1600, 900])

  function receive(frame: StreetFrame | null) {
    setCounts(frame?.counts ?? null)
    if (frame) {
      setSize((before) => (before?.[0] === frame.width && before[1] === frame.height ? before : [frame.width, frame.height]))
    }
  }

  return (
    <>
      <div className={editor.editing ? 'street editing' : 'street'}>
        <StreetPicture
          street={street}
          shown={shown}
          onShown={setShown}
          editing={editor.editing}
          onFrame={receive}
          onObservation={(observation) => setLive((before) => merge(before, [observation]).slice(0, 1000))}
          onConnected={() => setConnections((before) => before + 1)}
          overlay={editor.editing && <LayoutCanvas editor={editor} width={width} height={height} />}
          tools={
            <button type="button" onClick={editor.start} data-testid="edit-layout">
              Edit zones and lines
            </button>
          }
        />
        <div className="street-side">
          {editor.editing ? (
            <LayoutPanel editor={editor} onClose={() => (editor.dirty ? setLeaving(true) : editor.stop())} />
          ) : (
            <CountsCard layout={street.layout} counts={counts} />
          )}
        </div>
      </div>
      <ObservationsTable streetId={street.id} live={live} connections={connections} />
      {leaving && (
        <Confirm
          title="Leave without saving?"
          action="Discard the changes"
          onConfirm={async () => editor.stop()}
          onClose={() => setLeaving(false)}
        >
          <p>What you have drawn since the last time you saved will be lost.</p>
        </Confirm>
      )}
    </>
  )
}

function CountsCard({ layout, counts }: { layout: Layout; counts: Counts | null }) {
  if (layout.zones.length === 0 && layout.lines.length === 0) {
    return (
      <section className="card counts">
        <h2>Counts</h2>
        <p className="muted">Nothing is counted by place yet. Draw a line across the road, or a zone, with “Edit zones and lines”.</p>
      </section>
    )
  }
  const value = (count: number | undefined) => (count === undefined ? '–' : number(count))
  return (
    <section className="card counts" data-testid="street-counts">
      <h2>Today</h2>
      {layout.lines.length > 0 && (
        <table>
          <caption className="visually-hidden">Crossings of lines since midnight</caption>
          <tbody>
            {layout.lines.map((line) => (
              <tr key={line.id} data-testid="line-count">
                <th scope="row">{line.name}</th>
                <td>
                  {line.forward} <b>{value(counts?.lines[line.id]?.forward)}</b>
                </td>
                <td>
                  {line.backward} <b>{value(counts?.lines[line.id]?.backward)}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {layout.zones.length > 0 && (
        <table>
          <caption className="visually-hidden">Objects in zones</caption>
          <tbody>
            {layout.zones.map((zone) => {
              const count = counts?.zones[zone.id]
              return (
                <tr key={zone.id} data-testid="zone-count">
                  <th scope="row">
                    {zone.name}
                    {count && count.dwellSeconds !== null && <span className="muted">stay {durationOf(count.dwellSeconds)}</span>}
                  </th>
                  <td>
                    now <b>{value(count?.now)}</b>
                  </td>
                  <td>
                    all <b>{value(count?.total)}</b>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </section>
  )
}
