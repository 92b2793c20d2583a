import { useEffect, useState } from 'react'
import { api, type AuditEntry, type AuditHead } from '../api'
import { actionWords, actorOf, subjectOf, verify, type Verified } from '../audit'
import { dateTimeOf, endOfDay, number, startOfDay, timeOf } from '../format'
import { Banner, messageOf, MoreLine } from '../parts'

const PAGE = 100

/** Who did what, and whether the log is still what this browser saw before. */
export function AuditPage({ names }: { names: boolean }) {
  const [entries, setEntries] = useState<AuditEntry[] | null>(null)
  const [complete, setComplete] = useState(false)
  const [busy, setBusy] = useState(false)
  const [action, setAction] = useState<AuditEntry['action'] | ''>('')
  const [day, setDay] = useState('')
  const [error, setError] = useState<string | null>(null)

  async function load(known: AuditEntry[]) {
    setBusy(true)
    setError(null)
    try {
      const page = await api.audit({
        limit: PAGE,
        before: known.at(-1)?.index,
        action: action || undefined,
        from: day ? startOfDay(day) : undefined,
        to: day ? endOfDay(day) : undefined,
      })
      setEntries([...known, ...page])
      setComplete(page.length < PAGE)
    } catch (problem) {
      setError(messageOf(problem))
    }
    setBusy(false)
  }

  useEffect(() => {
    void load([])
  }, [action, day])

  return (
    <>
      <div className="page-head">
        <h1>Audit</h1>
        <div className="audit-filter">
          <div className="field inline">
            <label htmlFor="audit-action">What</label>
            <select
              id="audit-action"
              data-testid="audit-action"
              value={action}
              onChange={(event) => setAction(event.target.value as AuditEntry['action'] | '')}
            >
              <option value="">All</option>
              {(Object.keys(actionWords) as AuditEntry['action'][]).map((one) => (
                <option key={one} value={one}>
                  {actionWords[one]}
                </option>
              ))}
            </select>
          </div>
          <div className="field inline">
            <label htmlFor="audit-day">Day</label>
            <input
              id="audit-day"
              data-testid="audit-day"
              type="date"
              value={day}
              onChange={(event) => setDay(event.target.value)}
            />
          </div>
          <a className="button" href="/api/audit/export" download="audit.jsonl" data-testid="audit-export">
            Export
          </a>
        </div>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      <HeadLine />
      <ReportCard names={names} />
      {entries && (
        <>
          <div className="card table-card">
            <table className="log">
              <thead>
                <tr>
                  <th scope="col">No.</th>
                  <th scope="col">Time</th>
                  <th scope="col">Who</th>
                  <th scope="col">What</th>
                  <th scope="col">About</th>
                  <th scope="col">Why</th>
                </tr>
              </thead>
              <tbody>
                {entries.map((entry) => (
                  <Row key={entry.index} entry={entry} />
                ))}
              </tbody>
            </table>
            {entries.length === 0 && <p className="muted empty">No such entry.</p>}
          </div>
          <MoreLine shown={entries.length} of={null} complete={complete} busy={busy} onMore={() => load(entries)} />
        </>
      )}
    </>
  )
}

/** The document for a data protection officer, as a file. */
function ReportCard({ names }: { names: boolean }) {
  const [named, setNamed] = useState(false)
  const address = (format: string) => `/api/report?format=${format}&names=${named}`
  return (
    <section className="card stacked report-card" aria-labelledby="report-title">
      <h2 id="report-title">Report for data protection</h2>
      <p className="muted">
        The record of processing, how long what is kept, grants, erasures, models with their error rates, and whether this
        log is intact. Making it takes some seconds and is written into the log.
      </p>
      <div className="actions start">
        <a className="button" href={address('html')} download data-testid="report-html">
          As HTML
        </a>
        <a className="button" href={address('pdf')} download data-testid="report-pdf">
          As PDF
        </a>
        {names && (
          <label className="check">
            <input
              type="checkbox"
              checked={named}
              onChange={(event) => setNamed(event.target.checked)}
              data-testid="report-names"
            />
            with the names of members
          </label>
        )}
      </div>
    </section>
  )
}

function Row({ entry }: { entry: AuditEntry }) {
  const subject = subjectOf(entry)
  const details = [entry.purpose, entry.place, entry.count === null ? null : number(entry.count), entry.detail]
  return (
    <tr data-testid="audit-row" data-action={entry.action} data-index={entry.index}>
      <td data-label="No.">{entry.index}</td>
      <td data-label="Time">
        <time dateTime={entry.time}>{timeOf(entry.time)}</time>
      </td>
      <td data-label="Who">{actorOf(entry.actor)}</td>
      <td className="cell-outcome">
        {actionWords[entry.action]}
        <span className="reason muted">{details.filter((one) => one !== null).join(' · ')}</span>
      </td>
      <td className="cell-member" data-label="About">
        {subject === null ? <span className="muted dash">–</span> : entry.forgotten ? <em>{subject}</em> : subject}
      </td>
      <td className="cell-member" data-label="Why">{entry.reason ?? <span className="muted dash">–</span>}</td>
    </tr>
  )
}

function HeadLine() {
  const [head, setHead] = useState<AuditHead | null>(null)
  const [verified, setVerified] = useState<Verified | null>(null)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    async function check() {
      const newest = await api.auditHead()
      setHead(newest)
      setVerified(await verify(newest))
    }
    check().catch((problem) => setError(messageOf(problem)))
  }, [])

  if (error) return <Banner kind="error">{error}</Banner>
  if (head === null || verified === null) return null
  return (
    <div data-testid="audit-verified" data-state={head.problem ? 'problem' : verified.state}>
      {head.problem && (
        <Banner kind="error">
          <strong>The log did not fit when the server started:</strong> {head.problem}. Run{' '}
          <code>gatehouse audit verify</code>.
        </Banner>
      )}
      {verified.state === 'broken' ? (
        <Banner kind="error">
          <strong>The log was changed.</strong> On {dateTimeOf(verified.since.time)} this browser saw{' '}
          {number(verified.since.size)} entries, and the log of now does not begin with them.
        </Banner>
      ) : (
        <Banner kind={verified.state === 'grown' ? 'success' : 'info'}>
          {verified.state === 'grown' &&
            `Checked: nothing of the ${number(verified.since.size)} entries that this browser saw on ${dateTimeOf(verified.since.time)} was changed.`}
          {verified.state === 'first' && 'This browser remembers the log from now on, and will notice changes.'}
          {verified.state === 'unable' && 'This browser can check the log only over HTTPS or on the server itself.'}
          <details>
            <summary>Signed tree head, {number(head.size)} entries</summary>
            <p className="muted">
              Keep these lines elsewhere. <code>gatehouse audit verify --tree-head FILE</code> compares the log with them.
            </p>
            <pre data-testid="audit-head">{head.note}</pre>
            <p className="muted">Its key:</p>
            <pre>{head.key}</pre>
          </details>
        </Banner>
      )}
    </div>
  )
}
