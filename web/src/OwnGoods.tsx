import { useEffect, useState } from 'react'
import { merchandise, type OwnLine } from './merchandise'
import { number } from './format'

/** What kiosks showed a member who agreed to be known there; nothing where nothing is kept. */
export function OwnGoods() {
  const [lines, setLines] = useState<OwnLine[]>([])
  useEffect(() => {
    merchandise.mine().then(setLines, () => undefined) // the page says itself when the server is away
  }, [])
  if (lines.length === 0) return null
  return (
    <section className="card" aria-labelledby="own-goods-title" data-testid="own-goods">
      <h2 id="own-goods-title">Goods that kiosks showed me</h2>
      <p className="muted">Sealed with my own key, and deleted when I no longer agree to be known at kiosks.</p>
      <ul className="rows">
        {lines.map((line, i) => (
          <li key={i}>
            <span>{line.name}</span>
            <span className="muted">
              shown {number(line.shows)} times, touched {number(line.touches)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
