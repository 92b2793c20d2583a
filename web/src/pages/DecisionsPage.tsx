import { useEffect, useState } from 'react'
import { api, type Decision, type Outcome } from '../api'
import { outcomeWords, timeOf, whoOf } from '../format'
import { Banner, MoreLine, OutcomeBadge, ScoreBar, usePages, usePolled } from '../parts'

type Filter = Outcome | 'ALL'

export function DecisionsPage() {
  const [filter, setFilter] = useState<Filter>('ALL')
  const matches = (decision: Decision) => filter === 'ALL' || decision.outcome === filter
  const pages = usePages<Decision>((limit, before) => api.decisions(limit, before), matches)
  const { items: decisions, complete, busy, error, receive, loadMore } = pages
  const newest = usePolled(pages.newest, 5000)

  useEffect(() => {
    if (newest.value !== null) receive(newest.value)
  }, [newest.value])

  const shown = decisions?.filter(matches) ?? []

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
          <MoreLine
            shown={shown.length}
            of={filter === 'ALL' ? null : decisions.length}
            complete={complete}
            busy={busy}
            onMore={() => loadMore(decisions.at(-1)?.id)}
          />
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
