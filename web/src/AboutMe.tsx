import { useEffect, useState } from 'react'
import { api, type AuditEntry } from './api'
import { actionWords, actorOf } from './audit'
import { timeOf } from './format'
import { Banner, messageOf } from './parts'

/** For a member: who did what with their data, and whether there is something new. */
export function AboutMe() {
  const [entries, setEntries] = useState<AuditEntry[] | null>(null)
  const [unread, setUnread] = useState(0)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    async function load() {
      const mine = await api.myAudit(50)
      setEntries(mine.entries)
      setUnread(mine.unread)
      const newest = mine.entries[0]
      if (mine.unread > 0 && newest) await api.readMyAudit(newest.index)
    }
    load().catch((problem) => setError(messageOf(problem)))
  }, [])

  return (
    <section className="card" aria-labelledby="looks-title">
      <h2 id="looks-title">Who did what with my data</h2>
      {error && <Banner kind="error">{error}</Banner>}
      {unread > 0 && (
        <Banner kind="info">
          <span data-testid="my-unread">
            Somebody looked at your data {unread === 1 ? 'once' : `${unread} times`} since you were last here.
          </span>
        </Banner>
      )}
      {entries?.length === 0 && <p className="muted">Nothing is written down about you.</p>}
      <ul className="rows">
        {entries?.map((entry) => (
          <li key={entry.index} data-testid="my-audit" data-action={entry.action}>
            <span>
              {timeOf(entry.time)} · {actorOf(entry.actor, entry.subject?.id)} ·{' '}
              {actionWords[entry.action].toLocaleLowerCase()}{' '}
              <span className="muted">
                {entry.detail}
                {entry.reason !== null && `, because: ${entry.reason}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
