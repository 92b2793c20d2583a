import { useCallback, useEffect, useState } from 'react'
import { dateTimeOf } from '../format'
import '../muster.css'
import { musterApi, byArea, ago, type Muster, type Roll } from '../muster'
import { Banner, Confirm, messageOf, usePolled } from '../parts'
import { href } from '../route'
import { sitesApi, type Site } from '../sites'

const EVERY = 5_000

/** Alarms: the one that goes on, or the button that begins one. */
export function MusterPage({ musterId }: { musterId: string | null }) {
  return musterId === null ? <MustersPage /> : <RollPage key={musterId} musterId={musterId} />
}

function MustersPage() {
  const [musters, setMusters] = useState<Muster[] | null>(null)
  const [sites, setSites] = useState<Site[]>([])
  const [site, setSite] = useState('')
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    musterApi.latest().then(setMusters, (problem) => setError(messageOf(problem)))
    sitesApi.sites().then(setSites, () => setSites([]))
  }, [])

  async function start(drill: boolean) {
    setError(null)
    try {
      const roll = await musterApi.start(site === '' ? null : site, drill)
      location.hash = href('muster', roll.muster.id)
    } catch (problem) {
      setError(messageOf(problem))
    }
  }

  const running = musters?.filter((one) => one.endedAt === null) ?? []
  return (
    <div className="narrow">
      <h1>Muster</h1>
      {error && <Banner kind="error">{error}</Banner>}
      {running.map((one) => (
        <a key={one.id} className="muster-running" href={href('muster', one.id)} data-testid="muster-running">
          <b>{one.drill ? 'A drill goes on' : 'An alarm goes on'}</b>
          {one.siteName ?? 'all sites'}, since {dateTimeOf(one.startedAt)}. Open its list
        </a>
      ))}
      <section className="card stacked" aria-labelledby="start-title">
        <h2 id="start-title">Begin</h2>
        <p className="muted">
          Shows who of those who agreed to a day map was last seen where, and how many others are counted inside. The list
          can be printed, and refreshes by itself. Whoever is on it is told.
        </p>
        {sites.length > 1 && (
          <div className="field">
            <label htmlFor="muster-site">Site</label>
            <select id="muster-site" value={site} onChange={(event) => setSite(event.target.value)}>
              <option value="">All sites</option>
              {sites.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </div>
        )}
        <div className="muster-buttons">
          <button type="button" className="alarm" onClick={() => start(false)} data-testid="start-alarm">
            Alarm: who is inside?
          </button>
          <button type="button" onClick={() => start(true)} data-testid="start-drill">
            Drill
          </button>
        </div>
      </section>
      <section className="card" aria-labelledby="past-title">
        <h2 id="past-title">Before</h2>
        <p className="muted">Of those that ended, counts are kept and no names.</p>
        {musters?.every((one) => one.endedAt === null) && <p>None.</p>}
        <ul className="rows">
          {musters
            ?.filter((one) => one.endedAt !== null)
            .map((one) => (
              <li key={one.id} data-testid="muster-past">
                <span>
                  <b>{one.drill ? 'Drill' : 'Alarm'}</b>, {one.siteName ?? 'all sites'}, {dateTimeOf(one.startedAt)} to{' '}
                  {dateTimeOf(one.endedAt!)} <span className="muted">begun by {one.startedBy}</span>
                </span>
                <span>
                  {one.accounted} of {one.listed} safe
                  {one.unknownInside !== null && `, ${one.unknownInside} unknown inside`}
                </span>
              </li>
            ))}
        </ul>
      </section>
    </div>
  )
}

