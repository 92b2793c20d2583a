/** Small pictures of what to do. */

import type { ReactNode } from 'react'

const dot = (x: number, y: number, text: string) => (
  <g key={`${x} ${y}`}>
    <circle cx={x} cy={y} r="6" className="mark" />
    <text x={x} y={y + 3}>
      {text}
    </text>
  </g>
)

const rooms = (x: number) => (
  <>
    <rect x={x} y="8" width="44" height="48" className="sheet" />
    <path d={`M${x} 30h18v-6M${x + 18} 18V8M${x + 18} 36v20M${x + 30} 8v20h14`} className="ink" />
  </>
)

const pictures = {
  measure: (
    <>
      <rect x="10" y="6" width="76" height="52" className="sheet" />
      <path d="M10 32h30v-8M40 16V6M40 40v18M62 6v22h24" className="ink" />
      <path d="M16 48H80" className="mark-line" />
      {dot(16, 48, '1')}
      {dot(80, 48, '2')}
    </>
  ),
  tie: (
    <>
      {rooms(2)}
      <path d="M54 14q12 8 20 2t20 4M54 40q14-6 22 2t18-4M70 10v48" className="ink" />
      {dot(9, 15, '1')}
      {dot(40, 50, '2')}
      {dot(60, 20, '1')}
      {dot(86, 50, '2')}
    </>
  ),
  calibrate: (
    <>
      <rect x="2" y="12" width="44" height="36" className="sheet" />
      <path d="M14 20h20l10 26H4z" className="ink" />
      {rooms(50)}
      {dot(14, 20, '1')}
      {dot(34, 20, '2')}
      {dot(42, 43, '3')}
      {dot(6, 43, '4')}
      {dot(57, 15, '1')}
      {dot(87, 15, '2')}
      {dot(87, 49, '3')}
      {dot(57, 49, '4')}
    </>
  ),
  place: (
    <>
      <rect x="10" y="6" width="76" height="52" className="sheet" />
      <path d="M10 32h30v-8M40 16V6M40 40v18M62 6v22h24" className="ink" />
      <path d="M20 48 62 26 66 52z" className="mark-line" />
      {dot(20, 48, '1')}
      {dot(66, 39, '2')}
    </>
  ),
  zone: (
    <>
      <rect x="10" y="6" width="76" height="52" className="sheet" />
      <path d="M18 14h40v30H18z" className="mark-line" />
      <path d="M74 16v26M74 29h10l-4-4M84 29l-4 4" className="ink" />
      {dot(18, 14, '1')}
      {dot(58, 14, '2')}
      {dot(58, 44, '3')}
      {dot(18, 44, '4')}
    </>
  ),
  ways: (
    <>
      <rect x="10" y="6" width="76" height="52" className="sheet" />
      <path d="M10 32h30v-8M40 16V6M40 40v18M62 6v22h24" className="ink" />
      <path d="M20 46h32V18h24" className="mark-line" />
      {dot(20, 46, '1')}
      {dot(52, 46, '2')}
      {dot(52, 18, '3')}
    </>
  ),
} as const

export function HowTo({ picture, children }: { picture: keyof typeof pictures; children: ReactNode }) {
  return (
    <div className="how">
      <svg viewBox="0 0 96 64" aria-hidden="true">
        {pictures[picture]}
      </svg>
      <div>{children}</div>
    </div>
  )
}
