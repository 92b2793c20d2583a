import { useEffect, useState, type FormEvent } from 'react'
import { DayMapView } from '../DayMapView'
import { Banner, Confirm, messageOf } from '../parts'
import { href } from '../route'
import { sitesApi, type Site } from '../sites'
import { shifted, timeZone, today, trailApi, type DayMap, type Format } from '../trail'

const LONGEST_REASON = 500

function useSites() {
  const [sites, setSites] = useState<Site[]>([])
  useEffect(() => {
    // Without plans there is still the timeline.
    sitesApi.sites().then(setSites, () => setSites([]))
  }, [])
  return sites
}

/** A member's own day on the map. */
export function TrailPage() {
  const zone = timeZone()
  const sites = useSites()
  const [day, setDay] = useState(() => today(zone))
  const [other, setOther] = useState<string | null>(null)
  const [maps, setMaps] = useState<DayMap[]>([])
  const [days, setDays] = useState<{ day: string; visits: number }[]>([])
  const [deleting, setDeleting] = useState(false)
  const [deleted, setDeleted] = useState<number | null>(null)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    let current = true
    Promise.all([day, ...(other === null ? [] : [other])].map((one) => trailApi.mine(one, zone))).then(
      (found) => {
        if (current) {
          setMaps(found)
          setError(null)
        }
      },
      (problem) => current && setError(messageOf(problem)),
    )
    return () => {
      current = false
    }
  }, [day, other, zone, deleted])

  useEffect(() => {
    trailApi.myDays(zone).then(setDays, (problem) => setError(messageOf(problem)))
  }, [zone, deleted])

  return (
    <>
      <div className="day-head">
        <h1>My day</h1>
        <DayStep label="Day" day={day} zone={zone} onDay={setDay} testid="trail-day" />
        {other === null ? (
          <button type="button" onClick={() => setOther(shifted(day, -7))} data-testid="compare">
            Compare…
          </button>
        ) : (
          <>
            <DayStep label="Compared with" day={other} zone={zone} onDay={setOther} testid="trail-other-day" />
            <button type="button" className="quiet" onClick={() => setOther(null)} data-testid="stop-comparing">
              Stop comparing
            </button>
          </>
        )}
        <span className="grow" />
        <Files address={(format) => trailApi.myFile(day, zone, format)} />
        <button type="button" className="danger" onClick={() => setDeleting(true)} data-testid="delete-trail">
          Delete my map…
        </button>
      </div>
      <RecentDays days={days} day={day} onDay={setDay} />
      {error && <Banner kind="error">{error}</Banner>}
      {deleted !== null && (
        <Banner kind="success" onClose={() => setDeleted(null)}>
          {deleted} {deleted === 1 ? 'visit was' : 'visits were'} deleted.
        </Banner>
      )}
      <Days maps={maps} sites={sites} self />
      {deleting && (
        <Confirm
          title="Delete my whole map?"
          action="Delete"
          onConfirm={async () => setDeleted((await trailApi.deleteMine()).visits)}
          onClose={() => setDeleting(false)}
        >
          <p>
            All visits that are kept of me are deleted at once, on every day. What I agreed to stays: to end that, too,
            withdraw it under <a href={href('me')}>My data</a>.
          </p>
        </Confirm>
      )}
    </>
  )
}

