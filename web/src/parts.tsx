/** The small parts that the pages share. */

import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import type { Outcome } from './api'
import { merge, outcomeWords } from './format'

export function Logo({ size }: { size: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#0d5c75" />
      <g fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round">
        <path d="M6.5 25.5V15a9.5 9.5 0 0 1 19 0v10.5M4.5 25.5h23" />
        <path d="M12 25V11.5M16 25V9.5M20 25V11.5M7 17.5h18" />
      </g>
    </svg>
  )
}

const icons = {
  open: 'M7 11V7a5 5 0 0 1 9.6-2M5 11h14v10H5zM12 15v2.5',
  closed: 'M7 11V7a5 5 0 0 1 10 0v4M5 11h14v10H5zM12 15v2.5',
  alarm: 'M12 3 1.8 20.5h20.4zM12 9.5V14M12 17.2v.3',
  yes: 'm4.5 12.5 5 5 10-11',
  no: 'm6 6 12 12M18 6 6 18',
  none: 'M6 12h12',
  camera: 'M3 7h4l2-3h6l2 3h4v13H3zM12 9.5a3.7 3.7 0 1 0 .01 0',
  person: 'M12 4a3.5 3.5 0 1 0 .01 0M5 20.5c0-4.5 2.8-7 7-7s7 2.5 7 7z',
  upload: 'M12 16V4M7 9l5-5 5 5M4 16v4h16v-4',
} as const

export function Icon({ name, size = 18 }: { name: keyof typeof icons; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d={icons[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}

interface BannerProps {
  kind: 'error' | 'success' | 'info'
  children: ReactNode
  onClose?: () => void
}

export function Banner({ kind, children, onClose }: BannerProps) {
  return (
    <div className={`banner ${kind}`} role={kind === 'error' ? 'alert' : 'status'} data-testid={`banner-${kind}`}>
      <Icon name={kind === 'error' ? 'alarm' : kind === 'success' ? 'yes' : 'none'} />
      <div className="banner-text">{children}</div>
      {onClose && (
        <button type="button" className="quiet icon-only" onClick={onClose} aria-label="Dismiss this message">
          <Icon name="no" size={16} />
        </button>
      )}
    </div>
  )
}

const outcomeIcons = { OPEN: 'yes', REFUSED: 'no', NO_DECISION: 'none' } as const

export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  return (
    <span className={`badge outcome-${outcome.toLowerCase()}`}>
      <Icon name={outcomeIcons[outcome]} size={13} />
      {outcomeWords[outcome]}
    </span>
  )
}

/** A score as a bar from 0 to 1, with a tick where the threshold is. */
export function ScoreBar({ score, threshold }: { score: number | null; threshold: number }) {
  if (score === null) return <span className="muted">no score</span>
  const percent = (value: number) => `${Math.max(0, Math.min(1, value)) * 100}%`
  return (
    <span className="score" title={`score ${score.toFixed(3)}, threshold ${threshold.toFixed(3)}`}>
      <span className="score-number">{score.toFixed(2)}</span>
      <span className="score-bar" aria-hidden="true">
        <span className={score >= threshold ? 'fill pass' : 'fill'} style={{ width: percent(score) }} />
        <span className="tick" style={{ left: percent(threshold) }} />
      </span>
      <span className="visually-hidden">of {threshold.toFixed(2)} needed</span>
    </span>
  )
}

interface ConfirmProps {
  title: string
  children: ReactNode
  action: string
  onConfirm: () => Promise<void>
  onClose: () => void
}

/** Asks before something that cannot be undone. Rendered while it is open; Escape closes it. */
export function Confirm({ title, children, action, onConfirm, onClose }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    const element = dialog.current!
    element.showModal()
    return () => element.close()
  }, [])

  async function confirm() {
    setBusy(true)
    try {
      await onConfirm()
      onClose()
    } catch (problem) {
      setError(messageOf(problem))
      setBusy(false)
    }
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby="confirm-title"
      data-testid="confirm-dialog"
      onCancel={(event) => {
        event.preventDefault()
        if (!busy) onClose()
      }}
    >
      <h2 id="confirm-title">{title}</h2>
      {children}
      {error && <Banner kind="error">{error}</Banner>}
      <div className="actions">
        <button type="button" onClick={onClose} disabled={busy} autoFocus>
          Cancel
        </button>
        <button type="button" className="danger" onClick={confirm} disabled={busy} data-testid="confirm-action">
          {action}
        </button>
      </div>
    </dialog>
  )
}

