import { useEffect, useMemo, useRef, useState } from 'react'
import { picksApi, priceWords, sameCards, type ShownPick, type ShownPicks } from '../merchandise'
import '../merchandise.css'

/** How often the server is asked; it gives the same cards for a while. */
const ASK_MS = 2000
/** After so long without an answer there are no cards: who stands there now may not be shown them. */
const OLD_MS = 10_000
/** How long a card that was touched stays open, if nobody closes it. */
const OPEN_MS = 25_000

/**
 * What a kiosk shows beside its picture now; null where it shows nothing. Cards change all at once, when their pictures
 * are there, and never while somebody looks at one that they touched, but for what may no longer be shown.
 *
 * @param n cards at most
 */
export function usePicks(kioskId: string, token: string | null, n = 4) {
  const api = useMemo(() => picksApi(kioskId, token), [kioskId, token])
  const [shown, setShown] = useState<{ picks: ShownPicks; pictures: Map<string, string> } | null>(null)
  const [open, setOpen] = useState<string | null>(null)

  useEffect(() => {
    let closed = false
    let last = performance.now()
    let current: { picks: ShownPicks; pictures: Map<string, string> } | null = null
    let timer: ReturnType<typeof setTimeout> | undefined

    function give(next: { picks: ShownPicks; pictures: Map<string, string> } | null) {
      const before = current
      current = next
      setShown(next)
      // What is on the screen keeps its pictures until the next cards have been drawn.
      if (before) setTimeout(() => before.pictures.forEach((url) => URL.revokeObjectURL(url)), 1000)
    }

    async function ask() {
      try {
        const picks = await api.picks(n)
        last = performance.now()
        if (!closed && !sameCards(current?.picks ?? null, picks)) {
          if (picks.picks.length === 0) {
            give(null)
          } else {
            const pictures = await load(picks.picks)
            if (closed) pictures.forEach((url) => URL.revokeObjectURL(url))
            else give({ picks, pictures })
          }
        }
      } catch {
        if (!closed && current !== null && performance.now() - last > OLD_MS) give(null)
      }
      if (!closed) timer = setTimeout(ask, ASK_MS)
    }

    async function load(picks: ShownPick[]): Promise<Map<string, string>> {
      const pictures = new Map<string, string>()
      await Promise.all(
        picks
          .filter((pick) => pick.picture)
          .map((pick) =>
            api.picture(pick.id).then(
              (url) => pictures.set(pick.id, url),
              () => undefined, // a card without its picture is still a card
            ),
          ),
      )
      return pictures
    }

    void ask()
    return () => {
      closed = true
      clearTimeout(timer)
      current?.pictures.forEach((url) => URL.revokeObjectURL(url))
      current = null
    }
  }, [api, n])

  useEffect(() => {
    if (open === null) return
    const timer = setTimeout(() => setOpen(null), OPEN_MS)
    return () => clearTimeout(timer)
  }, [open])

  return {
    shown,
    open: shown?.picks.picks.some((pick) => pick.id === open) ? open : null,
    touch(pick: ShownPick) {
      setOpen(pick.id)
      api.touch(pick.id).catch(() => undefined) // the next cards come soon
    },
    close: () => setOpen(null),
  }
}

interface KioskPicksProps {
  goods: ReturnType<typeof usePicks>
}

/** The cards; a touched one opens. */
export function KioskPicks({ goods }: KioskPicksProps) {
  const { shown, open, touch, close } = goods
  const back = useRef<HTMLButtonElement>(null)
  const opened = shown?.picks.picks.find((pick) => pick.id === open)
  useEffect(() => {
    if (open !== null) back.current?.focus()
  }, [open])
  if (shown === null) return null

  const picture = (pick: ShownPick) => {
    const url = shown.pictures.get(pick.id)
    return url ? <img src={url} alt="" draggable={false} /> : <span className="pick-letter" aria-hidden="true">{[...pick.name][0]}</span>
  }
  return (
    <section className="picks" aria-label="Goods" data-testid="kiosk-picks">
      <h2>{shown.picks.personal ? 'Picked for you' : 'Have a look'}</h2>
      {opened ? (
        <article className="pick open" data-testid="pick-open">
          <span className="pick-picture">{picture(opened)}</span>
          <h3>{opened.name}</h3>
          <p className="pick-price">{priceWords(opened.price, opened.currency)}</p>
          {opened.description && <p className="pick-text">{opened.description}</p>}
          <button ref={back} type="button" onClick={close} data-testid="pick-close">
            Back to the goods
          </button>
        </article>
      ) : (
        <ul className="pick-cards">
          {shown.picks.picks.map((pick) => (
            <li key={pick.id}>
              <button type="button" className="pick" onClick={() => touch(pick)} data-testid="pick">
                <span className="pick-picture">{picture(pick)}</span>
                <span className="pick-name">{pick.name}</span>
                <span className="pick-price">{priceWords(pick.price, pick.currency)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="picks-why">
        {shown.picks.personal
          ? 'Chosen from what you touched here before, because you agreed to it.'
          : 'Chosen by guessed age and sex and the time of day. Touches are counted, of nobody in particular.'}
      </p>
    </section>
  )
}
