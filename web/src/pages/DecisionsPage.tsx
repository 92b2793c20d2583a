import { useEffect, useState } from 'react'
import { api, type Decision, type Outcome } from '../api'
import { merge, outcomeWords, timeOf, whoOf } from '../format'
import { Banner, messageOf, OutcomeBadge, ScoreBar, usePolled } from '../parts'

const PAGE = 50
/** How many pages "load more" looks through for one that has something to show. */
const PAGES_AT_ONCE = 10

type Filter = Outcome | 'ALL'

export function DecisionsPage() {
  const [decisions, setDecisions] = useState<Decision[] | null>(null)
  const [complete, setComplete] = useState(false)
  const [filter, setFilter] = useState<Filter>('ALL')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const newest = usePolled(() => api.decisions(PAGE), 5000)

  useEffect(() => {
    const page = newest.value
    if (page === null) return
    setDecisions((before) => {
      const last = page.at(-1)
      // More have come than one page holds: begin anew rather than show a list with a hole in it.
      const hole = before !== null && last !== undefined && page.length === PAGE && last.id > (before[0]?.id ?? 0)
      if (before === null || hole) {
        setComplete(page.length < PAGE)
        return page
      }
      return merge(before, page)
    })
  }, [newest.value])

  const shown = decisions?.filter((decision) => filter === 'ALL' || decision.outcome === filter) ?? []

  async function loadMore() {
    setBusy(true)
    setError(null)
    try {
      let oldest = decisions?.at(-1)?.id
      for (let i = 0; i < PAGES_AT_ONCE; i++) {
        const page = await api.decisions(PAGE, oldest)
        setDecisions((before) => merge(before ?? [], page))
        if (page.length < PAGE) {
          setComplete(true)
          break
        }
        if (page.some((decision) => filter === 'ALL' || decision.outcome === filter)) break
        oldest = page.at(-1)?.id
      }
    } catch (problem) {
      setError(messageOf(problem))
    }
    setBusy(false)
  }

  return (
    <>
      <div className="page-head">
        <h1>Decisions</h1>
        <div className="field inline">
          <label htmlFor="decision-filter">Outcome</label>
          <select
            id="decision-filter"
            data-testid="decision-filter"
            value={filter}
            onChange={(event) => setFilter(event.target.value as Filter)}
          >
            <option value="ALL">All</option>
            {(Object.keys(outcomeWords) as Outcome[]).map((outcome) => (
              <option key={outcome} value={outcome}>
                {outcomeWords[outcome]}
              </option>
            ))}
          </select>
        </div>
      </div>
      {(error ?? newest.error) && <Banner kind="error">{error ?? newest.error}</Banner>}
      {decisions && (
        <>
          <div className="card table-card">
            <table className="log">
              <thead>
                <tr>
                  <th scope="col">Outcome</th>
                  <th scope="col">Time</th>
                  <th scope="col">Door</th>
                  <th scope="col">Member</th>
                  <th scope="col">Score</th>
                  <th scope="col">Frames</th>
                  <th scope="col">Quality</th>
                  <th scope="col">Liveness</th>
                  <th scope="col">Latency</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((decision) => (
                  <DecisionRow key={decision.id} decision={decision} />
                ))}
              </tbody>
            </table>
            {shown.length === 0 && (
              <p className="muted empty">
                {decisions.length === 0 ? 'No decision has been made yet.' : 'None of the decisions loaded so far.'}
              </p>
            )}
          </div>
          <div className="more">
            <span className="muted" role="status">
              {filter === 'ALL' ? shown.length : `${shown.length} of ${decisions.length}`} shown
              {complete ? ', these are all.' : '.'}
            </span>
            {!complete && (
              <button type="button" onClick={loadMore} disabled={busy} data-testid="load-more">
                {busy ? 'Loading…' : 'Load more'}
              </button>
            )}
          </div>
        </>
      )}
    </>
  )
}

function DecisionRow({ decision }: { decision: Decision }) {
  return (
    <tr data-testid="decision-row" data-outcome={decision.outcome}>
      <td className="cell-outcome">
        <OutcomeBadge outcome={decision.outcome} />
        <span className="reason">{decision.reason}</span>
      </td>
      <td data-label="Time">
        <time dateTime={decision.time}>{timeOf(decision.time)}</time>
      </td>
      <td data-label="Door">{decision.doorName}</td>
      <td className="cell-member" data-label="Member">{decision.member ? decision.member.name : <span className="muted">{whoOf(decision)}</span>}</td>
      <td data-label="Score">
        <ScoreBar score={decision.score} threshold={decision.threshold} />
      </td>
      <td data-label="Frames">
        {decision.framesAgreeing} of {decision.framesSeen}
      </td>
      <td data-label="Quality">{decision.quality.toFixed(2)}</td>
      <td data-label="Liveness">
        {decision.liveness === null ? <span className="muted">not measured</span> : decision.liveness.toFixed(2)}
      </td>
      <td data-label="Latency">{Math.round(decision.latencyMs)} ms</td>
    </tr>
  )
}
