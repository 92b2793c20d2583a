import { useEffect, useState } from 'react'
import { api, onSessionEnded, type Session, type Site } from './api'
import { CardPage } from './pages/CardPage'
import { DecisionsPage } from './pages/DecisionsPage'
import { DoorPage } from './pages/DoorPage'
import { EnrolPage } from './pages/EnrolPage'
import { LoginPage } from './pages/LoginPage'
import { MembersPage } from './pages/MembersPage'
import { StreetPage } from './pages/StreetPage'
import { Banner, Logo, messageOf } from './parts'
import { href, useRoute, type Page } from './route'

const titles: Record<Page, string> = { door: 'Door', street: 'Street', members: 'Members', decisions: 'Decisions' }

export function App() {
  const [session, setSession] = useState<Session | null | 'unknown'>('unknown')
  const [ended, setEnded] = useState(false)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    onSessionEnded(() => {
      setEnded(true)
      setSession(null)
    })
    api.session().then(setSession, (problem) => setError(messageOf(problem)))
  }, [])

  if (session === 'unknown') {
    return error ? (
      <main className="alone">
        <Banner kind="error">{error}</Banner>
        <button type="button" onClick={() => location.reload()}>
          Try again
        </button>
      </main>
    ) : null
  }
  if (session === null) {
    return (
      <LoginPage
        ended={ended}
        onLogIn={(now) => {
          setEnded(false)
          setSession(now)
        }}
      />
    )
  }
  return <Shell session={session} onLogOut={() => setSession(null)} />
}

function Shell({ session, onLogOut }: { session: Session; onLogOut: () => void }) {
  const route = useRoute()
  const [site, setSite] = useState<Site | null>(null)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    api.site().then(setSite, (problem) => setError(messageOf(problem)))
  }, [])

  useEffect(() => {
    document.title = `${titles[route.page]} · ${site?.name ?? 'Gatehouse'}`
    return () => {
      document.title = 'Gatehouse'
    }
  }, [route.page, site])

  async function logOut() {
    try {
      await api.logOut()
      onLogOut()
    } catch (problem) {
      setError(messageOf(problem))
    }
  }

  return (
    <>
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          document.getElementById('main')?.focus()
        }}
      >
        Skip to the page
      </a>
      <header className="top">
        <a className="brand" href={href('door')}>
          <Logo size={30} />
          <span>
            <strong>Gatehouse</strong>
            {site && <span className="site-name">{site.name}</span>}
          </span>
        </a>
        <nav aria-label="Pages">
          {(Object.keys(titles) as Page[]).map((page) => (
            <a
              key={page}
              href={href(page)}
              aria-current={route.page === page ? 'page' : undefined}
              data-testid={`nav-${page}`}
            >
              {titles[page]}
            </a>
          ))}
        </nav>
        <div className="account">
          {site?.demo && <span className="badge demo">demo site: recorded footage</span>}
          <span className="user">{session.user}</span>
          <button type="button" className="quiet" onClick={logOut} data-testid="logout">
            Log out
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {error && (
          <Banner kind="error" onClose={() => setError(null)}>
            {error}
          </Banner>
        )}
        {route.page === 'door' && <DoorPage doorId={route.detail} />}
        {route.page === 'street' && <StreetPage streetId={route.detail} section={route.section} />}
        {route.page === 'decisions' && <DecisionsPage />}
        {route.page === 'members' &&
          (route.detail === 'enrol' ? (
            <EnrolPage places={site?.places ?? []} />
          ) : route.detail === 'card' ? (
            <CardPage places={site?.places ?? []} />
          ) : (
            <MembersPage places={site?.places ?? []} />
          ))}
      </main>
      <footer>
        Gatehouse{site && ` ${site.version}`} · free software, AGPL-3.0-or-later · only people who enrolled and agreed
        are recognised
      </footer>
    </>
  )
}
