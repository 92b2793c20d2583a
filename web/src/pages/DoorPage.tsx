import { useEffect, useState } from 'react'
import { api, type Decision, type Door, type DoorState } from '../api'
import { DoorPicture } from '../DoorPicture'
import { merge, number, timeOf, whoOf } from '../format'
import { Banner, Icon, messageOf, OutcomeBadge, ScoreBar, usePolled } from '../parts'
import { href } from '../route'

export function DoorPage({ doorId }: { doorId: string | null }) {
  const { value: doors, error, reload } = usePolled(api.doors, 3000)
  const door = doors?.find((one) => one.id === doorId) ?? doors?.[0]

  return (
    <>
      <div className="page-head">
        <h1>{door?.name ?? 'Door'}</h1>
        {doors && door && doors.length > 1 && (
          <div className="field inline">
            <label htmlFor="door-select">Show door</label>
            <select
              id="door-select"
              data-testid="door-select"
              value={door.id}
              onChange={(event) => {
                location.hash = href('door', event.target.value)
              }}
            >
              {doors.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                  {one.state === 'ALARM' ? ' (alarm)' : ''}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {doors?.length === 0 && (
        <Banner kind="info">No door is configured yet. Add one to Gatehouse’s configuration file, then restart it.</Banner>
      )}
      {door && <OneDoor key={door.id} door={door} reload={reload} />}
    </>
  )
}

function OneDoor({ door, reload }: { door: Door; reload: () => Promise<void> }) {
  // The state comes with every frame, sooner than the list of doors is asked for again; null without frames.
  const [liveState, setLiveState] = useState<DoorState | null>(null)
  const [decisions, setDecisions] = useState<Decision[] | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [connections, setConnections] = useState(0)

  // Asked for again whenever the live connection comes back: decisions may have been missed meanwhile.
  useEffect(() => {
    let current = true
    api.decisions(50).then(
      (list) => {
        if (!current) return
        const here = list.filter((decision) => decision.door === door.id)
        setDecisions((before) => merge(before ?? [], here).slice(0, 50))
        setError(null)
      },
      (problem) => {
        if (current) setError(messageOf(problem))
      },
    )
    return () => {
      current = false
    }
  }, [door.id, connections])

  useEffect(() => {
    if (liveState !== null && liveState !== door.state) void reload()
    // Only a change of the live state makes the polled one worth asking for early.
  }, [liveState])

  return (
    <div className="door">
      <div className="door-main">
        <DoorPicture
          door={door}
          onDoorState={setLiveState}
          onDecision={(decision) => setDecisions((before) => merge(before ?? [], [decision]).slice(0, 50))}
          onConnected={() => setConnections((before) => before + 1)}
        />
        <section className="notice liveness" data-testid="liveness-notice">
          <h2>Liveness check: {door.liveness.name}</h2>
          <p>{door.liveness.description}</p>
        </section>
        <Policy door={door} />
      </div>
      <div className="door-side">
        <DoorStateSign state={liveState ?? door.state} alarm={door.alarm} />
        <section className="card decisions">
          <div className="card-head">
            <h2>Last decisions</h2>
            <a href={href('decisions')}>All</a>
          </div>
          {error && <Banner kind="error">{error}</Banner>}
          {decisions?.length === 0 && <p className="muted">None yet. Decisions appear here as they are made.</p>}
          <ol aria-live="polite">
            {decisions?.map((decision) => <DecisionItem key={decision.id} decision={decision} />)}
          </ol>
        </section>
      </div>
    </div>
  )
}

function DoorStateSign({ state, alarm }: { state: DoorState; alarm: string | null }) {
  const words = { OPEN: 'Open', CLOSED: 'Closed', ALARM: 'Alarm' }
  const icon = { OPEN: 'open', CLOSED: 'closed', ALARM: 'alarm' } as const
  return (
    <div
      className={`door-state ${state.toLowerCase()}`}
      role={state === 'ALARM' ? 'alert' : 'status'}
      data-testid="door-state"
      data-state={state}
    >
      <Icon name={icon[state]} size={38} />
      <div>
        <strong>{words[state]}</strong>
        {state === 'ALARM' && alarm && <span>{alarm}</span>}
      </div>
    </div>
  )
}

function DecisionItem({ decision }: { decision: Decision }) {
  return (
    <li className="decision" data-testid="decision-row" data-outcome={decision.outcome}>
      <div className="decision-line">
        <span className="who">{whoOf(decision)}</span>
        <time dateTime={decision.time}>{timeOf(decision.time)}</time>
      </div>
      <div className="decision-line">
        <OutcomeBadge outcome={decision.outcome} />
        <ScoreBar score={decision.score} threshold={decision.threshold} />
      </div>
      <p className="reason">{decision.reason}</p>
    </li>
  )
}

function Policy({ door }: { door: Door }) {
  const { policy, relays } = door
  return (
    <details className="card policy">
      <summary>How this door decides</summary>
      <dl>
        <dt>Score needed</dt>
        <dd>{policy.threshold.toFixed(3)}</dd>
        <dt>Frames that must agree</dt>
        <dd>{policy.framesNeeded}</dd>
        <dt>Face quality needed</dt>
        <dd>{policy.qualityNeeded.toFixed(2)}</dd>
        <dt>Wait between decisions</dt>
        <dd>{number(policy.cooldownSeconds)} s</dd>
        <dt>Opens through</dt>
        <dd>{relays.length === 0 ? 'no relay configured' : relays.join(', ')}</dd>
      </dl>
    </details>
  )
}
