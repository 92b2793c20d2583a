import { useEffect, useRef, useState, type FormEvent } from 'react'
import { api, ApiError, type Member, type Notice, type PhotoResult, type Place } from '../api'
import { NoticeText, PlacesField } from '../consentForm'
import { endOfDay, startOfDay } from '../format'
import { Banner, Icon, messageOf } from '../parts'
import { PhotoPicker, type Photo } from '../PhotoPicker'
import { href } from '../route'

type Problems = Partial<Record<'name' | 'photos' | 'places' | 'until' | 'consent', string>>

export function EnrolPage({ places }: { places: Place[] }) {
  const [done, setDone] = useState<{ member: Member; photos: PhotoResult[] } | null>(null)
  return (
    <div className="narrow">
      <div className="page-head">
        <h1>Enrol a member</h1>
        <a className="button" href={href('members')}>
          Back to members
        </a>
      </div>
      {done ? (
        <Enrolled member={done.member} photos={done.photos} onAnother={() => setDone(null)} />
      ) : (
        <EnrolForm places={places} onDone={(member, photos) => setDone({ member, photos })} />
      )}
    </div>
  )
}

function Enrolled({ member, photos, onAnother }: { member: Member; photos: PhotoResult[]; onAnother: () => void }) {
  return (
    <>
      <Banner kind="success">
        <strong>{member.name} is enrolled</strong> with {member.templates}{' '}
        {member.templates === 1 ? 'template' : 'templates'}.
      </Banner>
      <PhotoResults results={photos} />
      <div className="actions start">
        <a className="button primary" href={href('members')}>
          To the members
        </a>
        <button type="button" onClick={onAnother}>
          Enrol another
        </button>
      </div>
    </>
  )
}

interface EnrolFormProps {
  places: Place[]
  onDone: (member: Member, photos: PhotoResult[]) => void
}

