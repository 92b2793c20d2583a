import { useCallback, useEffect, useState } from 'react'
import { AreaPlan } from '../AreaPlan'
import { AreaShapes } from '../AreaShapes'
import { CameraPlacer } from '../CameraPlacer'
import { Banner, messageOf } from '../parts'
import { href } from '../route'
import '../site.css'
import { SiteTree } from '../SiteTree'
import { sitesApi, type Area, type PlaceableCamera, type Site, type Walkway } from '../sites'
import { WayEditor } from '../WayEditor'

const sections = [
  ['', 'Cameras'],
  ['plan', 'Plan'],
  ['shapes', 'Zones and doors'],
  ['ways', 'Ways'],
] as const

/** Sites, their plans, and what stands and is drawn on them; for owners. */
export default function SitePage({ areaId, section }: { areaId: string | null; section: string | null }) {
  const [sites, setSites] = useState<Site[] | null>(null)
  const [cameras, setCameras] = useState<PlaceableCamera[]>([])
  const [ways, setWays] = useState<Record<string, Walkway>>({})
  const [error, setError] = useState<string | null>(null)

  const load = useCallback(async () => {
    try {
      const [sites, cameras] = await Promise.all([sitesApi.sites(), sitesApi.cameras()])
      const walkways = await Promise.all(sites.map((site) => sitesApi.walkway(site.id)))
      setWays(Object.fromEntries(sites.map((site, i) => [site.id, walkways[i]!])))
      setCameras(cameras)
      setSites(sites)
      setError(null)
    } catch (problem) {
      setError(messageOf(problem))
    }
  }, [])
  useEffect(() => void load(), [load])

  const areas = sites?.flatMap((site) => site.areas) ?? []
  const area = areas.find((one) => one.id === areaId) ?? (areaId === null ? areas[0] : undefined)
  const site = sites?.find((one) => one.id === area?.site)

  function changed(next: Area) {
    setSites((before) => before?.map((one) => ({ ...one, areas: one.areas.map((a) => (a.id === next.id ? next : a)) })) ?? null)
  }

  const key = area && `${area.id} ${area.width}`
  return (
    <>
      <div className="page-head">
        <h1>{area ? area.name : 'Site'}</h1>
        {area && (
          <span className="muted">
            {area.width.toFixed(1)} × {area.height.toFixed(1)} m
            {area.reference && `, at ${area.reference.latitude.toFixed(5)}, ${area.reference.longitude.toFixed(5)}`}
          </span>
        )}
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {sites && (
        <div className="site-page">
          <SiteTree sites={sites} area={area ?? null} section={section} onChange={load} />
          <div>
            {area && site && (
              <>
                <nav className="tabs" aria-label={`Parts of ${area.name}`}>
                  {sections.map(([id, words]) => (
                    <a
                      key={id}
                      href={href('site', area.id, id === '' ? undefined : id)}
                      aria-current={(section ?? '') === id ? 'page' : undefined}
                      data-testid={`site-${id === '' ? 'cameras' : id}`}
                    >
                      {words}
                    </a>
                  ))}
                </nav>
                {section === 'plan' ? (
                  <AreaPlan key={area.id} area={area} cameras={cameras} onChange={changed} onReload={load} />
                ) : section === 'shapes' ? (
                  <AreaShapes key={key} area={area} onChange={changed} onReload={load} />
                ) : section === 'ways' ? (
                  <WayEditor
                    key={key}
                    site={site}
                    area={area}
                    stored={ways[site.id] ?? { version: '', nodes: [], edges: [] }}
                    onChange={(next) => setWays((before) => ({ ...before, [site.id]: next }))}
                    onReload={load}
                  />
                ) : (
                  <CameraPlacer key={key} area={area} areas={areas} cameras={cameras} onReload={load} />
                )}
              </>
            )}
            {sites.length > 0 && !area && (
              <div className="card empty">
                <p>{areaId === null ? 'This site has no floor or ground yet. Add one on the left.' : 'There is no such area (any more).'}</p>
              </div>
            )}
            {sites.length === 0 && (
              <div className="card empty" data-testid="site-empty">
                <p>
                  <strong>No site has been drawn yet.</strong>
                </p>
                <p className="muted">
                  A site has buildings with floors, and ground outdoors. Give it a name on the left, add a floor, upload its
                  plan, and place cameras on it: then maps show where people are.
                </p>
              </div>
            )}
          </div>
        </div>
      )}
    </>
  )
}