export const messageOf = (problem: unknown) => (problem instanceof Error ? problem.message : String(problem))

/** Calls `load` now and again every `everyMs`; keeps the last value when a call fails. */
export function usePolled<T>(load: () => Promise<T>, everyMs: number) {
  const [value, setValue] = useState<T | null>(null)
  const [error, setError] = useState<string | null>(null)
  const current = useRef(load)
  useEffect(() => {
    current.current = load
  })

  const reload = useCallback(async () => {
    try {
      setValue(await current.current())
      setError(null)
    } catch (problem) {
      setError(messageOf(problem))
    }
  }, [])

  useEffect(() => {
    void reload()
    const timer = setInterval(() => {
      if (!document.hidden) void reload()
    }, everyMs)
    return () => clearInterval(timer)
  }, [reload, everyMs])

  return { value, error, reload }
}

const PAGE = 50
/** How many pages "load more" looks through for one that has something to show. */
const PAGES_AT_ONCE = 10

/**
 * A list of numbered things, the newest first, of which older ones are fetched a page at a time.
 *
 * @param load the newest page, or the one before that number
 * @param matches what "load more" looks for
 * @param kept how many are kept when newer ones arrive
 */
export function usePages<T extends { id: number }>(
  load: (limit: number, before?: number) => Promise<T[]>,
  matches: (item: T) => boolean,
  kept = Infinity,
) {
  const [items, setItems] = useState<T[] | null>(null)
  const [complete, setComplete] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  /** Takes in the newest page. */
  function receive(page: T[]) {
    setItems((before) => {
      const last = page.at(-1)
      // More have come than one page holds: begin anew rather than show a list with a hole in it.
      const hole = before !== null && last !== undefined && page.length === PAGE && last.id > (before[0]?.id ?? 0)
      if (before === null || hole) {
        setComplete(page.length < PAGE)
        return page
      }
      return merge(before, page).slice(0, kept)
    })
  }

  async function loadMore(before: number | undefined) {
    setBusy(true)
    setError(null)
    try {
      let oldest = before
      for (let i = 0; i < PAGES_AT_ONCE; i++) {
        const page = await load(PAGE, oldest)
        setItems((known) => merge(known ?? [], page))
        if (page.length < PAGE) {
          setComplete(true)
          break
        }
        if (page.some(matches)) break
        oldest = page.at(-1)?.id
      }
    } catch (problem) {
      setError(messageOf(problem))
    }
    setBusy(false)
  }

  return { items, complete, busy, error, setError, receive, loadMore, newest: () => load(PAGE) }
}

interface MoreLineProps {
  shown: number
  /** Of so many; null where nothing is filtered out. */
  of: number | null
  complete: boolean
  busy: boolean
  onMore: () => void
}

/** How many rows are shown, and the button for more. */
export function MoreLine({ shown, of, complete, busy, onMore }: MoreLineProps) {
  return (
    <div className="more">
      <span className="muted" role="status">
        {of === null ? shown : `${shown} of ${of}`} shown
        {complete ? ', these are all.' : '.'}
      </span>
      {!complete && (
        <button type="button" onClick={onMore} disabled={busy} data-testid="load-more">
          {busy ? 'Loading…' : 'Load more'}
        </button>
      )}
    </div>
  )
}
