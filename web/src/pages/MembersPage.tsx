import { useEffect, useState } from 'react'
import { api, type ErasureReceipt, type InvitationLink, type Grant, type Member, type Place } from '../api'
import { dateOf, dateTimeOf, grantState, lastDayOf, purposeWords } from '../format'
import { Banner, Confirm, messageOf } from '../parts'
import { href } from '../route'
import { LinkBanner } from './AccountsPage'

type Asking = { to: 'erase'; member: Member } | { to: 'withdraw'; member: Member; grant: Grant }

export function MembersPage({ places }: { places: Place[] }) {
  const [members, setMembers] = useState<Member[] | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [asking, setAsking] = useState<Asking | null>(null)
  const [receipt, setReceipt] = useState<{ name: string; receipt: ErasureReceipt } | null>(null)
  const [search, setSearch] = useState('')
  const [link, setLink] = useState<InvitationLink | null>(null)

  useEffect(() => {
    api.members().then(setMembers, (problem) => setError(messageOf(problem)))
  }, [])

  const wanted = search.trim().toLocaleLowerCase()
  const shown = members?.filter((member) => member.name.toLocaleLowerCase().includes(wanted)) ?? []

  async function withdraw(member: Member, grant: Grant) {
    const changed = await api.withdraw(member.id, grant.id)
    setMembers((before) => before?.map((one) => (one.id === changed.id ? changed : one)) ?? null)
  }

  async function erase(member: Member) {
    const receipt = await api.erase(member.id)
    setMembers((before) => before?.filter((one) => one.id !== member.id) ?? null)
    setReceipt({ name: member.name, receipt })
  }

  return (
    <>
      <div className="page-head">
        <h1>Members</h1>
        <div className="actions start">
          <a className="button" href={href('members', 'card')} data-testid="card-open">
            Cards
          </a>
          <a className="button primary" href={href('members', 'enrol')} data-testid="enrol-open">
            Enrol a member
          </a>
        </div>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {link && <LinkBanner link={link} onClose={() => setLink(null)} />}
      {receipt && (
        <Banner kind="success" onClose={() => setReceipt(null)}>
          <strong>{receipt.name} was erased.</strong> Receipt: member {receipt.receipt.erased},{' '}
          {Object.entries(receipt.receipt.counts)
            .map(([store, count]) => `${store} ${count}`)
            .join(', ')}{' '}
          destroyed, {dateTimeOf(receipt.receipt.at)}.
        </Banner>
      )}
      {members?.length === 0 && (
        <div className="card empty">
          <p>Nobody is enrolled yet, so the door knows nobody and opens for nobody.</p>
        </div>
      )}
      {members && members.length > 8 && (
        <div className="field search">
          <label htmlFor="member-search">Find by name</label>
          <input
            id="member-search"
            type="search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      )}
      <ul className="members">
        {shown.map((member) => (
          <li key={member.id} className="card member-row" data-testid="member-row">
            <div className="member-head">
              <div>
                <h2>{member.name}</h2>
                <p className="muted">
                  Enrolled {dateOf(member.enrolledAt)} · {member.templates}{' '}
                  {member.templates === 1 ? 'template' : 'templates'}
                </p>
              </div>
              <a
                className="button quiet"
                href={href('members', member.id, 'consent')}
                aria-label={`What ${member.name} agreed to`}
                data-testid="member-consent"
              >
                Consent…
              </a>
              <a
                className="button quiet"
                href={href('members', member.id)}
                aria-label={`Look at a day of ${member.name}`}
                data-testid="member-day"
              >
                A day…
              </a>
              <button
                type="button"
                className="quiet"
                aria-label={`Invite ${member.name} to see their own data`}
                onClick={() =>
                  void api.inviteMember(member.id).then(setLink, (problem) => setError(messageOf(problem)))
                }
                data-testid="member-invite"
              >
                Invite…
              </button>
              <button
                type="button"
                className="danger-outline"
                aria-label={`Erase ${member.name}`}
                onClick={() => setAsking({ to: 'erase', member })}
                data-testid="member-erase"
              >
                Erase…
              </button>
            </div>
            <ul className="grants" aria-label={`Consent grants of ${member.name}`}>
              {member.grants.map((grant) => (
                <GrantRow
                  key={grant.id}
                  grant={grant}
                  places={places}
                  onWithdraw={() => setAsking({ to: 'withdraw', member, grant })}
                />
              ))}
              {member.grants.length === 0 && <li className="muted">No consent grant: this member is never recognised.</li>}
            </ul>
          </li>
        ))}
      </ul>
      {members && members.length > 0 && shown.length === 0 && <p className="muted">No member has such a name.</p>}
      {asking?.to === 'withdraw' && (
        <Confirm
          title={`Withdraw this grant of ${asking.member.name}?`}
          action="Withdraw"
          onConfirm={() => withdraw(asking.member, asking.grant)}
          onClose={() => setAsking(null)}
        >
          <p>
            {asking.member.name} will no longer be recognised for “{purposeWords(asking.grant.purpose)}”, from now on.
            This cannot be undone; a new consent is needed to allow it again.
          </p>
        </Confirm>
      )}
      {asking?.to === 'erase' && (
        <Confirm
          title={`Erase ${asking.member.name}?`}
          action={`Erase ${asking.member.name}`}
          onConfirm={() => erase(asking.member)}
          onClose={() => setAsking(null)}
        >
          <p>
            Their templates and grants are destroyed at once, and nothing that was kept can be read afterwards. This
            cannot be undone. You get a receipt for the member.
          </p>
        </Confirm>
      )}
    </>
  )
}

function GrantRow({ grant, places, onWithdraw }: { grant: Grant; places: Place[]; onWithdraw: () => void }) {
  const state = grantState(grant)
  const nameOf = (id: string) => places.find((place) => place.id === id)?.name ?? id
  return (
    <li className="grant" data-testid="grant-row" data-state={state}>
      <span className={`badge grant-${state.replaceAll(' ', '-')}`}>{state}</span>
      <span>
        <b>{purposeWords(grant.purpose)}</b> at {grant.places.length === 0 ? 'all places' : grant.places.map(nameOf).join(', ')}
      </span>
      <span className="muted">
        from {dateOf(grant.from)}
        {grant.to === null ? ', no end date' : ` to ${lastDayOf(grant.to)}`} · notice {grant.noticeVersion}
        {grant.withdrawnAt !== null && ` · withdrawn ${dateTimeOf(grant.withdrawnAt)}`}
      </span>
      {grant.withdrawnAt === null && (
        <button type="button" className="quiet" onClick={onWithdraw} data-testid="grant-withdraw">
          Withdraw…
        </button>
      )}
    </li>
  )
}