function RollPage({ musterId }: { musterId: string }) {
  const load = useCallback(() => musterApi.roll(musterId), [musterId])
  const { value: roll, error, reload } = usePolled<Roll>(load, EVERY)
  const [ending, setEnding] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  /** What was ticked and has not come back yet. */
  const [marking, setMarking] = useState<Record<string, boolean>>({})

  async function mark(member: string, safe: boolean) {
    setMarking((before) => ({ ...before, [member]: safe }))
    try {
      await musterApi.mark(musterId, member, safe)
      setProblem(null)
    } catch (failure) {
      setProblem(messageOf(failure))
    }
    await reload()
    setMarking(({ [member]: _, ...others }) => others)
  }

  if (roll === null) return error ? <Banner kind="error">{error}</Banner> : null
  const { muster } = roll
  const safe = roll.people.filter((person) => person.safeAt !== null).length
  return (
    <div className={`muster ${muster.drill ? 'drill' : ''}`} data-testid="muster">
      <header className="muster-head">
        <div>
          <h1>{muster.drill ? 'Drill' : 'Alarm'}: who was last seen where</h1>
          <p>
            {muster.siteName ?? 'All sites'} · since {dateTimeOf(muster.startedAt)}, begun by {muster.startedBy} · list of{' '}
            <b>{dateTimeOf(roll.at)}</b>
          </p>
        </div>
        <div className="muster-actions">
          <button type="button" className="primary" onClick={() => print()} data-testid="print">
            Print
          </button>
          {muster.endedAt === null && (
            <button type="button" className="danger" onClick={() => setEnding(true)} data-testid="end-muster">
              End it…
            </button>
          )}
          <a className="button" href={href('muster')}>
            All
          </a>
        </div>
      </header>
      {error && (
        <Banner kind="error">
          The list could not be refreshed: {error}. What is shown is of {dateTimeOf(roll.at)}.
        </Banner>
      )}
      {problem && <Banner kind="error">{problem}</Banner>}
      {muster.endedAt !== null ? (
        <Banner kind="info">
          This ended {dateTimeOf(muster.endedAt)} by {muster.endedBy}: {muster.accounted} of {muster.listed} were ticked off.
          No names are kept.
        </Banner>
      ) : (
        <>
          <ul className="muster-counts">
            <li className={safe === roll.people.length ? 'good' : 'bad'}>
              <b data-testid="missing">{roll.people.length - safe}</b> of {roll.people.length} not ticked off
            </li>
            <li className={roll.unknownInside === 0 ? 'good' : 'bad'}>
              <b data-testid="unknown-inside">{roll.unknownInside ?? '?'}</b> unknown people inside
              {roll.unknownInside === null && <span className="muted"> (no door counts here)</span>}
            </li>
            <li>
              <b>{roll.notSeen}</b> who agreed were not seen in 24 hours
            </li>
          </ul>
          {byArea(roll.people).map(([area, people]) => (
            <section key={area} className="muster-area" aria-label={area}>
              <h2>
                {area} <span>{people.filter((one) => one.safeAt === null).length} missing</span>
              </h2>
              <ul>
                {people.map((person) => (
                  <li key={person.member} className={person.safeAt !== null ? 'safe' : ''} data-testid="muster-person">
                    <label>
                      <input
                        type="checkbox"
                        checked={marking[person.member] ?? person.safeAt !== null}
                        onChange={(event) => mark(person.member, event.target.checked)}
                      />
                      <b>{person.name}</b>
                    </label>
                    <span>{person.room ?? person.camera}</span>
                    <span className="muster-seen">
                      {timeWords(person.lastSeen)} <span>{ago(person.lastSeen, roll.at)}</span>
                    </span>
                    <span className="muted">{person.safeBy !== null && `safe, ${person.safeBy}`}</span>
                  </li>
                ))}
              </ul>
            </section>
          ))}
          <p className="muster-foot">
            Members who did not agree to a day map, and visitors, are on no list: look for them, too. Times are when a camera
            saw somebody last; they may be elsewhere since.
          </p>
        </>
      )}
      {ending && (
        <Confirm
          title={muster.drill ? 'End this drill?' : 'End this alarm?'}
          action="End it"
          onConfirm={async () => {
            await musterApi.end(musterId)
            await reload()
          }}
          onClose={() => setEnding(false)}
        >
          <p>The counts are kept; who was on the list and who was ticked off is forgotten.</p>
        </Confirm>
      )}
    </div>
  )
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const timeWords = (iso: string) => clock.format(new Date(iso))
