import { useEffect, useState } from 'react'
import { AboutMe } from '../AboutMe'
import { api, type Decision, type ErasureReceipt, type Grant, type LedgerLine, type Member, type Place } from '../api'
import { dateOf, dateTimeOf, grantState, purposeWords, timeOf } from '../format'
import { Ledger } from '../Ledger'
import { OwnGoods } from '../OwnGoods'
import { Banner, Confirm, Logo, messageOf, OutcomeBadge } from '../parts'

/** What a member sees of themselves: what they agreed to, what doors decided about them, and the way out. */
export function MyDataPage({ places, onErased }: { places: Place[]; onErased: (receipt: ErasureReceipt) => void }) {
  const [me, setMe] = useState<Member | null>(null)
  const [decisions, setDecisions] = useState<Decision[] | null>(null)
  const [ledger, setLedger] = useState<LedgerLine[] | null>(null)
  const [withdrawing, setWithdrawing] = useState<Grant | null>(null)
  const [erasing, setErasing] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const nameOf = (id: string) => places.find((place) => place.id === id)?.name ?? id

  useEffect(() => {
    api.me().then(setMe, (problem) => setError(messageOf(problem)))
    api.myLedger().then(setLedger, (problem) => setError(messageOf(problem)))
    api.myDecisions(50).then(setDecisions, (problem) => setError(messageOf(problem)))
  }, [])

  return (
    <div className="narrow">
      <div className="page-head">
        <h1>My data</h1>
        <button type="button" className="danger" onClick={() => setErasing(true)} data-testid="erase-me">
          Erase all of it…
        </button>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {me && (
        <section className="card" aria-labelledby="mine-title">
          <h2 id="mine-title">{me.name}</h2>
          <p className="muted">
            Enrolled {dateOf(me.enrolledAt)} · {me.templates} {me.templates === 1 ? 'template' : 'templates'}, no photos
          </p>
          <ul className="grants" aria-label="What I agreed to">
            {me.grants.map((grant) => (
              <li key={grant.id} className="grant" data-testid="my-grant" data-state={grantState(grant)}>
                <span className={`badge grant-${grantState(grant).replaceAll(' ', '-')}`}>{grantState(grant)}</span>
                <span>
                  <b>{purposeWords(grant.purpose)}</b> at{' '}
                  {grant.places.length === 0 ? 'all places' : grant.places.map(nameOf).join(', ')}
                </span>
                <span className="muted">
                  from {dateOf(grant.from)}, notice {grant.noticeVersion}
                  {grant.withdrawnAt !== null && ` · withdrawn ${dateTimeOf(grant.withdrawnAt)}`}
                </span>
                {grant.withdrawnAt === null && (
                  <button
                    type="button"
                    className="quiet"
                    onClick={() => setWithdrawing(grant)}
                    data-testid="withdraw-mine"
                  >
                    Withdraw…
                  </button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {ledger && (
        <section className="card stacked" aria-labelledby="ledger-title">
          <h2 id="ledger-title">My agreements over time</h2>
          <p className="muted">Lines are added and never changed, with the words that I was shown.</p>
          <Ledger lines={ledger} places={places} self />
        </section>
      )}
      <section className="card" aria-labelledby="about-me-title">
        <h2 id="about-me-title">What doors decided about me</h2>
        {decisions?.length === 0 && <p className="muted">Nothing is kept.</p>}
        <ul className="rows">
          {decisions?.map((decision) => (
            <li key={decision.id}>
              <span>
                {timeOf(decision.time)} · {decision.doorName} <span className="muted">{decision.reason}</span>
              </span>
              <OutcomeBadge outcome={decision.outcome} />
            </li>
          ))}
        </ul>
      </section>
      <OwnGoods />
      <AboutMe />
      {withdrawing && (
        <Confirm
          title="Withdraw this grant?"
          action="Withdraw"
          onConfirm={async () => {
            setMe(await api.withdrawMine(withdrawing.id))
            setLedger(await api.myLedger())
          }}
          onClose={() => setWithdrawing(null)}
        >
          <p>You are no longer recognised for “{purposeWords(withdrawing.purpose)}” from now on.</p>
        </Confirm>
      )}
      {erasing && (
        <Confirm
          title="Erase all my data?"
          action="Erase everything"
          onConfirm={async () => onErased(await api.eraseMe())}
          onClose={() => setErasing(false)}
        >
          <p>
            Your templates, grants and this account are destroyed at once. Nothing that was kept can be read afterwards,
            and no door recognises you any more. This cannot be undone.
          </p>
        </Confirm>
      )}
    </div>
  )
}

/** What is left: the receipt, for the person to keep. */
export function ErasedPage({ receipt }: { receipt: ErasureReceipt }) {
  return (
    <main className="alone">
      <div className="login-title">
        <Logo size={52} />
        <h1>You were erased</h1>
      </div>
      <div className="card" data-testid="erasure-receipt">
        <p>
          Receipt: member {receipt.erased},{' '}
          {Object.entries(receipt.counts)
            .map(([store, amount]) => `${store}: ${amount}`)
            .join(', ')}
          , {dateTimeOf(receipt.at)}. Signed by this site:
        </p>
        <p>
          <code>{receipt.signature}</code>
        </p>
      </div>
    </main>
  )
}
