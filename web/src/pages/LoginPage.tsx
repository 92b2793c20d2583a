import { useEffect, useState, type FormEvent } from 'react'
import { api, type Session } from '../api'
import { Banner, Logo, messageOf } from '../parts'
import { logInWithPasskey, passkeysWork } from '../passkey'

export function LoginPage({ ended, onLogIn }: { ended: boolean; onLogIn: (session: Session) => void }) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(
    location.search.includes('login=refused')
      ? 'Single sign-on did not let you in here. Somebody who runs this site can find out why in its log.'
      : null,
  )
  const [oidc, setOidc] = useState<string | null>(null)

  useEffect(() => {
    api.ways().then((ways) => setOidc(ways.oidc), () => undefined)
  }, [])

  function submit(event: FormEvent) {
    event.preventDefault()
    void enter(() => api.logIn(username.trim(), password))
  }

  async function enter(way: () => Promise<Session>) {
    setBusy(true)
    setError(null)
    try {
      onLogIn(await way())
    } catch (problem) {
      setError(messageOf(problem))
      setBusy(false)
    }
  }

  return (
    <main className="alone">
      <div className="login-title">
        <Logo size={52} />
        <h1>Gatehouse</h1>
      </div>
      <form className="card login" onSubmit={submit}>
        {ended && !error && <Banner kind="info">Your session has ended. Please log in again.</Banner>}
        {error && <Banner kind="error">{error}</Banner>}
        <div className="field">
          <label htmlFor="login-user">User name</label>
          <input
            id="login-user"
            data-testid="login-user"
            value={username}
            onChange={(event) => setUsername(event.target.value)}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            autoFocus
          />
        </div>
        <div className="field">
          <label htmlFor="login-password">Password</label>
          <input
            id="login-password"
            data-testid="login-password"
            type="password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            autoComplete="current-password"
            required
          />
        </div>
        <button type="submit" className="primary" disabled={busy} data-testid="login-submit">
          {busy ? 'Logging in…' : 'Log in'}
        </button>
        {passkeysWork() && (
          <button
            type="button"
            disabled={busy}
            onClick={() => void enter(logInWithPasskey)}
            data-testid="login-passkey"
          >
            Log in with a passkey
          </button>
        )}
        {oidc !== null && (
          <a className="button" href="/oauth2/authorization/oidc" data-testid="login-oidc">
            Log in with {oidc}
          </a>
        )}
      </form>
      <p className="hint">
        The password was printed once, on the server’s console, when Gatehouse first started. To get a new one, run{' '}
        <code>./gatehouse password</code> on the server.
      </p>
    </main>
  )
}
