import { useEffect, useState, type FormEvent } from 'react'
import { api, type LedgerLine, type Member, type Notices, type Place } from '../api'
import { NoticeText, PlacesField } from '../consentForm'
import { endOfDay, languageWords, purposes, purposeWords } from '../format'
import { Ledger } from '../Ledger'
import { Banner, messageOf } from '../parts'
import { href } from '../route'

/** What a member agreed to and took back, and the form for a further agreement. */
export function LedgerPage({ memberId, places }: { memberId: string; places: Place[] }) {
  const [member, setMember] = useState<Member | null>(null)
  const [lines, setLines] = useState<LedgerLine[] | null>(null)
  const [agreed, setAgreed] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    api.members().then(
      (all) => setMember(all.find((one) => one.id === memberId) ?? null),
      (problem) => setError(messageOf(problem)),
    )
    api.ledger(memberId).then(setLines, (problem) => setError(messageOf(problem)))
  }, [memberId])

  return (
    <div className="narrow">
      <div className="page-head">
        <h1>{member ? `What ${member.name} agreed to` : 'Consent'}</h1>
        <a className="button" href={href('members')}>
          Back to members
        </a>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {agreed && (
        <Banner kind="success" onClose={() => setAgreed(null)}>
          {agreed}
        </Banner>
      )}
      {lines && (
        <section className="card stacked" aria-labelledby="ledger-title">
          <h2 id="ledger-title">Agreements over time</h2>
          <p className="muted">
            Lines are added and never changed. That you looked is written into the audit log, where the member reads it.
          </p>
          <Ledger lines={lines} places={places} />
        </section>
      )}
      {member && (
        <AgreeForm
          key={lines?.length}
          member={member}
          places={places}
          onAgreed={async (purpose) => {
            setAgreed(`${member.name} agreed to “${purposeWords(purpose)}”. It is in force.`)
            setLines(await api.ledger(memberId))
          }}
        />
      )}
    </div>
  )
}

interface AgreeFormProps {
  member: Member
  places: Place[]
  onAgreed: (purpose: string) => Promise<void>
}

function AgreeForm({ member, places, onAgreed }: AgreeFormProps) {
  const [purpose, setPurpose] = useState<string>('')
  const [notices, setNotices] = useState<Notices | null>(null)
  const [language, setLanguage] = useState('')
  const [everywhere, setEverywhere] = useState(false)
  const [chosen, setChosen] = useState<string[]>([])
  const [until, setUntil] = useState('')
  const [consent, setConsent] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const notice = notices?.current.find((one) => one.language === language) ?? notices?.current[0]

  useEffect(() => {
    setNotices(null)
    setConsent(false)
    if (purpose !== '') api.notices(purpose).then(setNotices, (problem) => setError(messageOf(problem)))
  }, [purpose])

  function problem(): string | null {
    if (!everywhere && chosen.length === 0) return 'Choose at least one place, or all places.'
    if (until !== '' && endOfDay(until) <= new Date().toISOString()) return 'The last day lies in the past.'
    if (!consent) return 'Without the member’s consent nothing is recorded.'
    return null
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    const found = problem()
    setError(found)
    if (found !== null || !notice) return
    setBusy(true)
    try {
      await api.agree(member.id, {
        purpose,
        places: everywhere ? [] : chosen,
        to: until === '' ? undefined : endOfDay(until),
        noticeVersion: notice.version,
      })
      await onAgreed(purpose)
    } catch (failure) {
      setError(messageOf(failure))
    }
    setBusy(false)
  }

  return (
    <form className="card stacked" onSubmit={submit} noValidate aria-labelledby="agree-title">
      <h2 id="agree-title">A further agreement</h2>
      <div className="field">
        <label htmlFor="agree-purpose">What {member.name} may be recognised for</label>
        <select
          id="agree-purpose"
          data-testid="agree-purpose"
          value={purpose}
          onChange={(event) => setPurpose(event.target.value)}
        >
          <option value="">Choose…</option>
          {purposes.map((one) => (
            <option key={one} value={one}>
              {purposeWords(one)}
            </option>
          ))}
        </select>
      </div>
      {notices && notice && (
        <>
          <PlacesField
            places={places}
            everywhere={everywhere}
            onEverywhere={setEverywhere}
            chosen={chosen}
            onChosen={setChosen}
            testId="agree-everywhere"
          />
          <div className="field-row">
            <div className="field">
              <label htmlFor="agree-until">
                Last day <span className="muted">(optional, else no end)</span>
              </label>
              <input
                id="agree-until"
                data-testid="agree-until"
                type="date"
                value={until}
                onChange={(event) => setUntil(event.target.value)}
              />
            </div>
            <div className="field">
              <label htmlFor="agree-language">Notice in</label>
              <select
                id="agree-language"
                data-testid="agree-language"
                value={notice.language}
                onChange={(event) => {
                  setLanguage(event.target.value)
                  setConsent(false) // they agree to what they read
                }}
              >
                {notices.current.map((one) => (
                  <option key={one.language} value={one.language}>
                    {languageWords(one.language)}
                  </option>
                ))}
              </select>
            </div>
          </div>
          <p className="muted">Show this notice to the member. They may refuse, and nothing changes.</p>
          <NoticeText notice={notice} testId="agree-notice" />
          <p className="muted small">Notice version {notice.version}</p>
          <label className="check consent">
            <input
              type="checkbox"
              checked={consent}
              onChange={(event) => {
                setConsent(event.target.checked)
                setError(null)
              }}
              data-testid="agree-consent"
            />
            <span>{member.name} has read this notice and agrees to it.</span>
          </label>
        </>
      )}
      {error && <Banner kind="error">{error}</Banner>}
      <button type="submit" className="primary" disabled={busy || !notice} data-testid="agree-submit">
        Record the agreement
      </button>
    </form>
  )
}