/** Somebody else’s day: for a reason, which they read. */
export function MemberTrailPage({ memberId }: { memberId: string }) {
  const zone = timeZone()
  const sites = useSites()
  const [day, setDay] = useState(() => today(zone))
  const [reason, setReason] = useState('')
  const [seen, setSeen] = useState<{ map: DayMap; reason: string } | null>(null)
  const [error, setError] = useState<string | null>(null)

  async function look(event: FormEvent) {
    event.preventDefault()
    setError(null)
    try {
      setSeen({ map: await trailApi.ofMember(memberId, day, zone, reason), reason })
    } catch (problem) {
      setSeen(null)
      setError(messageOf(problem))
    }
  }

  return (
    <>
      <div className="day-head">
        <h1>A member’s day on the map</h1>
        <span className="grow" />
        {seen && (
          <Files address={(format) => trailApi.fileOfMember(memberId, seen.map.day, zone, seen.reason, format)} />
        )}
        <a className="button" href={href('members', memberId)}>
          Decisions of doors
        </a>
        <a className="button" href={href('members')}>
          Members
        </a>
      </div>
      <form className="card day-reason" onSubmit={look}>
        <p className="muted">What you look at and why is written into the audit log, and the member is told.</p>
        <div className="field">
          <label htmlFor="trail-date">Day</label>
          <input
            id="trail-date"
            data-testid="trail-date"
            type="date"
            required
            max={today(zone)}
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="trail-reason">Reason</label>
          <input
            id="trail-reason"
            data-testid="trail-reason"
            required
            maxLength={LONGEST_REASON}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <button type="submit" className="primary" data-testid="trail-look">
          Look
        </button>
      </form>
      {error && <Banner kind="error">{error}</Banner>}
      {seen && <Days maps={[seen.map]} sites={sites} />}
    </>
  )
}

function Days({ maps, sites, self = false }: { maps: DayMap[]; sites: Site[]; self?: boolean }) {
  const main = maps[0]
  if (!main) return null
  return (
    <>
      {main.note && (
        <Banner kind="info">
          <span data-testid="trail-note">{main.note}</span>
          {self && !main.agreed && (
            <>
              {' '}
              What I agreed to stands under <a href={href('me')}>My data</a>.
            </>
          )}
        </Banner>
      )}
      {maps.some((map) => map.pieces.length > 0) && <DayMapView maps={maps} sites={sites} />}
    </>
  )
}

interface DayStepProps {
  label: string
  day: string
  zone: string
  onDay: (day: string) => void
  testid: string
}

function DayStep({ label, day, zone, onDay, testid }: DayStepProps) {
  const last = today(zone)
  return (
    <span className="day-step">
      <button type="button" onClick={() => onDay(shifted(day, -1))} aria-label={`${label}: the day before`}>
        ‹
      </button>
      <input
        type="date"
        aria-label={label}
        value={day}
        max={last}
        data-testid={testid}
        onChange={(event) => event.target.value && onDay(event.target.value)}
      />
      <button
        type="button"
        disabled={day >= last}
        onClick={() => onDay(shifted(day, 1))}
        aria-label={`${label}: the day after`}
      >
        ›
      </button>
    </span>
  )
}

function Files({ address }: { address: (format: Format) => string }) {
  return (
    <span className="actions">
      <a className="button" href={address('geojson')} download data-testid="export-geojson">
        GeoJSON
      </a>
      <a className="button" href={address('csv')} download data-testid="export-csv">
        CSV
      </a>
    </span>
  )
}

const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' })
const month = new Intl.DateTimeFormat(undefined, { month: 'short', timeZone: 'UTC' })

/** The days on which there is something. */
function RecentDays({ days, day, onDay }: { days: { day: string; visits: number }[]; day: string; onDay: (day: string) => void }) {
  if (days.length === 0) return null
  const most = Math.max(...days.map((one) => one.visits))
  return (
    <div className="recent-days" role="group" aria-label="Days on which I was seen">
      {days.map((one) => {
        const at = new Date(`${one.day}T00:00:00Z`)
        return (
          <button
            key={one.day}
            type="button"
            className={one.day === day ? 'chosen' : 'quiet'}
            aria-pressed={one.day === day}
            title={`${one.visits} ${one.visits === 1 ? 'visit' : 'visits'}`}
            onClick={() => onDay(one.day)}
            data-testid="recent-day"
          >
            {weekday.format(at)}
            <b>{at.getUTCDate()}</b>
            {month.format(at)}
            <span className="amount" style={{ '--share': `${(100 * one.visits) / most}%` } as React.CSSProperties} />
          </button>
        )
      })}
    </div>
  )
}
