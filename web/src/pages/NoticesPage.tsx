import { useEffect, useState } from 'react'
import { api, type Member, type Notice, type Notices } from '../api'
import { grantState, languageWords, purposes, purposeWords } from '../format'
import { Banner, Confirm, messageOf } from '../parts'

/** As the server has it. */
const SHORTEST = 200
const LONGEST = 20_000

/** What members are shown before they agree, by purpose and language; the owner writes new versions. */
export function NoticesPage() {
  const [purpose, setPurpose] = useState<string>(purposes[0])
  const [notices, setNotices] = useState<Notices | null>(null)
  const [language, setLanguage] = useState('en')
  const [writing, setWriting] = useState(false)
  const [written, setWritten] = useState<Notice | null>(null)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    setNotices(null)
    setWriting(false)
    api.notices(purpose).then(setNotices, (problem) => setError(messageOf(problem)))
  }, [purpose])

  const current = notices?.current.find((notice) => notice.language === language)
  const former = notices?.history.filter((one) => one.language === language && one.version !== current?.version) ?? []

  return (
    <div className="narrow stacked">
      <div className="page-head">
        <h1>Notices</h1>
      </div>
      <p>
        What people are shown before they can agree to be recognised. A text is never changed: a new one is a new version,
        and who agreed to an earlier one keeps that.
      </p>
      {error && <Banner kind="error">{error}</Banner>}
      {written && (
        <Banner kind="success" onClose={() => setWritten(null)}>
          <strong>Version {written.version} is in force.</strong> It is shown from now on to whoever is asked in{' '}
          {languageWords(written.language)}.
        </Banner>
      )}
      <div className="field-row">
        <div className="field">
          <label htmlFor="notice-purpose">Purpose</label>
          <select
            id="notice-purpose"
            data-testid="notice-purpose"
            value={purpose}
            onChange={(event) => setPurpose(event.target.value)}
          >
            {purposes.map((one) => (
              <option key={one} value={one}>
                {purposeWords(one)}
              </option>
            ))}
          </select>
        </div>
        <LanguageChoice
          known={notices?.current.map((notice) => notice.language) ?? []}
          language={language}
          onChange={(tag) => {
            setLanguage(tag)
            setWriting(tag !== '' && notices?.current.every((notice) => notice.language !== tag) === true)
          }}
        />
      </div>
      {notices && !writing && current && (
        <section className="card stacked" aria-labelledby="notice-title">
          <h2 id="notice-title">
            In force: version <span data-testid="notice-version">{current.version}</span>
          </h2>
          <div className="notice-text tall" lang={current.language} data-testid="notice-current">
            {current.text}
          </div>
          <div className="actions start">
            <button type="button" onClick={() => setWriting(true)} data-testid="notice-write">
              Write a new version…
            </button>
          </div>
        </section>
      )}
      {notices && writing && (
        <Editor
          key={`${purpose} ${language}`}
          purpose={purpose}
          language={language}
          before={current ?? null}
          start={(current ?? notices.current[0])?.text ?? ''}
          onCancel={() => {
            setWriting(false)
            if (!current) setLanguage('en')
          }}
          onWritten={async (notice) => {
            setNotices(await api.notices(purpose))
            setLanguage(notice.language)
            setWriting(false)
            setWritten(notice)
          }}
        />
      )}
      {former.length > 0 && (
        <section className="card stacked" aria-labelledby="former-title">
          <h2 id="former-title">Earlier versions</h2>
          {[...former].reverse().map((notice) => (
            <details key={notice.version} data-testid="notice-former">
              <summary>Version {notice.version}</summary>
              <div className="notice-text" lang={notice.language}>
                {notice.text}
              </div>
            </details>
          ))}
        </section>
      )}
      <p className="muted">The notice for cards comes with Gatehouse and cannot be edited here.</p>
    </div>
  )
}

interface LanguageChoiceProps {
  known: string[]
  language: string
  onChange: (tag: string) => void
}

