import { useEffect, useState, type FormEvent } from 'react'
import { api, type Retention, type Street, type Vehicle } from '../api'
import { endOfDay, lastDayOf } from '../format'
import { Banner, Confirm, messageOf } from '../parts'

/** A car park's registered vehicles: the only ones whose plates are kept and shown as text. */
export function StreetVehicles({ street }: { street: Street }) {
  const [vehicles, setVehicles] = useState<Vehicle[] | null>(null)
  const [retention, setRetention] = useState<Retention | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [removing, setRemoving] = useState<Vehicle | null>(null)

  useEffect(() => {
    api.vehicles().then(setVehicles, (problem) => setError(messageOf(problem)))
    api.retention().then(setRetention, (problem) => setError(messageOf(problem)))
  }, [])

  const plates = retention?.kinds.find(({ kind }) => kind === 'plates')
  const here = vehicles?.filter((vehicle) => vehicle.streets.includes(street.id)) ?? []

  return (
    <div className="vehicles">
      {error && <Banner kind="error">{error}</Banner>}
      <section className="card">
        <h2>Registered vehicles</h2>
        <p className="muted intro">
          Only their plates are shown as text by this camera, because their owners agreed. Of every other plate nothing is kept that could be
          read{plates && `, and that for ${plates.time} only`}.
        </p>
        {vehicles && here.length === 0 && <p className="muted empty">No vehicle is registered for this camera.</p>}
        <ul data-testid="vehicles">
          {here.map((vehicle) => (
            <li key={vehicle.id} className="grant" data-testid="vehicle-row">
              <span className="plate text">{vehicle.plate}</span>
              <span>{vehicle.owner}</span>
              <span className="muted">{vehicle.validTo === null ? 'until removed' : `until ${lastDayOf(vehicle.validTo)}`}</span>
              <button type="button" className="quiet" onClick={() => setRemoving(vehicle)} aria-label={`Remove ${vehicle.plate}`} data-testid="remove-vehicle">
                Remove
              </button>
            </li>
          ))}
        </ul>
      </section>
      <AddVehicle street={street} onAdded={(vehicle) => setVehicles((before) => [...(before ?? []), vehicle])} />
      {removing && (
        <Confirm
          title={`Remove ${removing.plate}?`}
          action="Remove the vehicle"
          onConfirm={async () => {
            await api.deregister(removing.id)
            setVehicles((before) => before?.filter((vehicle) => vehicle.id !== removing.id) ?? null)
          }}
          onClose={() => setRemoving(null)}
        >
          <p>
            The plate is deleted, and cameras treat it as any other from now on.
            {removing.streets.length > 1 && ' It is removed from all cameras it was registered for.'}
          </p>
        </Confirm>
      )}
    </div>
  )
}

function AddVehicle({ street, onAdded }: { street: Street; onAdded: (vehicle: Vehicle) => void }) {
  const [plate, setPlate] = useState('')
  const [owner, setOwner] = useState('')
  const [lastDay, setLastDay] = useState('')
  const [agreed, setAgreed] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  async function add(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const validTo = lastDay === '' ? {} : { validTo: endOfDay(lastDay) }
      onAdded(await api.register({ plate: plate.trim(), owner: owner.trim(), streets: [street.id], ...validTo }))
      setPlate('')
      setOwner('')
      setLastDay('')
      setAgreed(false)
    } catch (problem) {
      setError(messageOf(problem))
    }
    setBusy(false)
  }

  const complete = plate.trim() !== '' && owner.trim() !== '' && agreed
  return (
    <form className="card enrol" onSubmit={add} data-testid="vehicle-form">
      <h2>Register a vehicle</h2>
      {error && <Banner kind="error">{error}</Banner>}
      <div className="field-row">
        <div className="field">
          <label htmlFor="vehicle-plate">Licence plate</label>
          <input id="vehicle-plate" value={plate} maxLength={20} autoComplete="off" autoCapitalize="characters" onChange={(event) => setPlate(event.target.value)} data-testid="vehicle-plate" />
        </div>
        <div className="field">
          <label htmlFor="vehicle-owner">Owner</label>
          <input id="vehicle-owner" value={owner} maxLength={100} autoComplete="off" onChange={(event) => setOwner(event.target.value)} data-testid="vehicle-owner" />
        </div>
        <div className="field">
          <label htmlFor="vehicle-until">
            Last day <span className="muted">(optional)</span>
          </label>
          <input id="vehicle-until" type="date" value={lastDay} onChange={(event) => setLastDay(event.target.value)} data-testid="vehicle-until" />
        </div>
      </div>
      <label className="check consent">
        <input type="checkbox" checked={agreed} onChange={(event) => setAgreed(event.target.checked)} data-testid="vehicle-agreed" />
        The owner has agreed that the camera “{street.name}” stores this plate and shows it as text, and knows that they can withdraw this at
        any time.
      </label>
      <div className="submit-line">
        <button type="submit" className="primary" disabled={!complete || busy} data-testid="vehicle-add">
          {busy ? 'Registering…' : 'Register'}
        </button>
      </div>
    </form>
  )
}
