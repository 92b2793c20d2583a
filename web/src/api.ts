/** The REST interface of the server: its values, and one function for each call. */

import type { CreationOptions, RequestOptions } from './passkey'

/** What an account may do; the scopes of an API token are these too. */
export type Right =
  | 'VIEW_LIVE'
  | 'VIEW_DECISIONS'
  | 'VIEW_MEMBERS'
  | 'ENROL'
  | 'ERASE'
  | 'ISSUE_CARDS'
  | 'VERIFY'
  | 'VIEW_STREET'
  | 'EDIT_LAYOUT'
  | 'MANAGE_VEHICLES'
  | 'VIEW_KIOSK'
  | 'MANAGE_MERCHANDISE'
  | 'EDIT_SITES'
  | 'VIEW_INTERIOR'
  | 'VIEW_STATISTICS'
  | 'MANAGE_STATISTICS'
  | 'EDIT_NOTICES'
  | 'READ_AUDIT'
  | 'VIEW_TRAILS'
  | 'START_MUSTER'
  | 'MANAGE_ACCOUNTS'
  | 'OWN_DATA'

export type Role = 'OWNER' | 'OPERATOR' | 'RECEPTION' | 'AUDITOR' | 'KIOSK' | 'MEMBER'

export interface Session {
  user: string
  role: Role
  rights: Right[]
  /** Ids of the places the account is restricted to; empty means all. */
  places: string[]
  member: string | null
}

export interface Account {
  username: string
  role: Role
  places: string[]
  member: string | null
  /** Whether it can log in with a password. */
  password: boolean
  oidc: boolean
  createdAt: string
}

export interface Passkey {
  id: string
  name: string
  createdAt: string
  lastUsed: string
}

export interface ApiToken {
  id: string
  name: string
  scopes: Right[]
  createdAt: string
  expiresAt: string
  lastUsed: string | null
}

/** What a one-time link gives. */
export interface Invitation {
  role: Role
  places: string[]
  /** The account whose password it sets, or null if it makes a new one. */
  username: string | null
  expiresAt: string
}