function LanguageChoice({ known, language, onChange }: LanguageChoiceProps) {
  const [other, setOther] = useState('')
  const tags = known.includes(language) ? known : [...known, language]
  return (
    <>
      <div className="field">
        <label htmlFor="notice-language">Language</label>
        <select
          id="notice-language"
          data-testid="notice-language"
          value={language}
          onChange={(event) => onChange(event.target.value)}
        >
          {tags.map((tag) => (
            <option key={tag} value={tag}>
              {languageWords(tag)}
            </option>
          ))}
        </select>
      </div>
      <form
        className="field"
        onSubmit={(event) => {
          event.preventDefault()
          if (other.trim() !== '') onChange(other.trim())
          setOther('')
        }}
      >
        <label htmlFor="notice-other">
          Another language <span className="muted">(such as fr or pt-BR)</span>
        </label>
        <div className="with-button">
          <input
            id="notice-other"
            data-testid="notice-other"
            value={other}
            maxLength={20}
            onChange={(event) => setOther(event.target.value)}
          />
          <button type="submit" data-testid="notice-other-add">
            Add
          </button>
        </div>
      </form>
    </>
  )
}

interface EditorProps {
  purpose: string
  language: string
  /** The version that the new one takes the place of, if any. */
  before: Notice | null
  start: string
  onCancel: () => void
  onWritten: (notice: Notice) => Promise<void>
}

function Editor({ purpose, language, before, start, onCancel, onWritten }: EditorProps) {
  const [text, setText] = useState(start)
  const [asking, setAsking] = useState(false)
  const [members, setMembers] = useState<Member[] | null>(null)
  const length = text.trim().length
  const fits = length >= SHORTEST && length <= LONGEST
  const changed = before === null || text.trim() !== before.text.trim()

  useEffect(() => {
    api.members().then(setMembers, () => setMembers(null))
  }, [])

  const bound =
    before === null
      ? 0
      : (members ?? [])
          .flatMap((member) => member.grants)
          .filter((grant) => grant.purpose === purpose && grant.noticeVersion === before.version)
          .filter((grant) => grantState(grant) === 'active').length

  return (
    <section className="card stacked" aria-labelledby="editor-title">
      <h2 id="editor-title">
        A new version in {languageWords(language)} for “{purposeWords(purpose)}”
      </h2>
      <p className="muted">
        Say what is stored, what it is used for, who sees it, how long it is kept, that one may refuse and what the other
        way in is, and how to withdraw.
      </p>
      <div className="field">
        <label htmlFor="notice-editor">Text</label>
        <textarea
          id="notice-editor"
          className="notice-editor"
          data-testid="notice-editor"
          lang={language}
          value={text}
          maxLength={LONGEST}
          onChange={(event) => setText(event.target.value)}
          aria-describedby="notice-length"
        />
        <p id="notice-length" className={fits ? 'muted small' : 'problem'} role="status">
          {length} characters{fits ? '' : `; a notice has ${SHORTEST} to ${LONGEST}`}
        </p>
      </div>
      <div className="actions start">
        <button
          type="button"
          className="primary"
          disabled={!fits || !changed}
          onClick={() => setAsking(true)}
          data-testid="notice-save"
        >
          Put it in force…
        </button>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
      {asking && (
        <Confirm
          title="Put this version in force?"
          action="Put it in force"
          onConfirm={async () => onWritten(await api.writeNotice(purpose, language, text))}
          onClose={() => setAsking(false)}
        >
          <p data-testid="notice-warning">
            {before === null
              ? `It is the first text in ${languageWords(language)}.`
              : bound === 0
                ? `No grant in force rests on version ${before.version}, which it takes the place of.`
                : bound === 1
                  ? `1 grant in force rests on version ${before.version}. It stays as it is: that member agreed to the earlier words, not to these.`
                  : `${bound} grants in force rest on version ${before.version}. They stay as they are: those members agreed to the earlier words, not to these.`}
          </p>
          <p>
            If something else or something more is to be done with their data, ask members for a further agreement first
            (<em>Members</em>, <em>Consent…</em>), and withdraw the earlier one. Other languages are not changed with it.
          </p>
        </Confirm>
      )}
    </section>
  )
}
