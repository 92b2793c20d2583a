/** What is edited, with the way back. */

import { useEffect, useRef, useState } from 'react'

const LONGEST = 200

/**
 * A value while it is edited: each change can be undone, one after the other, until it is stored.
 *
 * @param stored what the server has; another one replaces what is edited, unless something was changed
 */
export function useHistory<T>(stored: T) {
  const [past, setPast] = useState<T[]>([])
  const [now, setNow] = useState(stored)
  const [base, setBase] = useState(stored)
  const changing = useRef<string | null>(null)
  const dirty = JSON.stringify(now) !== JSON.stringify(base)

  if (base !== stored && !dirty) {
    setBase(stored)
    setNow(stored)
    setPast([])
  }

  return {
    now,
    dirty,
    canUndo: past.length > 0,
    /** Changes in a row `of` the same thing, as while it is dragged, are undone as one. */
    change(next: T, of: string | null = null) {
      if (of === null || of !== changing.current) setPast((before) => [...before, now].slice(-LONGEST))
      changing.current = of
      setNow(next)
    },
    undo() {
      changing.current = null
      const last = past.at(-1)
      if (last === undefined) return
      setPast(past.slice(0, -1))
      setNow(last)
    },
    /** Takes what the server has now for what is edited. */
    reset(to: T) {
      changing.current = null
      setPast([])
      setBase(to)
      setNow(to)
    },
  }
}

/** Ctrl+Z outside of fields, where it undoes what was typed. */
export function useUndoKey(undo: () => void) {
  const current = useRef(undo)
  useEffect(() => {
    current.current = undo
  })
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement) return
      event.preventDefault()
      current.current()
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [])
}

/** Asks before the page is left with something in it that is not stored. */
export function useUnsaved(dirty: boolean) {
  useEffect(() => {
    if (!dirty) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    // Links within the page do not unload it.
    const askToo = (event: MouseEvent) => {
      const link = event.target instanceof Element && event.target.closest('a[href^="#/"]')
      if (link && !confirm('Leave without saving what you have drawn?')) event.preventDefault()
    }
    addEventListener('beforeunload', ask)
    addEventListener('click', askToo, true)
    return () => {
      removeEventListener('beforeunload', ask)
      removeEventListener('click', askToo, true)
    }
  }, [dirty])
}
