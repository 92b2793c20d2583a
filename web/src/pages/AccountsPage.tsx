import { useEffect, useState } from 'react'
import { api, type Account, type InvitationLink, type Place, type Role } from '../api'
import { dateOf, dateTimeOf } from '../format'
import { Banner, Confirm, messageOf } from '../parts'
import { restrictable, roleWords, staff, welcomeAddress } from '../roles'

/** For owners: who may log in. */
export function AccountsPage({ places }: { places: Place[] }) {
  const [accounts, setAccounts] = useState<Account[] | null>(null)
  const [link, setLink] = useState<InvitationLink | null>(null)
  const [deleting, setDeleting] = useState<Account | null>(null)
  const [role, setRole] = useState<Role>('RECEPTION')
  const [chosen, setChosen] = useState<string[]>([])
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    api.accounts().then(setAccounts, (problem) => setError(messageOf(problem)))
  }, [])

  const guarded = async (work: () => Promise<void>) => {
    setError(null)
    try {
      await work()
    } catch (problem) {
      setError(messageOf(problem))
    }
  }

  const change = (account: Account, to: Role, at: string[]) =>
    guarded(async () => {
      const changed = await api.changeAccount(account.username, to, restrictable(to) ? at : [])
      setAccounts((before) => before?.map((one) => (one.username === changed.username ? changed : one)) ?? null)
    })

  return (
    <>
      <div className="page-head">
        <h1>Accounts</h1>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {link && <LinkBanner link={link} onClose={() => setLink(null)} />}
      <section className="card" aria-labelledby="invite-title">
        <h2 id="invite-title">Invite somebody</h2>
        <p className="muted">They choose their name and password, or passkey, themselves; nobody else ever knows it.</p>
        <div className="row-form">
          <div className="field">
            <label htmlFor="invite-role">Role</label>
            <select
              id="invite-role"
              data-testid="invite-role"
              value={role}
              onChange={(event) => setRole(event.target.value as Role)}
            >
              {staff.map((one) => (
                <option key={one} value={one}>
                  {roleWords[one]}
                </option>
              ))}
            </select>
          </div>
          {restrictable(role) && <PlaceChoice places={places} chosen={chosen} onChange={setChosen} />}
          <button
            type="button"
            className="primary"
            data-testid="invite"
            onClick={() =>
              void guarded(async () => setLink(await api.invite(role, restrictable(role) ? chosen : [])))
            }
          >
            Make a one-time link
          </button>
        </div>
      </section>
      <ul className="rows card">
        {accounts?.map((account) => (
          <li key={account.username} data-testid="account-row">
            <span>
              <strong>{account.username}</strong>{' '}
              <span className="muted">
                {roleWords[account.role]}, since {dateOf(account.createdAt)}
                {account.oidc ? ', single sign-on' : account.password ? '' : ', passkey only'}
              </span>
            </span>
            <span className="actions">
              {account.role !== 'MEMBER' && (
                <select
                  aria-label={`Role of ${account.username}`}
                  value={account.role}
                  onChange={(event) => void change(account, event.target.value as Role, account.places)}
                >
                  {staff.map((one) => (
                    <option key={one} value={one}>
                      {one.toLowerCase()}
                    </option>
                  ))}
                </select>
              )}
              {restrictable(account.role) && (
                <PlaceChoice
                  places={places}
                  chosen={account.places}
                  onChange={(at) => void change(account, account.role, at)}
                />
              )}
              <button
                type="button"
                className="quiet"
                onClick={() => void guarded(async () => setLink(await api.inviteAgain(account.username)))}
              >
                New password…
              </button>
              <button type="button" className="quiet" onClick={() => setDeleting(account)}>
                Delete…
              </button>
            </span>
          </li>
        ))}
      </ul>
      {deleting && (
        <Confirm
          title={`Delete the account ${deleting.username}?`}
          action="Delete"
          onConfirm={async () => {
            await api.deleteAccount(deleting.username)
            setAccounts((before) => before?.filter((one) => one.username !== deleting.username) ?? null)
          }}
          onClose={() => setDeleting(null)}
        >
          <p>It is logged out at once, and its API tokens and passkeys stop working.</p>
        </Confirm>
      )}
    </>
  )
}

function PlaceChoice({
  places,
  chosen,
  onChange,
}: {
  places: Place[]
  chosen: string[]
  onChange: (places: string[]) => void
}) {
  return (
    <fieldset className="places">
      <legend>
        Places <span className="muted">(none chosen means all)</span>
      </legend>
      {places.map((place) => (
        <label key={place.id} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(place.id)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, place.id] : chosen.filter((id) => id !== place.id))
            }
          />
          {place.name}
        </label>
      ))}
    </fieldset>
  )
}

/** A link to hand over, shown once. */
export function LinkBanner({ link, onClose }: { link: InvitationLink; onClose: () => void }) {
  return (
    <Banner kind="success" onClose={onClose}>
      Hand this link over; it works once, until {dateTimeOf(link.expiresAt)}, and is not shown again:{' '}
      <code data-testid="invitation-link">{welcomeAddress(location.origin, link.link)}</code>
    </Banner>
  )
}
