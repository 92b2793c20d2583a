/**
 * The audit log in words, and the check that the log only ever grew: this browser remembers the last
 * tree head that it saw, and compares a newer one with it (RFC 9162, section 2.1.4.2).
 */

import { api, type AuditEntry, type AuditHead } from './api'

export const actionWords: Record<AuditEntry['action'], string> = {
  SEARCH: 'Search',
  DECISION: 'Door decided',
  GREETING: 'Kiosk greeted',
  VIEW: 'Looked',
  EXPORT: 'Exported',
  SETTINGS: 'Changed settings',
  LOG_IN: 'Logged in',
  LOG_IN_FAILED: 'Log-in failed',
  LOG_OUT: 'Logged out',
  ACCOUNT: 'Changed an account',
  ENROL: 'Enrolled',
  GRANT: 'Recorded a grant',
  WITHDRAW: 'Withdrew a grant',
  CARD: 'Made or revoked a card',
  ERASE: 'Erased',
  MUSTER: 'Muster',
  RETENTION: 'Time was over',
  LOG: 'The log itself',
}

const actorWords: Record<string, string> = { door: 'door', command: 'command by', token: 'token', camera: 'camera', kiosk: 'kiosk' }

/** "user:eve" is "eve", "door:front" is "door front", a member is "a member" or, to themselves, "you". */
export function actorOf(actor: string, self: string | null = null): string {
  const colon = actor.indexOf(':')
  const kind = actor.slice(0, colon)
  const name = actor.slice(colon + 1)
  if (kind === 'user') return name
  if (kind === 'system') return 'Gatehouse'
  if (kind === 'member') return name === self ? 'you' : 'a member'
  return `${actorWords[kind] ?? kind} ${name}`
}

/** Whom an entry is about. */
export function subjectOf(entry: AuditEntry): string | null {
  if (entry.forgotten) return 'forgotten'
  return entry.subject === null ? null : (entry.subject.name ?? `member ${entry.subject.id.slice(0, 8)}`)
}

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** SHA-256(0x01 || left || right), in hexadecimal digits. */
async function node(left: string, right: string): Promise<string> {
  const bytes = new Uint8Array([1, ...bytesOf(left), ...bytesOf(right)])
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

const even = (value: number) => value % 2 === 0
const half = (value: number) => Math.floor(value / 2)

export interface Tree {
  size: number
  /** In hexadecimal digits. */
  root: string
}

/** Whether the second tree begins with all the leaves of the first, in the same order. */
export async function continues(first: Tree, second: Tree, path: string[]): Promise<boolean> {
  if (first.size <= 0 || first.size > second.size) return false
  if (first.size === second.size) return path.length === 0 && first.root === second.root
  // Sizes may be too large for the operators on bits, which have 32 of them.
  const whole = Number.isInteger(Math.log2(first.size))
  const hashes = whole ? [first.root, ...path] : path
  let before = hashes[0]
  let after = before
  if (before === undefined || after === undefined) return false
  let at = first.size - 1
  let last = second.size - 1
  while (!even(at)) {
    at = half(at)
    last = half(last)
  }
  for (const beside of hashes.slice(1)) {
    if (last === 0) return false
    if (!even(at) || at === last) {
      before = await node(beside, before)
      after = await node(beside, after)
      while (even(at) && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else {
      after = await node(after, beside)
    }
    at = half(at)
    last = half(last)
  }
  return last === 0 && before === first.root && after === second.root
}

export type Verified =
  | { state: 'first' }
  | { state: 'grown'; since: Seen }
  | { state: 'broken'; since: Seen }
  | { state: 'unable' }

/** A head as this browser remembers it. */
export interface Seen extends Tree {
  time: string
}

interface Memory {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

function remembered(memory: Memory, key: string): Seen | null {
  try {
    const seen = JSON.parse(memory.getItem(key) ?? 'null') as Seen | null
    return seen !== null && Number.isInteger(seen.size) && typeof seen.root === 'string' ? seen : null
  } catch {
    return null
  }
}

/**
 * Compares the log with what this browser saw of it before, and remembers the newer head. A head that
 * contradicts the remembered one is not remembered, so that it is told again.
 */
export async function verify(head: AuditHead, memory: Memory = localStorage): Promise<Verified> {
  if (!globalThis.crypto?.subtle) return { state: 'unable' }
  const key = `audit-head ${location.host}`
  const since = remembered(memory, key)
  const keep = () => memory.setItem(key, JSON.stringify({ size: head.size, root: head.root, time: head.time }))
  if (since === null || since.size === 0) {
    keep()
    return { state: 'first' }
  }
  const path =
    since.size < head.size ? (await api.auditConsistency(since.size, head.size)).path : []
  if (!(await continues(since, head, path))) return { state: 'broken', since }
  keep()
  return { state: 'grown', since }
}
