import { useEffect, useState, type FormEvent } from 'react'
import { api, type ApiToken, type Passkey, type Right, type Session } from '../api'
import { dateOf, dateTimeOf, endOfDay } from '../format'
import { Banner, messageOf } from '../parts'
import { makePasskey, passkeysWork } from '../passkey'
import { grantable, rightWords, roleWords } from '../roles'

/** One's own account: passkeys, password, API tokens. */
export function AccountPage({ session }: { session: Session }) {
  return (
    <div className="narrow">
      <div className="page-head">
        <h1>{session.user}</h1>
      </div>
      <p className="muted">
        Your account: {roleWords[session.role]}
        {session.places.length > 0 && `, at ${session.places.join(', ')}`}.
      </p>
      <Passkeys />
      <Password />
      {grantable(session.rights).length > 0 && <Tokens rights={grantable(session.rights)} />}
    </div>
  )
}

function Passkeys() {
  const [passkeys, setPasskeys] = useState<Passkey[] | null>(null)
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    api.passkeys().then(setPasskeys, (problem) => setError(messageOf(problem)))
  }, [])

  async function add(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const made = await makePasskey(name.trim())
      setPasskeys((before) => [...(before ?? []), made])
      setName('')
    } catch (problem) {
      setError(messageOf(problem))
    }
    setBusy(false)
  }

  async function remove(passkey: Passkey) {
    try {
      await api.removePasskey(passkey.id)
      setPasskeys((before) => before?.filter((one) => one.id !== passkey.id) ?? null)
    } catch (problem) {
      setError(messageOf(problem))
    }
  }

  return (
    <section className="card" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">Passkeys</h2>
      <p className="muted">Log in with this device’s finger, face or PIN, without a password that could be stolen.</p>
      {error && <Banner kind="error">{error}</Banner>}
      <ul className="rows">
        {passkeys?.map((passkey) => (
          <li key={passkey.id} data-testid="passkey-row">
            <span>
              <strong>{passkey.name}</strong>{' '}
              <span className="muted">
                made {dateOf(passkey.createdAt)}, last used {dateTimeOf(passkey.lastUsed)}
              </span>
            </span>
            <button type="button" className="quiet" onClick={() => void remove(passkey)}>
              Remove
            </button>
          </li>
        ))}
      </ul>
      {passkeysWork() ? (
        <form className="row-form" onSubmit={add}>
          <div className="field">
            <label htmlFor="passkey-name">Name of a new passkey</label>
            <input
              id="passkey-name"
              data-testid="passkey-name"
              value={name}
              onChange={(event) => setName(event.target.value)}
              maxLength={100}
              placeholder="my phone"
              required
            />
          </div>
          <button type="submit" disabled={busy} data-testid="passkey-add">
            Add a passkey
          </button>
        </form>
      ) : (
        <p>Passkeys need HTTPS, or this page opened as localhost.</p>
      )}
    </section>
  )
}

function Password() {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [done, setDone] = useState(false)
  const [error, setError] = useState<string | null>(null)

  async function change(event: FormEvent) {
    event.preventDefault()
    setDone(false)
    setError(null)
    try {
      await api.changePassword(current === '' ? null : current, password)
      setCurrent('')
      setPassword('')
      setDone(true)
    } catch (problem) {
      setError(messageOf(problem))
    }
  }

  return (
    <section className="card" aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      {error && <Banner kind="error">{error}</Banner>}
      {done && <Banner kind="success">The password is changed, and all your other sessions have ended.</Banner>}
      <form className="row-form" onSubmit={change}>
        <div className="field">
          <label htmlFor="password-current">
            Current <span className="muted">(empty if you have none)</span>
          </label>
          <input
            id="password-current"
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="password-new">New, 12 characters or more</label>
          <input
            id="password-new"
            type="password"
            autoComplete="new-password"
            minLength={12}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            required
          />
        </div>
        <button type="submit">Change</button>
      </form>
    </section>
  )
}

function Tokens({ rights }: { rights: Right[] }) {
  const [tokens, setTokens] = useState<ApiToken[] | null>(null)
  const [name, setName] = useState('')
  const [until, setUntil] = useState('')
  const [scopes, setScopes] = useState<Right[]>([])
  const [secret, setSecret] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    api.tokens().then(setTokens, (problem) => setError(messageOf(problem)))
  }, [])

  async function make(event: FormEvent) {
    event.preventDefault()
    setError(null)
    try {
      const made = await api.makeToken({ name, scopes, expiresAt: endOfDay(until) })
      setTokens((before) => [made.token, ...(before ?? [])])
      setSecret(made.secret)
      setName('')
      setScopes([])
    } catch (problem) {
      setError(messageOf(problem))
    }
  }

  async function revoke(token: ApiToken) {
    try {
      await api.revokeToken(token.id)
      setTokens((before) => before?.filter((one) => one.id !== token.id) ?? null)
    } catch (problem) {
      setError(messageOf(problem))
    }
  }

  return (
    <section className="card" aria-labelledby="tokens-title">
      <h2 id="tokens-title">API tokens</h2>
      <p className="muted">
        A program sends one as <code>Authorization: Bearer gh_…</code>. It can do what it is given here, and never more
        than you.
      </p>
      {error && <Banner kind="error">{error}</Banner>}
      {secret && (
        <Banner kind="success" onClose={() => setSecret(null)}>
          Copy it now, it is shown this once: <code data-testid="token-secret">{secret}</code>
        </Banner>
      )}
      <ul className="rows">
        {tokens?.map((token) => (
          <li key={token.id} data-testid="token-row">
            <span>
              <strong>{token.name}</strong> {token.scopes.map((scope) => rightWords[scope]).join(', ')}{' '}
              <span className="muted">
                until {dateOf(token.expiresAt)},{' '}
                {token.lastUsed === null ? 'never used' : `last used ${dateTimeOf(token.lastUsed)}`}
              </span>
            </span>
            <button type="button" className="quiet" onClick={() => void revoke(token)}>
              Revoke
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={make}>
        <div className="field-row">
          <div className="field">
            <label htmlFor="token-name">What it is for</label>
            <input
              id="token-name"
              data-testid="token-name"
              value={name}
              onChange={(event) => setName(event.target.value)}
              maxLength={100}
              required
            />
          </div>
          <div className="field">
            <label htmlFor="token-until">Last day</label>
            <input
              id="token-until"
              data-testid="token-until"
              type="date"
              value={until}
              onChange={(event) => setUntil(event.target.value)}
              required
            />
          </div>
        </div>
        <fieldset>
          <legend>What it may do</legend>
          {rights.map((right) => (
            <label key={right} className="check">
              <input
                type="checkbox"
                checked={scopes.includes(right)}
                onChange={(event) =>
                  setScopes((before) =>
                    event.target.checked ? [...before, right] : before.filter((one) => one !== right),
                  )
                }
                data-testid={`scope-${right}`}
              />
              {rightWords[right]}
            </label>
          ))}
        </fieldset>
        <button type="submit" data-testid="token-make">
          Make a token
        </button>
      </form>
    </section>
  )
}
