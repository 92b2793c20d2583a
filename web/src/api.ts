/** The REST interface of the server: its values, and one function for each call. */

export interface Session {
  user: string
}

export interface Place {
  id: string
  name: string
}

export interface Site {
  name: string
  demo: boolean
  version: string
  places: Place[]
}

export type DoorState = 'CLOSED' | 'OPEN' | 'ALARM'

export interface Camera {
  id: string
  name: string
  state: 'CONNECTING' | 'RUNNING' | 'RECONNECTING' | 'STOPPED'
  message: string | null
  width: number
  height: number
  fps: number
  framesDecoded: number
  framesDropped: number
}

export interface Door {
  id: string
  name: string
  place: string
  state: DoorState
  alarm: string | null
  camera: Camera
  policy: { threshold: number; framesNeeded: number; qualityNeeded: number; cooldownSeconds: number }
  liveness: { name: string; description: string }
  relays: string[]
}

export type Outcome = 'OPEN' | 'REFUSED' | 'NO_DECISION'

export interface Decision {
  id: number
  time: string
  door: string
  doorName: string
  outcome: Outcome
  member: { id: string; name: string } | null
  reason: string
  score: number | null
  threshold: number
  framesSeen: number
  framesAgreeing: number
  quality: number
  liveness: number | null
  latencyMs: number
}

/** What a member must be shown before they can agree. */
export interface Notice {
  purpose: string
  version: string
  language: string
  text: string
}

export interface Grant {
  id: string
  purpose: string
  /** Ids of places; empty means every place. */
  places: string[]
  from: string
  to: string | null
  noticeVersion: string
  withdrawnAt: string | null
}

export interface Member {
  id: string
  name: string
  enrolledAt: string
  templates: number
  grants: Grant[]
}

export interface PhotoResult {
  file: string
  accepted: boolean
  /** 0 to 1. */
  quality: number
  reasons: string[]
}

export interface Enrolment {
  name: string
  places: string[]
  from?: string
  to?: string
  noticeVersion: string
  photos: File[]
}

export interface ErasureReceipt {
  erased: string
  at: string
  templates: number
  grants: number
}

/** A call that did not succeed. The message is for the person in front of the page; status 0 means no answer came. */
export class ApiError extends Error {
  readonly status: number
  readonly photos: PhotoResult[]

  constructor(status: number, message: string, photos: PhotoResult[] = []) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.photos = photos
  }
}

let sessionEnded: () => void = () => {}

/** Names what to do when any call is answered 401, other than the two that ask who is logged in. */
export function onSessionEnded(listener: () => void): void {
  sessionEnded = listener
}

export const api = {
  /** The session of this browser, or null when nobody is logged in. */
  async session(): Promise<Session | null> {
    try {
      return await call<Session>('GET', '/api/session', { quiet401: true })
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
  logIn: (username: string, password: string) =>
    call<Session>('POST', '/api/session', { json: { username, password }, quiet401: true }),
  logOut: () => call<void>('DELETE', '/api/session'),
  site: () => call<Site>('GET', '/api/site'),
  doors: () => call<Door[]>('GET', '/api/doors'),
  /** The newest decisions first; with `before`, only those older than that id. */
  decisions: (limit: number, before?: number) =>
    call<Decision[]>('GET', `/api/decisions?limit=${limit}${before === undefined ? '' : `&before=${before}`}`),
  notice: (purpose: string) => call<Notice>('GET', `/api/notice?purpose=${encodeURIComponent(purpose)}`),
  members: () => call<Member[]>('GET', '/api/members'),
  /** `onProgress` is told the share of the photos that has been sent, 0 to 1. */
  enrol: (enrolment: Enrolment, onProgress: (share: number) => void) =>
    upload<{ member: Member; photos: PhotoResult[] }>('/api/members', enrolmentForm(enrolment), onProgress),
  withdraw: (memberId: string, grantId: string) =>
    call<Member>('POST', `/api/members/${encodeURIComponent(memberId)}/grants/${encodeURIComponent(grantId)}/withdraw`),
  erase: (memberId: string) => call<ErasureReceipt>('DELETE', `/api/members/${encodeURIComponent(memberId)}`),
}

function enrolmentForm(enrolment: Enrolment): FormData {
  const form = new FormData()
  form.append('name', enrolment.name)
  form.append('purpose', 'DOOR')
  for (const place of enrolment.places) form.append('places', place)
  if (enrolment.from) form.append('from', enrolment.from)
  if (enrolment.to) form.append('to', enrolment.to)
  form.append('noticeVersion', enrolment.noticeVersion)
  form.append('consent', 'true')
  for (const photo of enrolment.photos) form.append('photos', photo, photo.name)
  return form
}

/** The value of a cookie in a `document.cookie` string, or null. */
export function cookie(cookies: string, name: string): string | null {
  for (const part of cookies.split(';')) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) return decodeURIComponent(value.join('='))
  }
  return null
}

/**
 * The header that shows the server that a write comes from this page. The token changes at log-in and
 * log-out, so that the cookie is read for each call; a read makes the server set it where it is missing.
 */
async function csrfHeader(): Promise<Record<string, string>> {
  let token = cookie(document.cookie, 'XSRF-TOKEN')
  if (!token) {
    await fetch('/api/session', { credentials: 'same-origin' }).catch(() => undefined)
    token = cookie(document.cookie, 'XSRF-TOKEN')
  }
  return token ? { 'X-XSRF-TOKEN': token } : {}
}

interface CallOptions {
  json?: unknown
  quiet401?: boolean
}

async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') Object.assign(headers, await csrfHeader())
  if (options.json !== undefined) headers['Content-Type'] = 'application/json'
  let status: number
  let text: string
  try {
    const response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      body: options.json === undefined ? undefined : JSON.stringify(options.json),
    })
    status = response.status
    text = await response.text()
  } catch {
    throw noAnswer()
  }
  return answer<T>(status, text, options.quiet401)
}

/** Like `call` for a form with files; XMLHttpRequest because fetch cannot tell how much has been sent. */
async function upload<T>(path: string, form: FormData, onProgress: (share: number) => void): Promise<T> {
  const headers = await csrfHeader()
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('Accept', 'application/json')
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => resolve({ status: request.status, text: request.responseText })
    request.onerror = request.onabort = () => reject(noAnswer())
    request.send(form)
  })
  return answer<T>(status, text)
}

function answer<T>(status: number, text: string, quiet401 = false): T {
  const body = parse(text)
  if (status >= 200 && status < 300) {
    if (text && body === undefined) {
      throw new ApiError(status, 'The server sent something that this page cannot read. Reload the page.')
    }
    return body as T
  }
  if (status === 401 && !quiet401) sessionEnded()
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const message = typeof fields.error === 'string' && fields.error ? fields.error : wordsFor(status)
  throw new ApiError(status, message, Array.isArray(fields.photos) ? (fields.photos as PhotoResult[]) : [])
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function noAnswer(): ApiError {
  return new ApiError(0, 'The Gatehouse server does not answer. Check that it runs and that this device can reach it.')
}

function wordsFor(status: number): string {
  switch (status) {
    case 401:
      return 'You are not logged in.'
    case 403:
      return 'The server refused this request (403). Reload the page and try again.'
    case 404:
      return 'This does not exist on the server (any more).'
    case 413:
      return 'The photos are larger than the server accepts. Send fewer or smaller ones.'
    case 429:
      return 'Too many attempts. Wait a minute, then try again.'
    default:
      return `The server could not do this (${status}). Its log says why.`
  }
}
