import { useState, type FormEvent } from 'react'
import { api, type Decision } from '../api'
import { timeOf } from '../format'
import { Banner, messageOf, OutcomeBadge } from '../parts'
import { href } from '../route'

const LONGEST_REASON = 500

/** What doors decided about a member on a day: for a reason, which the member reads. */
export function MemberDayPage({ memberId, trails }: { memberId: string; trails: boolean }) {
  const [day, setDay] = useState('')
  const [reason, setReason] = useState('')
  const [decisions, setDecisions] = useState<Decision[] | null>(null)
  const [error, setError] = useState<string | null>(null)

  async function look(event: FormEvent) {
    event.preventDefault()
    setError(null)
    try {
      setDecisions(await api.memberDay(memberId, day, reason))
    } catch (problem) {
      setDecisions(null)
      setError(messageOf(problem))
    }
  }

  return (
    <div className="narrow">
      <div className="page-head">
        <h1>A member’s day</h1>
        {trails && (
          <a className="button" href={href('members', memberId, 'trail')} data-testid="member-trail">
            On the map
          </a>
        )}
        <a className="button" href={href('members')}>
          Members
        </a>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      <form className="card day-form" onSubmit={look}>
        <p className="muted">What you look at and why is written into the audit log, and the member is told.</p>
        <div className="field">
          <label htmlFor="day-date">Day</label>
          <input
            id="day-date"
            data-testid="day-date"
            type="date"
            required
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="day-reason">Reason</label>
          <textarea
            id="day-reason"
            data-testid="day-reason"
            required
            maxLength={LONGEST_REASON}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <button type="submit" className="primary" data-testid="day-submit">
          Look
        </button>
      </form>
      {decisions && (
        <section className="card" aria-label="Decisions" data-testid="day-decisions">
          {decisions.length === 0 && <p className="muted">No door decided about this member on that day.</p>}
          <ul className="rows">
            {decisions.map((decision) => (
              <li key={decision.id}>
                <span>
                  {timeOf(decision.time)} · {decision.doorName} <span className="muted">{decision.reason}</span>
                </span>
                <OutcomeBadge outcome={decision.outcome} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
