import { useEffect, useState, type FormEvent } from 'react'
import { api, type Invitation, type Session } from '../api'
import { dateTimeOf } from '../format'
import { Banner, Logo, messageOf } from '../parts'
import { makePasskey, passkeysWork } from '../passkey'
import { roleWords } from '../roles'

/** Where a one-time link leads: choose a name, and a password or a passkey. */
export function WelcomePage({ link, onLogIn }: { link: string; onLogIn: (session: Session) => void }) {
  const [invitation, setInvitation] = useState<Invitation | null>(null)
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    api.invitation(link).then(setInvitation, (problem) => setError(messageOf(problem)))
  }, [link])

  async function accept(withPasskey: boolean) {
    setBusy(true)
    setError(null)
    try {
      const session = await api.accept(link, username.trim(), withPasskey ? null : password)
      if (withPasskey) {
        // The account exists now; without its passkey a password can still be set on its page.
        await makePasskey('First passkey').catch(() => undefined)
        location.hash = '#/account'
      } else {
        location.hash = '#/'
      }
      onLogIn(session)
    } catch (problem) {
      setError(messageOf(problem))
      setBusy(false)
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    void accept(false)
  }

  return (
    <main className="alone">
      <div className="login-title">
        <Logo size={52} />
        <h1>Welcome to Gatehouse</h1>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {invitation && (
        <form className="card login" onSubmit={submit}>
          <p>
            {invitation.username === null ? (
              <>This link makes an account for you: {roleWords[invitation.role]}.</>
            ) : (
              <>
                Choose a new password for <strong>{invitation.username}</strong>.
              </>
            )}{' '}
            <span className="muted">It can be used once, until {dateTimeOf(invitation.expiresAt)}.</span>
          </p>
          {invitation.username === null && (
            <div className="field">
              <label htmlFor="welcome-user">User name</label>
              <input
                id="welcome-user"
                data-testid="welcome-user"
                value={username}
                onChange={(event) => setUsername(event.target.value)}
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                required
                autoFocus
              />
            </div>
          )}
          <div className="field">
            <label htmlFor="welcome-password">
              Password <span className="muted">(12 characters or more; four random words are good)</span>
            </label>
            <input
              id="welcome-password"
              data-testid="welcome-password"
              type="password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              autoComplete="new-password"
              minLength={12}
              required
            />
          </div>
          <button type="submit" className="primary" disabled={busy} data-testid="welcome-submit">
            {invitation.username === null ? 'Make the account' : 'Set the password'}
          </button>
          {passkeysWork() && (
            <button
              type="button"
              disabled={busy || (invitation.username === null && username.trim() === '')}
              onClick={() => void accept(true)}
              data-testid="welcome-passkey"
            >
              Use a passkey instead of a password
            </button>
          )}
        </form>
      )}
    </main>
  )
}