/** A one-time link: what follows "/#/welcome/" in the address. Shown once. */
export interface InvitationLink {
  link: string
  expiresAt: string
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

export type Point = [x: number, y: number]

/** A part of the picture in which objects are counted. Coordinates of a layout are fractions of the picture. */
export interface Zone {
  id: string
  name: string
  polygon: Point[]
}

/** Who goes from the left of the arrow `from` to `to` to its right, as seen in the picture, goes forward. */
export interface CountingLine {
  id: string
  name: string
  from: Point
  to: Point
  /** What the directions are called. */
  forward: string
  backward: string
}

/** Four points of the picture and the same four on the ground, in metres. */
export interface Ground {
  picture: Point[]
  metres: Point[]
}

export interface Layout {
  zones: Zone[]
  lines: CountingLine[]
  ground: Ground | null
}

export interface Street {
  id: string
  name: string
  place: string
  state: Camera['state']
  alarm: string | null
  camera: Camera
  /** Whether plates are read, and whether their text may be shown: of registered vehicles only. */
  plates: 'HASHED' | 'REGISTERED' | 'OFF'
  layout: Layout
  health: {
    analysed: number
    skipped: number
    /** The share that the detector did not have to look at, 0 to 1. */
    gateSaving: number
    detectorMs: number
    pipelineMs: number
    failures: number
    lastFailure: string | null
  }
}

export interface Guess {
  /** A name in capital letters, such as "RED" or "VAN". */
  value: string
  score: number
}

/** What an object looks like; what is missing is not known. */
export interface Attributes {
  type?: Guess
  colour?: Guess
  make?: Guess
  model?: Guess
  /** The text is null unless the camera's purpose allows it. */
  plate?: { text: string | null; score: number; country: string | null; read: boolean }
  sex?: Guess
  age?: Guess
  upper?: Guess
  lower?: Guess
}

export interface Observation {
  id: number
  street: string
  track: number
  class: string
  score: number
  from: string
  to: string
  seconds: number
  attributes: Attributes
  crossings: { line: string; name: string; direction: string; at: string }[]
  stays: { zone: string; name: string; seconds: number }[]
  speedKmh: number | null
  path: Point[]
  /** Whether there is a picture of it; there is none of people. */
  thumbnail: boolean
}

export type Measure = 'objects' | 'crossings' | 'stays' | 'occupancy' | 'speed'
export type GroupKey = 'class' | 'line' | 'direction' | 'colour' | 'zone'
export type Step = 'minute' | 'hour' | 'day' | 'hourOfWeek'

export interface StatisticsQuery {
  from: string
  to: string
  by: Step
  group: GroupKey[]
  measure: Measure
}

export type StatisticsRow = {
  /** The start of the minute, hour or day; or the hour of the week, whose day 1 is Monday. */
  time: string | { day: number; hour: number }
  /** Of all measures but occupancy. */
  count?: number
  /** Of objects and crossings. */
  speedKmh?: number | null
  /** Of stays: their mean length. */
  dwellSeconds?: number | null
  /** Of occupancy: how many were there at a time, in the mean. */
  occupancy?: number | null
} & { [key in GroupKey]?: string | null }

export interface Statistics {
  from: string
  to: string
  by: Step
  measure: Measure
  rows: StatisticsRow[]
}

export interface Flows {
  nodes: { id: string; name: string }[]
  links: { source: string; target: string; count: number }[]
}

/** A car park's vehicle whose owner agreed that its plate is stored and shown. */
export interface Vehicle {
  id: string
  plate: string
  owner: string
  streets: string[]
  validTo: string | null
}

export interface Retention {
  /** A kind of data, and in words how long it is kept. */
  kinds: { kind: string; time: string }[]
}

export type Outcome = 'OPEN' | 'REFUSED' | 'NO_DECISION'

export interface Decision {
  id: number
  time: string
  door: string
  doorName: string
  outcome: Outcome
  member: { id: string; name: string } | null
  /** Of the card that the door opened for: nobody here knows whose it is. */
  card: string | null
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

/** The notices of a purpose: those in force, one a language, and every version there has been, oldest first. */
export interface Notices {
  current: Notice[]
  history: Notice[]
}

/** A line of a member's consent ledger; lines are added, never changed. */
export type LedgerLine =
  | { what: 'GRANTED'; entry: GrantedEntry }
  | { what: 'WITHDRAWN'; entry: { at: string; grant: string; by: string } }

export interface GrantedEntry {
  at: string
  grant: string
  purpose: string
  /** Ids of places; empty means every place. */
  places: string[]
  from: string
  to: string | null
  /** What the member was shown, word for word. */
  notice: Notice
  /** Such as "page" or "command". */
  how: string
  recordedBy: string
}

/** What a member agrees to besides. */
export interface Agreement {
  purpose: string
  places: string[]
  to?: string
  noticeVersion: string
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

/** What a holder chooses for a card. */
export interface CardWish {
  purposes: string[]
  places: string[]
  until: string
  noticeVersion: string
  photos: File[]
}

export interface HolderCard {
  card: { id: string; from: string; until: string; purposes: string[]; places: string[] }
  /** The QR code and the card as a file, in base64: this page is the only place where they are. */
  png: string
  file: string
  qrVersion: number
  photos: PhotoResult[]
}

export interface ErasureReceipt {
  erased: string
  at: string
  /** How much there was in each store. */
  counts: Record<string, number>
  signature: string
}

export interface AuditEntry {
  index: number
  time: string
  action:
    | 'SEARCH'
    | 'DECISION'
    | 'GREETING'
    | 'VIEW'
    | 'EXPORT'
    | 'SETTINGS'
    | 'LOG_IN'
    | 'LOG_IN_FAILED'
    | 'LOG_OUT'
    | 'ACCOUNT'
    | 'ENROL'
    | 'GRANT'
    | 'WITHDRAW'
    | 'CARD'
    | 'ERASE'
    | 'MUSTER'
    | 'RETENTION'
    | 'LOG'
  /** Such as "user:eve" or "door:front". */
  actor: string
  purpose: string | null
  place: string | null
  count: number | null
  /** The name is null for those who may not see members. */
  subject: { id: string; name: string | null } | null
  reason: string | null
  detail: string | null
  /** Whether subject, reason and detail were deleted, with a member or because their time was over. */
  forgotten: boolean
}

/** What the log is now, signed. */
export interface AuditHead {
  size: number
  time: string
  /** In hexadecimal digits. */
  root: string
  note: string
  key: string
  problem: string | null
}

export interface AuditQuery {
  limit: number
  before?: number
  action?: AuditEntry['action']
  from?: string
  to?: string
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
  /** The name of the OIDC server where one can log in too, or null. */
  ways: () => call<{ oidc: string | null }>('GET', '/api/session/ways'),
  passkeyLogInOptions: () => call<RequestOptions>('POST', '/api/session/passkey/options'),
  passkeyLogIn: (credential: unknown) =>
    call<Session>('POST', '/api/session/passkey', { json: credential, quiet401: true }),
  invitation: (link: string) => call<Invitation>('POST', '/api/invitation', { json: { link } }),
  accept: (link: string, username: string, password: string | null) =>
    call<Session>('POST', '/api/invitation/accept', { json: { link, username, password } }),
  changePassword: (current: string | null, password: string) =>
    call<void>('PUT', '/api/account/password', { json: { current, password } }),
  passkeys: () => call<Passkey[]>('GET', '/api/account/passkeys'),
  passkeyOptions: () => call<CreationOptions>('POST', '/api/account/passkeys/options'),
  addPasskey: (name: string, credential: unknown) =>
    call<Passkey>('POST', '/api/account/passkeys', { json: { name, credential } }),
  removePasskey: (id: string) => call<void>('DELETE', `/api/account/passkeys/${encodeURIComponent(id)}`),
  tokens: () => call<ApiToken[]>('GET', '/api/account/tokens'),
  makeToken: (token: { name: string; scopes: Right[]; expiresAt: string }) =>
    call<{ token: ApiToken; secret: string }>('POST', '/api/account/tokens', { json: token }),
  revokeToken: (id: string) => call<void>('DELETE', `/api/account/tokens/${encodeURIComponent(id)}`),
  accounts: () => call<Account[]>('GET', '/api/accounts'),
  invite: (role: Role, places: string[]) =>
    call<InvitationLink>('POST', '/api/accounts/invitations', { json: { role, places } }),
  inviteAgain: (username: string) =>
    call<InvitationLink>('POST', `/api/accounts/${encodeURIComponent(username)}/invitation`),
  changeAccount: (username: string, role: Role, places: string[]) =>
    call<Account>('PUT', `/api/accounts/${encodeURIComponent(username)}`, { json: { role, places } }),
  deleteAccount: (username: string) => call<void>('DELETE', `/api/accounts/${encodeURIComponent(username)}`),
  inviteMember: (memberId: string) =>
    call<InvitationLink>('POST', `/api/members/${encodeURIComponent(memberId)}/invitation`),
  me: () => call<Member>('GET', '/api/me'),
  myDecisions: (limit: number, before?: number) =>
    call<Decision[]>('GET', `/api/me/decisions?limit=${limit}${before === undefined ? '' : `&before=${before}`}`),
  withdrawMine: (grantId: string) =>
    call<Member>('POST', `/api/me/grants/${encodeURIComponent(grantId)}/withdraw`),
  myLedger: () => call<LedgerLine[]>('GET', '/api/me/ledger'),
  eraseMe: () => call<ErasureReceipt>('DELETE', '/api/me'),
  /** Newest first. */
  audit: (query: AuditQuery) => call<AuditEntry[]>('GET', `/api/audit?${parameters(query)}`),
  auditHead: () => call<AuditHead>('GET', '/api/audit/tree-head'),
  auditConsistency: (first: number, second: number) =>
    call<{ first: number; second: number; path: string[] }>(
      'GET',
      `/api/audit/consistency?first=${first}&second=${second}`,
    ),
  myAudit: (limit: number) => call<{ unread: number; entries: AuditEntry[] }>('GET', `/api/me/audit?limit=${limit}`),
  readMyAudit: (index: number) => call<void>('POST', '/api/me/audit/read', { json: { index } }),
  /** What doors decided about a member on a day ("2026-11-25"); the member reads the reason. */
  memberDay: (memberId: string, date: string, reason: string) =>
    call<Decision[]>('GET', `/api/members/${encodeURIComponent(memberId)}/decisions?${parameters({ date, reason })}`),
  site: () => call<Site>('GET', '/api/site'),
  doors: () => call<Door[]>('GET', '/api/doors'),
  /** The newest decisions first; with `before`, only those older than that id. */
  decisions: (limit: number, before?: number) =>
    call<Decision[]>('GET', `/api/decisions?limit=${limit}${before === undefined ? '' : `&before=${before}`}`),
  streets: () => call<Street[]>('GET', '/api/streets'),
  saveLayout: (street: string, layout: Layout) =>
    call<Layout>('PUT', `/api/streets/${encodeURIComponent(street)}/layout`, { json: layout }),
  /** The newest observations first; with `before`, only those older than that id. */
  observations: (street: string, limit: number, before?: number) =>
    call<Observation[]>(
      'GET',
      `/api/streets/${encodeURIComponent(street)}/observations?limit=${limit}${before === undefined ? '' : `&before=${before}`}`,
    ),
  statistics: (street: string, query: StatisticsQuery) => call<Statistics>('GET', statisticsUrl(street, query)),
  flows: (street: string, from: string, to: string) =>
    call<Flows>('GET', `/api/streets/${encodeURIComponent(street)}/flows?${new URLSearchParams({ from, to })}`),
  retention: () => call<Retention>('GET', '/api/retention'),
  vehicles: () => call<Vehicle[]>('GET', '/api/vehicles'),
  register: (vehicle: { plate: string; owner: string; streets: string[]; validTo?: string }) =>
    call<Vehicle>('POST', '/api/vehicles', { json: { ...vehicle, agreed: true } }),
  deregister: (vehicleId: string) => call<void>('DELETE', `/api/vehicles/${encodeURIComponent(vehicleId)}`),
  notice: (purpose: string) => call<Notice>('GET', `/api/notice?purpose=${encodeURIComponent(purpose)}`),
  /** All notices of a purpose, with the versions there have been. */
  notices: (purpose: string) => call<Notices>('GET', `/api/notices?purpose=${encodeURIComponent(purpose)}`),
  /** Puts a text in force, as a new version. */
  writeNotice: (purpose: string, language: string, text: string) =>
    call<Notice>('POST', `/api/notices/${encodeURIComponent(purpose)}/${encodeURIComponent(language)}`, {
      json: { text },
    }),
  members: () => call<Member[]>('GET', '/api/members'),
  /** Oldest first. */
  ledger: (memberId: string) => call<LedgerLine[]>('GET', `/api/members/${encodeURIComponent(memberId)}/ledger`),
  agree: (memberId: string, agreement: Agreement) =>
    call<Member>('POST', `/api/members/${encodeURIComponent(memberId)}/grants`, {
      json: { ...agreement, agreed: true },
    }),
  /** `onProgress` is told the share of the photos that has been sent, 0 to 1. */
  enrol: (enrolment: Enrolment, onProgress: (share: number) => void) =>
    upload<{ member: Member; photos: PhotoResult[] }>('/api/members', enrolmentForm(enrolment), onProgress),
  cardNotice: () => call<Omit<Notice, 'purpose'>>('GET', '/api/cards/notice'),
  issueCard: (wish: CardWish, onProgress: (share: number) => void) =>
    upload<HolderCard>('/api/cards', cardForm(wish), onProgress),
  revokeCard: (cardId: string) => call<void>('POST', `/api/cards/${encodeURIComponent(cardId)}/revoke`),
  withdraw: (memberId: string, grantId: string) =>
    call<Member>('POST', `/api/members/${encodeURIComponent(memberId)}/grants/${encodeURIComponent(grantId)}/withdraw`),
  erase: (memberId: string) => call<ErasureReceipt>('DELETE', `/api/members/${encodeURIComponent(memberId)}`),
}

/** A query string of what is not undefined. */
function parameters(values: object): URLSearchParams {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) given.set(name, String(value))
  }
  return given
}

export const thumbnailUrl = (observation: Observation) =>
  `/api/streets/${encodeURIComponent(observation.street)}/observations/${observation.id}/thumbnail`

/** Where the statistics are, as JSON or as a CSV file to download. */
export function statisticsUrl(street: string, query: StatisticsQuery, csv = false): string {
  const { from, to, by, group, measure } = query
  const parameters = new URLSearchParams({ from, to, by, group: group.join(','), measure })
  return `/api/streets/${encodeURIComponent(street)}/statistics${csv ? '.csv' : ''}?${parameters}`
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

function cardForm(wish: CardWish): FormData {
  const form = new FormData()
  for (const purpose of wish.purposes) form.append('purposes', purpose)
  for (const place of wish.places) form.append('places', place)
  form.append('until', wish.until)
  form.append('noticeVersion', wish.noticeVersion)
  form.append('consent', 'true')
  for (const photo of wish.photos) form.append('photos', photo, photo.name)
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

export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
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
export async function upload<T>(path: string, form: FormData, onProgress: (share: number) => void): Promise<T> {
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
  const message = typeof fields.detail === 'string' && fields.detail ? fields.detail : wordsFor(status)
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
