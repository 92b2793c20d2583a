import { useEffect, useState } from 'react'
import { Banner, messageOf } from '../parts'
import { areaLayers, PlanMap } from '../PlanMap'
import { href } from '../route'
import { sitesApi, type Site } from '../sites'

export function SitePage({ areaId }: { areaId: string | null }) {
  const [sites, setSites] = useState<Site[] | null>(null)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    sitesApi.sites().then(setSites, (problem) => setError(messageOf(problem)))
  }, [])
  const areas = sites?.flatMap((site) => site.areas) ?? []
  const area = areas.find((one) => one.id === areaId) ?? areas[0]
  return (
    <>
      <h1>Site</h1>
      {error && <Banner kind="error">{error}</Banner>}
      {areas.map((one) => (
        <a key={one.id} href={href('site', one.id)}>
          {one.name}
        </a>
      ))}
      {area && <PlanMap area={area} layers={areaLayers(area)} />}
    </>
  )
}
