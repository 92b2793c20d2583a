import { useState, type FormEvent } from 'react'
import { ApiError } from './api'
import { Banner, Confirm, messageOf } from './parts'
import { href } from './route'
import { sitesApi, type Area, type Site } from './sites'

interface SiteTreeProps {
  sites: Site[]
  area: Area | null
  section: string | null
  onChange: () => Promise<void>
}

type Adding =
  | { what: 'site' }
  | { what: 'building'; site: Site }
  | { what: 'area'; site: Site; building: string | null }

interface Removing {
  kind: 'sites' | 'buildings'
  id: string
  name: string
}

/** Sites with their buildings, floors and grounds, and forms to add more. */
export function SiteTree({ sites, area, section, onChange }: SiteTreeProps) {
  const [adding, setAdding] = useState<Adding | null>(sites.length === 0 ? { what: 'site' } : null)
  const [removing, setRemoving] = useState<Removing | null>(null)

  const areasOf = (site: Site, building: string | null) =>
    site.areas.filter((one) => one.building === building).toSorted((a, b) => b.level - a.level || a.name.localeCompare(b.name))

  const list = (site: Site, building: string | null) => (
    <ul>
      {areasOf(site, building).map((one) => (
        <li key={one.id}>
          <a
            href={href('site', one.id, section ?? undefined)}
            aria-current={one.id === area?.id ? 'page' : undefined}
            data-testid={`area-${one.id}`}
          >
            {one.name}
            {building !== null && <span className="level">{one.level}</span>}
          </a>
        </li>
      ))}
    </ul>
  )

  const form = (matches: (adding: Adding) => boolean) =>
    adding && matches(adding) && <AddForm adding={adding} onClose={() => setAdding(null)} onChange={onChange} />

  return (
    <aside className="card site-tree" aria-label="Sites, buildings and floors">
      {sites.map((site) => (
        <section key={site.id}>
          <h2>
            {site.name}
            <button
              type="button"
              className="quiet icon-only"
              title={`Delete ${site.name}`}
              aria-label={`Delete ${site.name}`}
              onClick={() => setRemoving({ kind: 'sites', id: site.id, name: site.name })}
            >
              ×
            </button>
          </h2>
          {site.buildings.map((building) => (
            <div key={building.id}>
              <h3>
                {building.name}
                <button
                  type="button"
                  className="quiet icon-only"
                  title={`Delete ${building.name}`}
                  aria-label={`Delete ${building.name}`}
                  onClick={() => setRemoving({ kind: 'buildings', id: building.id, name: building.name })}
                >
                  ×
                </button>
              </h3>
              {list(site, building.id)}
              <button
                type="button"
                className="quiet small"
                onClick={() => setAdding({ what: 'area', site, building: building.id })}
                data-testid={`add-floor-${building.id}`}
              >
                + Floor
              </button>
              {form((one) => one.what === 'area' && one.building === building.id)}
            </div>
          ))}
          <h3>Outdoors</h3>
          {list(site, null)}
          <button
            type="button"
            className="quiet small"
            onClick={() => setAdding({ what: 'area', site, building: null })}
            data-testid={`add-ground-${site.id}`}
          >
            + Ground
          </button>
          {form((one) => one.what === 'area' && one.site.id === site.id && one.building === null)}
          <button
            type="button"
            className="quiet small"
            onClick={() => setAdding({ what: 'building', site })}
            data-testid={`add-building-${site.id}`}
          >
            + Building
          </button>
          {form((one) => one.what === 'building' && one.site.id === site.id)}
        </section>
      ))}
      {adding?.what !== 'site' && (
        <button type="button" className="quiet small" onClick={() => setAdding({ what: 'site' })} data-testid="add-site">
          + Site
        </button>
      )}
      {form((one) => one.what === 'site')}
      {removing && <RemoveDialog {...removing} onClose={() => setRemoving(null)} onDone={onChange} />}
    </aside>
  )
}