function EnrolForm({ places, onDone }: EnrolFormProps) {
  const [name, setName] = useState('')
  const [photos, setPhotos] = useState<Photo[]>([])
  const [everywhere, setEverywhere] = useState(true)
  const [chosen, setChosen] = useState<string[]>([])
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [consent, setConsent] = useState(false)
  const [notice, setNotice] = useState<Notice | null>(null)
  const [problems, setProblems] = useState<Problems>({})
  const [error, setError] = useState<string | null>(null)
  const [results, setResults] = useState<PhotoResult[]>([])
  const [sent, setSent] = useState<number | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const outcome = useRef<HTMLDivElement>(null)

  useEffect(() => {
    api.notice('DOOR').then(setNotice, (problem) => setError(messageOf(problem)))
  }, [])

  function check(): Problems {
    const found: Problems = {}
    if (name.trim() === '') found.name = 'Give the member’s name.'
    if (photos.length === 0) found.photos = 'Add at least one photo.'
    if (!everywhere && chosen.length === 0) found.places = 'Choose at least one place, or all places.'
    if (until !== '' && from !== '' && until < from) found.until = 'The last day lies before the first.'
    else if (until !== '' && endOfDay(until) <= new Date().toISOString()) found.until = 'The last day lies in the past.'
    if (!consent) found.consent = 'Without the member’s consent nobody can be enrolled.'
    return found
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (sent !== null || notice === null) return
    const found = check()
    setProblems(found)
    if (Object.keys(found).length > 0) {
      // The first field with a problem, once it has been marked.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setError(null)
    setResults([])
    setSent(0)
    try {
      const enrolled = await api.enrol(
        {
          name: name.trim(),
          places: everywhere ? [] : chosen,
          from: from === '' ? undefined : startOfDay(from),
          to: until === '' ? undefined : endOfDay(until),
          noticeVersion: notice.version,
          photos: photos.map((photo) => photo.file),
        },
        setSent,
      )
      onDone(enrolled.member, enrolled.photos)
    } catch (problem) {
      setSent(null)
      setError(messageOf(problem))
      if (problem instanceof ApiError) setResults(problem.photos)
      requestAnimationFrame(() => outcome.current?.scrollIntoView({ block: 'nearest' }))
    }
  }

  const invalid = (field: keyof Problems) =>
    problems[field] ? { 'aria-invalid': true, 'aria-describedby': `problem-${field}` } : {}

  return (
    <form ref={form} className="enrol" onSubmit={submit} noValidate>
      <section className="card">
        <div className="field">
          <label htmlFor="enrol-name">Name</label>
          <input
            id="enrol-name"
            data-testid="enrol-name"
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={200}
            autoComplete="off"
            {...invalid('name')}
          />
          <Problem field="name" problems={problems} />
        </div>
      </section>

      <section className="card" aria-labelledby="photos-title">
        <h2 id="photos-title">Photos</h2>
        <PhotoPicker photos={photos} onChange={setPhotos} invalid={invalid('photos')} />
        <Problem field="photos" problems={problems} />
      </section>

      <section className="card">
        <h2>Where and until when</h2>
        <PlacesField
          places={places}
          everywhere={everywhere}
          onEverywhere={setEverywhere}
          chosen={chosen}
          onChosen={setChosen}
          first={invalid('places')}
        >
          <Problem field="places" problems={problems} />
        </PlacesField>
        <div className="field-row">
          <div className="field">
            <label htmlFor="enrol-from">
              First day <span className="muted">(optional, else now)</span>
            </label>
            <input
              id="enrol-from"
              data-testid="enrol-from"
              type="date"
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
          </div>
          <div className="field">
            <label htmlFor="enrol-until">
              Last day <span className="muted">(optional, else no end)</span>
            </label>
            <input
              id="enrol-until"
              data-testid="enrol-until"
              type="date"
              value={until}
              onChange={(event) => setUntil(event.target.value)}
              {...invalid('until')}
            />
            <Problem field="until" problems={problems} />
          </div>
        </div>
      </section>

      <section className="card" aria-labelledby="consent-title">
        <h2 id="consent-title">Consent</h2>
        <p className="muted">Show this notice to the member. They may refuse, and use another way in.</p>
        {notice && (
          <>
            <NoticeText notice={notice} testId="notice-text" />
            <p className="muted small">Notice version {notice.version}</p>
          </>
        )}
        <label className="check consent">
          <input
            type="checkbox"
            checked={consent}
            onChange={(event) => setConsent(event.target.checked)}
            disabled={notice === null}
            data-testid="enrol-consent"
            {...invalid('consent')}
          />
          <span>{name.trim() || 'The member'} has read this notice and agrees to it.</span>
        </label>
        <Problem field="consent" problems={problems} />
      </section>

      <div ref={outcome}>
        {error && <Banner kind="error">{error}</Banner>}
        <PhotoResults results={results} photos={photos} />
      </div>

      <div className="submit-line">
        <button
          type="submit"
          className="primary"
          disabled={sent !== null || notice === null}
          data-testid="enrol-submit"
        >
          {sent === null ? 'Enrol' : 'Enrolling…'}
        </button>
        {sent !== null && (
          <div className="progress" role="status">
            <progress value={sent < 1 ? sent : undefined} max={1} aria-label="Progress" />
            <span>{sent < 1 ? `Sending the photos, ${Math.round(sent * 100)} %` : 'Checking the photos…'}</span>
          </div>
        )}
      </div>
    </form>
  )
}

function Problem({ field, problems }: { field: keyof Problems; problems: Problems }) {
  return problems[field] ? (
    <p className="problem" id={`problem-${field}`}>
      {problems[field]}
    </p>
  ) : null
}

export function PhotoResults({ results, photos = [] }: { results: PhotoResult[]; photos?: Photo[] }) {
  if (results.length === 0) return null
  return (
    <ul className="photo-results" aria-label="What became of the photos">
      {results.map((result, index) => {
        const photo = photos.find((one) => one.file.name === result.file)
        return (
          <li
            key={index}
            className={result.accepted ? 'accepted' : 'refused'}
            data-testid="photo-result"
            data-accepted={result.accepted}
          >
            {photo && photo.file.type.startsWith('image/') && <img src={photo.url} alt="" />}
            <span className="mark">
              <Icon name={result.accepted ? 'yes' : 'no'} size={16} />
            </span>
            <span className="file">
              {result.file}
              <span className="muted">
                {result.accepted ? 'accepted' : 'refused'}, quality {result.quality.toFixed(2)}
              </span>
            </span>
            {result.reasons.length > 0 && <span className="reasons">{result.reasons.join('; ')}</span>}
          </li>
        )
      })}
    </ul>
  )
}
