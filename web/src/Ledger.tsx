import type { LedgerLine, Place } from './api'
import { dateOf, dateTimeOf, howWords, languageWords, lastDayOf, placesWords, purposeWords } from './format'

interface LedgerProps {
  /** Oldest first. */
  lines: LedgerLine[]
  places: Place[]
  /** Whether the reader is the member. */
  self?: boolean
}

/** What a member agreed to and took back, in the order in which it was recorded. */
export function Ledger({ lines, places, self = false }: LedgerProps) {
  const granted = new Map(lines.flatMap((line) => (line.what === 'GRANTED' ? [[line.entry.grant, line.entry] as const] : [])))
  if (lines.length === 0) return <p className="muted">Nothing was ever agreed to.</p>
  return (
    <ol className="ledger">
      {lines.map((line, index) => {
        if (line.what === 'WITHDRAWN') {
          const of = granted.get(line.entry.grant)
          return (
            <li key={index} className="withdrawn" data-testid="ledger-line" data-what="WITHDRAWN">
              <time dateTime={line.entry.at}>{dateTimeOf(line.entry.at)}</time>
              <p>
                <span className="badge grant-withdrawn">withdrawn</span>{' '}
                <b>{of ? purposeWords(of.purpose) : 'An agreement'}</b>
                {of && ` at ${placesWords(of.places, places)}, which was agreed to on ${dateOf(of.at)}`}
              </p>
              <p className="muted">Entered by {line.entry.by}. Not recognised by it from that moment on.</p>
            </li>
          )
        }
        const { entry } = line
        return (
          <li key={index} className="granted" data-testid="ledger-line" data-what="GRANTED">
            <time dateTime={entry.at}>{dateTimeOf(entry.at)}</time>
            <p>
              <span className="badge grant-active">agreed</span> <b>{purposeWords(entry.purpose)}</b> at{' '}
              {placesWords(entry.places, places)}, from {dateOf(entry.from)}
              {entry.to === null ? ' until withdrawn' : ` to ${lastDayOf(entry.to)}`}
            </p>
            <p className="muted">
              Given {howWords(entry.how)}, recorded by {entry.recordedBy}
            </p>
            <details>
              <summary>
                The notice {self ? 'that I was shown' : 'that the member was shown'}: version {entry.notice.version}, in{' '}
                {languageWords(entry.notice.language)}
              </summary>
              <div className="notice-text" lang={entry.notice.language} data-testid="ledger-notice">
                {entry.notice.text}
              </div>
            </details>
          </li>
        )
      })}
    </ol>
  )
}
