import { lazy, Suspense, useCallback, useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { Drop } from '../Drop'
import { number } from '../format'
import {
  bands,
  days,
  daysWords,
  intervalWords,
  merchandise,
  percent,
  pictureUrl,
  priceWords,
  ruleWords,
  type ImportResult,
  type Item,
  type NewItem,
  type PictureResult,
} from '../merchandise'
import { Banner, Confirm, messageOf } from '../parts'
import { href } from '../route'
import '../merchandise.css'

const MerchandiseReport = lazy(() => import('./MerchandiseReport'))

/** The goods that kiosks show: the catalogue, and what was learned from touches. */
export function MerchandisePage({ section }: { section: string | null }) {
  const report = section === 'report'
  return (
    <div className="merchandise-page">
      <div className="page-head">
        <h1>Merchandise</h1>
      </div>
      <nav className="tabs" aria-label="Parts of this page">
        <a href={href('merchandise')} aria-current={report ? undefined : 'page'}>
          Goods
        </a>
        <a href={href('merchandise', 'report')} aria-current={report ? 'page' : undefined} data-testid="merchandise-report-tab">
          Report
        </a>
      </nav>
      {report ? (
        <Suspense fallback={<p className="muted">Loading…</p>}>
          <MerchandiseReport />
        </Suspense>
      ) : (
        <Goods />
      )}
    </div>
  )
}

function Goods() {
  const [items, setItems] = useState<Item[] | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [sought, setSought] = useState('')
  const [edited, setEdited] = useState<Item | 'new' | null>(null)
  const [removing, setRemoving] = useState<Item | null>(null)

  const reload = useCallback(() => {
    merchandise.items().then(setItems, (problem) => setError(messageOf(problem)))
  }, [])
  useEffect(reload, [reload])

  const words = sought.trim().toLowerCase()
  const found = items?.filter((item) => `${item.name} ${item.sku} ${item.description}`.toLowerCase().includes(words)) ?? []
  const shown = found.slice(0, 200)

  return (
    <>
      {error && (
        <Banner kind="error" onClose={() => setError(null)}>
          {error}
        </Banner>
      )}
      <Uploads onDone={reload} />
      <section className="card table-card goods-card">
        <div className="card-head goods-head">
          <h2>{items === null ? 'Goods' : `${number(items.length)} ${items.length === 1 ? 'item' : 'items'}`}</h2>
          <div className="goods-tools">
            <input type="search" value={sought} onChange={(event) => setSought(event.target.value)} placeholder="Search by name or SKU" aria-label="Search" data-testid="goods-search" />
            <a className="button" href="/api/merchandise/catalogue.csv" download="catalogue.csv">
              Download as CSV
            </a>
            <button type="button" className="primary" onClick={() => setEdited('new')} data-testid="item-new">
              Add an item
            </button>
          </div>
        </div>
        {items?.length === 0 && (
          <p className="muted empty">
            There are no goods yet. Upload a catalogue, or add an item; kiosks show them beside their picture at once.
          </p>
        )}
        {items && items.length > 0 && found.length === 0 && <p className="muted empty">Nothing matches “{sought}”.</p>}
        {shown.length > 0 && (
          <div className="scrolling" tabIndex={0} role="region" aria-label="Goods">
            <table className="goods" data-testid="goods">
              <thead>
                <tr>
                  <th scope="col" className="goods-picture">
                    <span className="visually-hidden">Picture</span>
                  </th>
                  <th scope="col">Item</th>
                  <th scope="col" className="amount">
                    Price
                  </th>
                  <th scope="col">Shown to</th>
                  <th scope="col" className="amount">
                    Stock
                  </th>
                  <th scope="col" className="amount">
                    Weight
                  </th>
                  <th scope="col">Touched</th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.map((item) => (
                  <Row key={item.id} item={item} onEdit={() => setEdited(item)} onRemove={() => setRemoving(item)} />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {found.length > shown.length && <p className="muted empty">The first {shown.length} are shown. Search for others.</p>}
      </section>
      {edited && (
        <ItemDialog
          item={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={() => {
            setEdited(null)
            reload()
          }}
        />
      )}
      {removing && (
        <Confirm
          title={`Delete ${removing.name}?`}
          action="Delete the item"
          onConfirm={async () => {
            await merchandise.remove(removing.id)
            reload()
          }}
          onClose={() => setRemoving(null)}
        >
          <p>Its picture goes with it, and how often it was shown and touched. To pause it, set its stock to 0.</p>
        </Confirm>
      )}
    </>
  )
}

function Row({ item, onEdit, onRemove }: { item: Item; onEdit: () => void; onRemove: () => void }) {
  const url = pictureUrl(item)
  const rules = ruleWords(item)
  return (
    <tr data-testid="goods-row" className={item.stock === 0 ? 'sold-out' : undefined}>
      <td className="goods-picture">{url ? <img src={url} alt="" loading="lazy" width={56} height={56} /> : <span className="no-picture">no picture</span>}</td>
      <th scope="row">
        {item.name}
        <span className="muted small">{item.sku}</span>
      </th>
      <td className="amount">{priceWords(item.price, item.currency)}</td>
      <td>
        {rules.length === 0 ? (
          <span className="muted">everyone</span>
        ) : (
          <span className="rules">
            {rules.map((rule, i) => (
              <span key={rule} className={i === 0 && item.minimumAge > 0 ? 'badge rule restricted' : 'badge rule'}>
                {rule}
              </span>
            ))}
          </span>
        )}
      </td>
      <td className="amount">{item.stock === null ? <span className="muted">–</span> : item.stock === 0 ? <b className="problem">sold out</b> : number(item.stock)}</td>
      <td className="amount">{number(item.weight)}</td>
      <td>
        {item.rate.of === 0 ? (
          <span className="muted">not shown yet</span>
        ) : (
          <>
            {percent(item.rate.value)}
            <span className="muted small">
              {intervalWords(item.rate.low, item.rate.high)} of {number(item.rate.of)}
            </span>
          </>
        )}
      </td>
      <td className="goods-actions">
        <button type="button" className="quiet" onClick={onEdit} aria-label={`Edit ${item.name}`} data-testid="item-edit">
          Edit
        </button>
        <button type="button" className="quiet" onClick={onRemove} aria-label={`Delete ${item.name}`} data-testid="item-delete">
          Delete
        </button>
      </td>
    </tr>
  )
}

// ---- files

function Uploads({ onDone }: { onDone: () => void }) {
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [catalogue, setCatalogue] = useState<{ file: string; result: ImportResult } | null>(null)
  const [pictures, setPictures] = useState<PictureResult[] | null>(null)

  async function take(files: File[]) {
    const images = files.filter((file) => file.type.startsWith('image/'))
    const tables = files.filter((file) => !file.type.startsWith('image/'))
    setError(null)
    setCatalogue(null)
    setPictures(null)
    const progress = (what: string) => (share: number) => setBusy(share < 1 ? `${what}: ${Math.round(share * 100)} %` : `${what}: reading…`)
    try {
      for (const file of tables) {
        progress(file.name)(0)
        setCatalogue({ file: file.name, result: await merchandise.load(file, progress(file.name)) })
      }
      const results: PictureResult[] = []
      // The server takes 100 parts at once.
      for (let i = 0; i < images.length; i += 50) {
        const some = images.slice(i, i + 50)
        results.push(...(await merchandise.pictures(some, progress(`${i + some.length} of ${images.length} pictures`))))
        setPictures([...results])
      }
    } catch (problem) {
      setError(messageOf(problem))
    }
    setBusy(null)
    onDone()
  }

  return (
    <section className="card">
      <h2>Upload</h2>
      <div className="goods-uploads">
        <Drop accept=".csv,.tsv,.txt,.json,text/csv,application/json" onFiles={take} testId="upload-catalogue">
          <b>Choose a catalogue</b> or drop it here
          <span className="muted small">
            CSV or JSON with sku, name and price; also currency, description, minimum_age, ages, sexes, days, hours, stock and weight
          </span>
        </Drop>
        <Drop accept="image/*" multiple onFiles={take} testId="upload-pictures">
          <b>Choose pictures</b> or drop them here
          <span className="muted small">JPEG, PNG, WebP or BMP, each named by its item’s SKU: A-17.jpg</span>
        </Drop>
      </div>
      {busy && (
        <p role="status" className="muted" data-testid="upload-busy">
          {busy}
        </p>
      )}
      {error && <Banner kind="error">{error}</Banner>}
      {catalogue && <CatalogueResult {...catalogue} />}
      {pictures && <PictureResults results={pictures} />}
    </section>
  )
}

function CatalogueResult({ file, result }: { file: string; result: ImportResult }) {
  const refused = result.refused.length
  const taken = result.added + result.changed + result.unchanged
  return (
    <div className="upload-result" data-testid="upload-result">
      <Banner kind={refused === 0 ? 'success' : taken === 0 ? 'error' : 'info'}>
        <b>{file}</b> ({result.encoding}): {number(result.added)} added, {number(result.changed)} changed, {number(result.unchanged)} as they were
        {refused > 0 && `, ${number(refused)} refused`}.{result.ignored.length > 0 && ` Not read: the columns ${result.ignored.join(', ')}.`}
      </Banner>
      {refused > 0 && (
        <div className="scrolling refused-rows" tabIndex={0} role="region" aria-label="Refused rows">
          <table>
            <thead>
              <tr>
                <th scope="col" className="amount">
                  Line
                </th>
                <th scope="col">SKU</th>
                <th scope="col">Why it was refused</th>
              </tr>
            </thead>
            <tbody>
              {result.refused.slice(0, 500).map((one, i) => (
                <tr key={i} data-testid="refused-row">
                  <td className="amount">{one.line}</td>
                  <td>{one.sku || '–'}</td>
                  <td>{one.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

function PictureResults({ results }: { results: PictureResult[] }) {
  const refused = results.filter((one) => one.reason !== null)
  return (
    <div className="upload-result" data-testid="picture-results">
      <Banner kind={refused.length === 0 ? 'success' : 'info'}>
        {results.length - refused.length} of {results.length} pictures were taken.
      </Banner>
      {refused.length > 0 && (
        <ul className="refused-pictures">
          {refused.map((one, i) => (
            <li key={i}>
              <b>{one.file}</b>: {one.reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

// ---- one item

const empty: NewItem = {
  sku: '',
  name: '',
  description: '',
  price: '',
  currency: '',
  minimumAge: 0,
  ages: [],
  sexes: [],
  days: [],
  hours: null,
  stock: null,
  weight: 1,
}

function ItemDialog({ item, onClose, onSaved }: { item: Item | null; onClose: () => void; onSaved: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [wish, setWish] = useState<NewItem>(item ?? empty)
  const [picture, setPicture] = useState<File | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [from, to] = (wish.hours ?? '-').split('-')

  useEffect(() => {
    const element = dialog.current!
    element.showModal()
    return () => element.close()
  }, [])

  const set = (change: Partial<NewItem>) => setWish((before) => ({ ...before, ...change }))
  const toggle = (field: 'ages' | 'sexes' | 'days', value: string) =>
    set({ [field]: wish[field].includes(value) ? wish[field].filter((one) => one !== value) : [...wish[field], value] })

  async function save(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const { sku, name, description, price, currency, minimumAge, ages, sexes, days, hours, stock, weight } = wish
      const said: NewItem = { sku, name, description, price, currency, minimumAge, ages, sexes, days, hours: hours === '-' ? null : hours, stock, weight }
      const saved = item ? await merchandise.change(item.id, said) : await merchandise.add(said)
      if (picture) await merchandise.setPicture(saved.id, picture)
      onSaved()
    } catch (problem) {
      setError(messageOf(problem))
      setBusy(false)
    }
  }

  return (
    <dialog
      ref={dialog}
      className="item-dialog"
      aria-labelledby="item-title"
      data-testid="item-dialog"
      onCancel={(event) => {
        event.preventDefault()
        if (!busy) onClose()
      }}
    >
      <form onSubmit={save}>
        <h2 id="item-title">{item ? `Edit ${item.name}` : 'Add an item'}</h2>
        <div className="field-row">
          <Field id="item-name" label="Name" wide>
            <input id="item-name" value={wish.name} maxLength={200} required onChange={(event) => set({ name: event.target.value })} data-testid="item-name" autoFocus />
          </Field>
          <Field id="item-sku" label="SKU">
            <input id="item-sku" value={wish.sku} maxLength={64} required onChange={(event) => set({ sku: event.target.value })} data-testid="item-sku" />
          </Field>
        </div>
        <div className="field-row">
          <Field id="item-price" label="Price">
            <input id="item-price" value={wish.price} required inputMode="decimal" placeholder="12.90" onChange={(event) => set({ price: event.target.value })} data-testid="item-price" />
          </Field>
          <Field id="item-currency" label="Currency">
            <input id="item-currency" value={wish.currency} maxLength={3} placeholder="as configured" onChange={(event) => set({ currency: event.target.value.toUpperCase() })} />
          </Field>
          <Field id="item-stock" label="Stock">
            <input
              id="item-stock"
              type="number"
              min={0}
              value={wish.stock ?? ''}
              placeholder="not counted"
              onChange={(event) => set({ stock: event.target.value === '' ? null : event.target.valueAsNumber })}
              data-testid="item-stock"
            />
          </Field>
          <Field id="item-weight" label="Weight">
            <input id="item-weight" type="number" min={0.01} max={100} step="any" required value={Number.isNaN(wish.weight) ? '' : wish.weight} onChange={(event) => set({ weight: event.target.valueAsNumber })} />
          </Field>
        </div>
        <Field id="item-description" label="Description" wide>
          <textarea id="item-description" rows={2} maxLength={1000} value={wish.description} onChange={(event) => set({ description: event.target.value })} />
        </Field>
        <fieldset className="item-rules">
          <legend>Shown to</legend>
          <p className="muted small">What is not chosen does not matter. Where something that is chosen is not known of the people there, the item is not shown.</p>
          <Choice label="Ages" values={bands} chosen={wish.ages} onToggle={(value) => toggle('ages', value)} />
          <Choice label="Sex" values={['FEMALE', 'MALE']} words={(sex) => (sex === 'FEMALE' ? 'women' : 'men')} chosen={wish.sexes} onToggle={(value) => toggle('sexes', value)} />
          <Choice label="Days" values={days} words={(day) => daysWords([day])} chosen={wish.days} onToggle={(value) => toggle('days', value)} />
          <div className="field-row">
            <Field id="item-from" label="From">
              <input id="item-from" type="time" value={from ?? ''} onChange={(event) => set({ hours: `${event.target.value}-${to ?? ''}` })} />
            </Field>
            <Field id="item-to" label="To">
              <input id="item-to" type="time" value={to ?? ''} onChange={(event) => set({ hours: `${from ?? ''}-${event.target.value}` })} />
            </Field>
            <Field id="item-minimum" label="Minimum age">
              <input
                id="item-minimum"
                type="number"
                min={0}
                max={99}
                value={wish.minimumAge === 0 ? '' : wish.minimumAge}
                placeholder="none"
                onChange={(event) => set({ minimumAge: event.target.value === '' ? 0 : event.target.valueAsNumber })}
                data-testid="item-minimum"
              />
            </Field>
          </div>
          <p className="muted small">With a minimum age it is shown only if everyone in view is surely older, and never where an age is not known.</p>
        </fieldset>
        <div className="field">
          <label htmlFor="item-picture">Picture</label>
          <input id="item-picture" type="file" accept="image/*" onChange={(event) => setPicture(event.target.files?.[0] ?? null)} data-testid="item-picture" />
        </div>
        {error && <Banner kind="error">{error}</Banner>}
        <div className="actions">
          <button type="button" onClick={onClose} disabled={busy}>
            Cancel
          </button>
          <button type="submit" className="primary" disabled={busy} data-testid="item-save">
            {busy ? 'Saving…' : 'Save'}
          </button>
        </div>
      </form>
    </dialog>
  )
}

function Field({ id, label, wide = false, children }: { id: string; label: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'field wide' : 'field'}>
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  )
}

interface ChoiceProps {
  label: string
  values: string[]
  words?: (value: string) => string
  chosen: string[]
  onToggle: (value: string) => void
}

function Choice({ label, values, words = (value) => value, chosen, onToggle }: ChoiceProps) {
  return (
    <div className="choice" role="group" aria-label={label}>
      <span>{label}</span>
      <div className="toggles">
        {values.map((value) => (
          <button key={value} type="button" aria-pressed={chosen.includes(value)} onClick={() => onToggle(value)}>
            {words(value)}
          </button>
        ))}
      </div>
    </div>
  )
}
