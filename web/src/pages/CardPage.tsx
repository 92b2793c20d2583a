import { useEffect, useRef, useState, type FormEvent } from 'react'
import { api, ApiError, type HolderCard, type Notice, type PhotoResult, type Place } from '../api'
import { Choice, NoticeText } from '../consentForm'
import { dateTimeOf, endOfDay, purposeWords } from '../format'
import { Banner, messageOf } from '../parts'
import { PhotoPicker, type Photo } from '../PhotoPicker'
import { href } from '../route'
import { PhotoResults } from './EnrolPage'

/** Cards that holders carry: making one, and revoking one that was lost. */
export function CardPage({ places }: { places: Place[] }) {
  const [made, setMade] = useState<HolderCard | null>(null)
  return (
    <div className="narrow">
      <div className="page-head">
        <h1>Cards</h1>
        <a className="button" href={href('members')}>
          Back to members
        </a>
      </div>
      {made ? (
        <Made made={made} places={places} onDone={() => setMade(null)} />
      ) : (
        <>
          <p>
            With a card, the template of a face is kept by its holder and not here. It is shown to the door’s camera, on
            paper or on a phone.
          </p>
          <CardForm places={places} onMade={setMade} />
          <Revoke />
        </>
      )}
    </div>
  )
}

function Made({ made, places, onDone }: { made: HolderCard; places: Place[]; onDone: () => void }) {
  const { card } = made
  const where =
    card.places.length === 0
      ? 'everywhere'
      : card.places.map((id) => places.find((place) => place.id === id)?.name ?? id).join(', ')
  return (
    <>
      <Banner kind="success">
        <strong>The card is made.</strong> It is on this page and nowhere else: print or save it before you leave.
      </Banner>
      <section className="card holder-card" data-testid="holder-card">
        <img src={`data:image/png;base64,${made.png}`} alt="QR code of the card" />
        <p>
          {card.purposes.map(purposeWords).join(', ')} · {where} · until {dateTimeOf(card.until)}
        </p>
        <p className="small">
          Card <span data-testid="card-id">{card.id}</span>. Keep this number apart from the card: with it a lost card is
          revoked.
        </p>
      </section>
      <PhotoResults results={made.photos} />
      <div className="actions start">
        <button type="button" className="primary" onClick={() => print()}>
          Print
        </button>
        <a className="button" download={`card-${card.id}.png`} href={`data:image/png;base64,${made.png}`}>
          Save the picture
        </a>
        <a className="button" download={`card-${card.id}.ghc`} href={`data:application/octet-stream;base64,${made.file}`}>
          Save the file
        </a>
        <button type="button" onClick={onDone}>
          Forget it and go back
        </button>
      </div>
    </>
  )
}

function CardForm({ places, onMade }: { places: Place[]; onMade: (made: HolderCard) => void }) {
  const [photos, setPhotos] = useState<Photo[]>([])
  const [purposes, setPurposes] = useState<string[]>(['DOOR'])
  const [chosen, setChosen] = useState<string[]>([])
  const [until, setUntil] = useState('')
  const [consent, setConsent] = useState(false)
  const [notice, setNotice] = useState<Omit<Notice, 'purpose'> | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [results, setResults] = useState<PhotoResult[]>([])
  const [sent, setSent] = useState<number | null>(null)
  const outcome = useRef<HTMLDivElement>(null)

  useEffect(() => {
    api.cardNotice().then(setNotice, (problem) => setError(messageOf(problem)))
  }, [])

  function missing(): string | null {
    if (photos.length === 0) return 'Add at least one photo.'
    if (purposes.length === 0) return 'Choose what the card is for.'
    if (until === '') return 'Choose the last day of the card.'
    if (endOfDay(until) <= new Date().toISOString()) return 'The last day lies in the past.'
    return consent ? null : 'Without the holder’s consent no card is made.'
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (sent !== null || notice === null) return
    setResults([])
    setError(missing())
    if (missing() !== null) return
    setSent(0)
    try {
      const wish = {
        purposes,
        places: chosen,
        until: endOfDay(until),
        noticeVersion: notice.version,
        photos: photos.map((photo) => photo.file),
      }
      onMade(await api.issueCard(wish, setSent))
    } catch (problem) {
      setSent(null)
      setError(messageOf(problem))
      if (problem instanceof ApiError) setResults(problem.photos)
      requestAnimationFrame(() => outcome.current?.scrollIntoView({ block: 'nearest' }))
    }
  }

  return (
    <form className="enrol" onSubmit={submit} noValidate>
      <section className="card" aria-labelledby="card-photos-title">
        <h2 id="card-photos-title">Photos of the holder</h2>
        <PhotoPicker photos={photos} onChange={setPhotos} invalid={{}} />
      </section>

      <section className="card">
        <h2>What the holder chooses</h2>
        <fieldset>
          <legend>For what</legend>
          {['DOOR', 'VERIFY'].map((purpose) => (
            <Choice key={purpose} value={purpose} words={purposeWords(purpose)} chosen={purposes} onChange={setPurposes} />
          ))}
        </fieldset>
        <fieldset>
          <legend>Where (none for everywhere)</legend>
          {places.map((place) => (
            <Choice key={place.id} value={place.id} words={place.name} chosen={chosen} onChange={setChosen} />
          ))}
        </fieldset>
        <div className="field">
          <label htmlFor="card-until">Last day</label>
          <input
            id="card-until"
            data-testid="card-until"
            type="date"
            value={until}
            onChange={(event) => setUntil(event.target.value)}
          />
        </div>
      </section>

      <section className="card" aria-labelledby="card-consent-title">
        <h2 id="card-consent-title">Consent</h2>
        {notice && <NoticeText notice={notice} />}
        <label className="check consent">
          <input
            type="checkbox"
            checked={consent}
            onChange={(event) => setConsent(event.target.checked)}
            disabled={notice === null}
            data-testid="card-consent"
          />
          <span>The holder has read this notice and agrees to it.</span>
        </label>
      </section>

      <div ref={outcome}>
        {error && <Banner kind="error">{error}</Banner>}
        <PhotoResults results={results} photos={photos} />
      </div>
      <div className="submit-line">
        <button type="submit" className="primary" disabled={sent !== null || notice === null} data-testid="card-submit">
          {sent === null ? 'Make the card' : 'Making the card…'}
        </button>
      </div>
    </form>
  )
}

function Revoke() {
  const [id, setId] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [revoked, setRevoked] = useState<string | null>(null)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setError(null)
    setRevoked(null)
    try {
      await api.revokeCard(id.trim())
      setRevoked(id.trim())
      setId('')
    } catch (problem) {
      setError(messageOf(problem))
    }
  }

  return (
    <form className="card" onSubmit={submit} aria-labelledby="revoke-title">
      <h2 id="revoke-title">Revoke a lost card</h2>
      <div className="field">
        <label htmlFor="card-revoke">Number of the card</label>
        <input
          id="card-revoke"
          data-testid="card-revoke"
          value={id}
          onChange={(event) => setId(event.target.value)}
          autoComplete="off"
        />
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {revoked && <Banner kind="success">Card {revoked} is revoked for good.</Banner>}
      <button type="submit" disabled={id.trim() === ''} data-testid="card-revoke-submit">
        Revoke
      </button>
    </form>
  )
}