/** Above the highest floor that there is. */
function nextLevel(adding: Adding): number {
  if (adding.what !== 'area' || adding.building === null) return 0
  const levels = adding.site.areas.filter((one) => one.building === adding.building).map((one) => one.level)
  return levels.length === 0 ? 0 : Math.max(...levels) + 1
}

function AddForm({ adding, onClose, onChange }: { adding: Adding; onClose: () => void; onChange: () => Promise<void> }) {
  const [name, setName] = useState('')
  const [level, setLevel] = useState(String(nextLevel(adding)))
  const [width, setWidth] = useState(adding.what === 'area' && adding.building === null ? '60' : '30')
  const [height, setHeight] = useState(adding.what === 'area' && adding.building === null ? '40' : '20')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  async function add(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      if (adding.what === 'site') await sitesApi.addSite(name)
      else if (adding.what === 'building') await sitesApi.addBuilding(adding.site.id, name)
      else {
        const made = await sitesApi.addArea(adding.site.id, {
          name,
          building: adding.building,
          level: Number(level),
          width: Number(width),
          height: Number(height),
        })
        await onChange()
        location.hash = href('site', made.id, 'plan')
        onClose()
        return
      }
      await onChange()
      onClose()
    } catch (problem) {
      setError(messageOf(problem))
      setBusy(false)
    }
  }

  const words = { site: 'site', building: 'building', area: adding.what === 'area' && adding.building !== null ? 'floor' : 'ground' }
  return (
    <form className="adding" onSubmit={add}>
      <div className="field">
        <label htmlFor="add-name">Name of the {words[adding.what]}</label>
        <input id="add-name" value={name} onChange={(e) => setName(e.target.value)} required maxLength={100} autoFocus data-testid="add-name" />
      </div>
      {adding.what === 'area' && (
        <div className="number-row">
          {adding.building !== null && (
            <div className="field">
              <label htmlFor="add-level">Level</label>
              <input id="add-level" type="number" value={level} onChange={(e) => setLevel(e.target.value)} required />
            </div>
          )}
          <div className="field">
            <label htmlFor="add-width">Width, m</label>
            <input id="add-width" type="number" min="1" step="any" value={width} onChange={(e) => setWidth(e.target.value)} required />
          </div>
          <div className="field">
            <label htmlFor="add-height">Depth, m</label>
            <input id="add-height" type="number" min="1" step="any" value={height} onChange={(e) => setHeight(e.target.value)} required />
          </div>
        </div>
      )}
      {adding.what === 'area' && <p className="muted small">Roughly: a plan and a known distance make it exact.</p>}
      {error && <Banner kind="error">{error}</Banner>}
      <div className="actions start">
        <button type="submit" className="primary" disabled={busy} data-testid="add-submit">
          Add
        </button>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  )
}

interface RemoveDialogProps {
  kind: 'sites' | 'buildings' | 'areas'
  id: string
  name: string
  onClose: () => void
  onDone: () => Promise<void>
}

/** Says what would be lost before it is. */
export function RemoveDialog({ kind, id, name, onClose, onDone }: RemoveDialogProps) {
  const [lost, setLost] = useState<string | null>(null)
  return (
    <Confirm
      key={lost}
      title={lost === null ? `Delete ${name}?` : `Delete ${name} and all that is on it?`}
      action={lost === null ? 'Delete' : 'Delete it all'}
      onConfirm={async () => {
        try {
          await sitesApi.remove(kind, id, lost !== null)
        } catch (problem) {
          if (problem instanceof ApiError && problem.status === 409 && lost === null) {
            setLost(problem.message.replace(/\. Ask again.*$/, '.'))
            // Keeps the dialog open, with what it says now.
            throw new Error(problem.message.replace(/\. Ask again.*$/, '. Delete it all?'))
          }
          throw problem
        }
        await onDone()
      }}
      onClose={onClose}
    >
      <p data-testid="lost">{lost ?? 'If nothing stands on it and nothing is drawn, it goes at once; else you are asked again.'}</p>
    </Confirm>
  )
}
