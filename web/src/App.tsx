import { lazy, Suspense, useEffect, useState } from 'react'
import { api, onSessionEnded, type ErasureReceipt, type Session, type Site } from './api'
import { AccountPage } from './pages/AccountPage'
import { AccountsPage } from './pages/AccountsPage'
import { AuditPage } from './pages/AuditPage'
import { CardPage } from './pages/CardPage'
import { DecisionsPage } from './pages/DecisionsPage'
import { DoorPage } from './pages/DoorPage'
import { EnrolPage } from './pages/EnrolPage'
import { KioskShowroom } from './pages/KioskShowroom'
import { KiosksPage } from './pages/KiosksPage'
import { LedgerPage } from './pages/LedgerPage'
import { LoginPage } from './pages/LoginPage'
import { MemberDayPage } from './pages/MemberDayPage'
import { MerchandisePage } from './pages/MerchandisePage'
import { MembersPage } from './pages/MembersPage'
import { MusterPage } from './pages/MusterPage'
import { ErasedPage, MyDataPage } from './pages/MyDataPage'
import { NoticesPage } from './pages/NoticesPage'
import { StreetPage } from './pages/StreetPage'
import { MemberTrailPage, TrailPage } from './pages/TrailPage'
import { WelcomePage } from './pages/WelcomePage'
import { Banner, Logo, messageOf } from './parts'
import { href, pagesFor, useRoute, type Page } from './route'

// The editor of plans is for owners, now and then.
const InteriorPage = lazy(() => import('./pages/InteriorPage'))
const SitePage = lazy(() => import('./pages/SitePage'))
const StatisticsPage = lazy(() => import('./pages/StatisticsPage'))

const titles: Record<Page, string> = {
  door: 'Door',
  street: 'Street',
  kiosk: 'Kiosk',
  merchandise: 'Merchandise',
  members: 'Members',
  decisions: 'Decisions',
  interior: 'People',
  statistics: 'Statistics',
  site: 'Site',
  audit: 'Audit',
  trail: 'My day',
  me: 'My data',
  muster: 'Muster',
  notices: 'Notices',
  accounts: 'Accounts',
  account: 'My account',
  welcome: 'Welcome',
}

export function App() {
  const [session, setSession] = useState<Session | null | 'unknown'>('unknown')
  const [ended, setEnded] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [erased, setErased] = useState<ErasureReceipt | null>(null)
  const route = useRoute()

  useEffect(() => {
    onSessionEnded(() => {
      setEnded(true)
      setSession(null)
    })
    api.session().then(setSession, (problem) => setError(messageOf(problem)))
  }, [])

  // A showroom's screen carries a token of its own, and nobody's session.
  if (route.page === 'kiosk' && route.detail && route.section) {
    return <KioskShowroom key={route.detail + route.section} kioskId={route.detail} token={route.section} />
  }
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
  if (erased) return <ErasedPage receipt={erased} />
  if (route.page === 'welcome' && route.detail) return <WelcomePage link={route.detail} onLogIn={setSession} />
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
  if (route.page === 'kiosk' && route.detail && session.rights.includes('VIEW_KIOSK')) {
    return <KioskShowroom key={route.detail} kioskId={route.detail} token={null} />
  }
  return <Shell session={session} onLogOut={() => setSession(null)} onErased={setErased} />
}

interface ShellProps {
  session: Session
  onLogOut: () => void
  onErased: (receipt: ErasureReceipt) => void
}

function Shell({ session, onLogOut, onErased }: ShellProps) {
  const asked = useRoute()
  const pages = pagesFor(session.rights)
  // A page that is not for this account is not shown; the first one that is, is.
  const route = pages.includes(asked.page) ? asked : { page: pages[0] ?? 'account', detail: null, section: null }
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
        <a className="brand" href={href(pages[0] ?? 'account')}>
          <Logo size={30} />
          <span>
            <strong>Gatehouse</strong>
            {site && <span className="site-name">{site.name}</span>}
          </span>
        </a>
        <nav aria-label="Pages">
          {pages.filter((page) => page !== 'account').map((page) => (
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
          <a className="user" href={href('account')} data-testid="nav-account">
            {session.user}
          </a>
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
        {route.page === 'merchandise' && <MerchandisePage section={route.detail} />}
        {route.page === 'kiosk' && <KiosksPage />}
        {route.page === 'decisions' && <DecisionsPage />}
        {route.page === 'audit' && <AuditPage names={session.rights.includes('VIEW_MEMBERS')} />}
        {route.page === 'interior' && (
          <Suspense fallback={<p className="muted empty">Loading…</p>}>
            <InteriorPage areaId={route.detail} rights={session.rights} />
          </Suspense>
        )}
        {route.page === 'statistics' && (
          <Suspense fallback={<p className="muted empty">Loading…</p>}>
            <StatisticsPage siteId={route.detail} rights={session.rights} />
          </Suspense>
        )}
        {route.page === 'site' && (
          <Suspense fallback={<p className="muted empty">Loading…</p>}>
            <SitePage areaId={route.detail} section={route.section} />
          </Suspense>
        )}
        {route.page === 'notices' && <NoticesPage />}
        {route.page === 'account' && <AccountPage session={session} />}
        {route.page === 'accounts' && <AccountsPage places={site?.places ?? []} />}
        {route.page === 'trail' && <TrailPage />}
        {route.page === 'muster' && <MusterPage musterId={route.detail} />}
        {route.page === 'me' && <MyDataPage places={site?.places ?? []} onErased={onErased} />}
        {route.page === 'members' &&
          (route.detail === 'enrol' ? (
            <EnrolPage places={site?.places ?? []} />
          ) : route.detail === 'card' ? (
            <CardPage places={site?.places ?? []} />
          ) : route.detail && route.section === 'consent' ? (
            <LedgerPage key={route.detail} memberId={route.detail} places={site?.places ?? []} />
          ) : route.detail && route.section === 'trail' && session.rights.includes('VIEW_TRAILS') ? (
            <MemberTrailPage key={route.detail} memberId={route.detail} />
          ) : route.detail ? (
            <MemberDayPage
              key={route.detail}
              memberId={route.detail}
              trails={session.rights.includes('VIEW_TRAILS')}
            />
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
