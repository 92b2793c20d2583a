import { useEffect, useState } from 'react'
import { api, thumbnailUrl, type Observation } from './api'
import { durationOf, merge, timeOf } from './format'
import { Banner, Icon, messageOf, MoreLine, usePages } from './parts'
import { coloursOf, kindOf, longestStay, personWords, plateWords, speedWords, swatchOf, vehicleName, wordsOf } from './scene'

/** A page that stays open for days keeps no more than this. */
const KEPT = 1000

const classes = ['person', 'bicycle', 'car', 'motorcycle', 'bus', 'truck']

interface ObservationsTableProps {
  streetId: string
  /** Those that came over the live connection, the newest first. */
  live: Observation[]
  /** Changes whenever the live connection comes back: some may have been missed meanwhile. */
  connections: number
}

export function ObservationsTable({ streetId, live, connections }: ObservationsTableProps) {
  const [filter, setFilter] = useState('ALL')
  const matches = (observation: Observation) => filter === 'ALL' || observation.class === filter
  const pages = usePages<Observation>((limit, before) => api.observations(streetId, limit, before), matches, KEPT)
  const { items: loaded, complete, busy, error, setError, receive, loadMore } = pages

  useEffect(() => {
    let current = true
    pages.newest().then(
      (page) => {
        if (!current) return
        receive(page)
        setError(null)
      },
      (problem) => {
        if (current) setError(messageOf(problem))
      },
    )
    return () => {
      current = false
    }
  }, [streetId, connections])

  const all = loaded === null ? null : merge(loaded, live)
  const shown = all?.filter(matches) ?? []
  const names = [...new Set([...classes, ...(all ?? []).map((observation) => observation.class)])]

  return (
    <section className="observations" aria-labelledby="observations-title">
      <div className="page-head">
        <h2 id="observations-title">Last observations</h2>
        <div className="field inline">
          <label htmlFor="observation-filter">Class</label>
          <select
            id="observation-filter"
            data-testid="observation-filter"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          >
            <option value="ALL">All</option>
            {names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </div>
      {error && <Banner kind="error">{error}</Banner>}
      {all === null && error === null && <p className="muted empty">Loading…</p>}
      {all && (
        <>
          <div className="card table-card">
            <table className="log" data-testid="observations-table">
              <thead>
                <tr>
                  <th scope="col">
                    <span className="visually-hidden">Picture</span>
                  </th>
                  <th scope="col">What</th>
                  <th scope="col">Colours</th>
                  <th scope="col">Plate</th>
                  <th scope="col">Direction</th>
                  <th scope="col">Stayed</th>
                  <th scope="col">Speed</th>
                  <th scope="col">Time</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((observation) => (
                  <ObservationRow key={observation.id} observation={observation} />
                ))}
              </tbody>
            </table>
            {shown.length === 0 && (
              <p className="muted empty">
                {all.length === 0 ? 'Nothing has passed yet. Observations appear here as objects leave the picture.' : 'None of the observations loaded so far.'}
              </p>
            )}
          </div>
          <MoreLine
            shown={shown.length}
            of={filter === 'ALL' ? null : all.length}
            complete={complete}
            busy={busy}
            onMore={() => loadMore(all.at(-1)?.id)}
          />
        </>
      )}
    </section>
  )
}

function ObservationRow({ observation }: { observation: Observation }) {
  const { attributes } = observation
  const colours = coloursOf(attributes)
  const plate = plateWords(attributes)
  const stay = longestStay(observation)
  const more = [vehicleName(attributes), personWords(attributes)].filter((words) => words !== '').join(', ')
  return (
    <tr data-testid="observation-row" data-class={observation.class}>
      <td className="cell-thumbnail">
        <Thumbnail observation={observation} />
      </td>
      <td className="cell-what">
        <b>{kindOf(observation.class, attributes)}</b>
        {more && <span className="muted">{more}</span>}
      </td>
      <td data-label="Colours">
        {colours.length === 0 && <span className="muted">unknown</span>}
        <span className="swatches">
          {colours.map(({ part, guess }) => (
            <span key={part} className="colour" title={`${Math.round(guess.score * 100)} % sure`}>
              <span className="swatch" style={{ background: swatchOf(guess.value) }} aria-hidden="true" />
              {part && <span className="visually-hidden">{part}: </span>}
              {wordsOf(guess.value)}
            </span>
          ))}
        </span>
      </td>
      <td data-label="Plate">
        {plate === null ? (
          <span className="muted dash">–</span>
        ) : (
          <span className={attributes.plate?.text ? 'plate text' : 'plate'}>{plate}</span>
        )}
      </td>
      <td data-label="Direction">
        {observation.crossings.length === 0 ? (
          <span className="muted dash">–</span>
        ) : (
          <span>
            {observation.crossings.map((crossing, i) => (
              <span key={i} className="crossing">
                {crossing.name} <b>{crossing.direction}</b>
              </span>
            ))}
          </span>
        )}
      </td>
      <td data-label="Stayed">
        {stay === null ? <span className="muted dash">–</span> : <span>{durationOf(stay.seconds)} <span className="muted">{stay.name}</span></span>}
      </td>
      <td data-label="Speed">{observation.speedKmh === null ? <span className="muted dash">–</span> : speedWords(observation.speedKmh)}</td>
      <td data-label="Time">
        <span>
          <time dateTime={observation.to}>{timeOf(observation.to)}</time>{' '}
          <span className="muted">for {durationOf(observation.seconds)}</span>
        </span>
      </td>
    </tr>
  )
}

function Thumbnail({ observation }: { observation: Observation }) {
  const [missing, setMissing] = useState(false)
  if (observation.thumbnail && !missing) {
    return (
      <img
        src={thumbnailUrl(observation)}
        alt={`A ${kindOf(observation.class, observation.attributes)}, plate and faces made unreadable`}
        loading="lazy"
        decoding="async"
        width={72}
        height={48}
        onError={() => setMissing(true)}
      />
    )
  }
  return (
    <span className="no-thumbnail" title={observation.class === 'person' ? 'No pictures of people are kept' : undefined}>
      <Icon name={observation.class === 'person' ? 'person' : 'none'} size={24} />
    </span>
  )
}
