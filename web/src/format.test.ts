import { expect, it } from 'vitest'
import type { Decision, Grant } from './api'
import {
  dateOf,
  durationOf,
  endOfDay,
  grantState,
  howWords,
  languageWords,
  lastDayOf,
  merge,
  placesWords,
  startOfDay,
  whoOf,
} from './format'
import { href, parseRoute } from './route'

it('makes whole days of dates, the last one included', () => {
  expect(startOfDay('2026-12-31')).toBe(new Date(2026, 11, 31).toISOString())
  expect(endOfDay('2026-12-31')).toBe(new Date(2027, 0, 1).toISOString())
  expect(lastDayOf(endOfDay('2026-12-31'))).toBe(dateOf(startOfDay('2026-12-31')))
})

it('tells the state of a grant', () => {
  const now = Date.parse('2026-06-01T12:00:00Z')
  const grant: Grant = {
    id: 'g',
    purpose: 'DOOR',
    places: [],
    from: '2026-01-01T00:00:00Z',
    to: null,
    noticeVersion: '1',
    withdrawnAt: null,
  }
  expect(grantState(grant, now)).toBe('active')
  expect(grantState({ ...grant, to: '2026-06-01T12:00:00Z' }, now)).toBe('expired')
  expect(grantState({ ...grant, from: '2026-06-02T00:00:00Z' }, now)).toBe('not yet valid')
  expect(grantState({ ...grant, withdrawnAt: '2026-05-01T00:00:00Z' }, now)).toBe('withdrawn')
})

const decision = (id: number, more: Partial<Decision> = {}) => ({ id, member: null, card: null, outcome: 'REFUSED', ...more }) as Decision

it('merges decisions without repeating any, the newest first', () => {
  const merged = merge([decision(5), decision(3)], [decision(6), decision(5, { reason: 'new' }), decision(1)])
  expect(merged.map(({ id }) => id)).toEqual([6, 5, 3, 1])
  expect(merged[1]!.reason).toBe('new')
})

it('tells an erased member from a stranger', () => {
  expect(whoOf(decision(1, { member: { id: 'm', name: 'Ada' } }))).toBe('Ada')
  expect(whoOf(decision(1))).toBe('unknown person')
  expect(whoOf(decision(1, { outcome: 'OPEN' }))).toBe('erased member')
  expect(whoOf(decision(1, { outcome: 'OPEN', card: '287f5ef0-a077' }))).toBe('card 287f5ef0')
})

it('finds the page in an address', () => {
  expect(parseRoute('')).toEqual({ page: 'door', detail: null, section: null })
  expect(parseRoute('#/members/enrol')).toEqual({ page: 'members', detail: 'enrol', section: null })
  expect(parseRoute(href('door', 'north gate/1'))).toEqual({ page: 'door', detail: 'north gate/1', section: null })
  expect(parseRoute('#/nowhere')).toEqual({ page: 'door', detail: null, section: null })
  expect(parseRoute(href('street', 'a/b', 'statistics'))).toEqual({ page: 'street', detail: 'a/b', section: 'statistics' })
})

it('tells how long something took', () => {
  expect([0.84, 9.97, 59.7, 125, 3840].map(durationOf)).toEqual(['0.8 s', '10 s', '1 min', '2 min 5 s', '1 h 4 min'])
})

it('says where, in what language and how somebody agreed', () => {
  expect(placesWords([], [])).toBe('all places')
  expect(placesWords(['hall', 'gone'], [{ id: 'hall', name: 'Main hall' }])).toBe('Main hall, gone')
  expect(languageWords('pt-BR')).toBe('Brazilian Portuguese')
  expect(languageWords('not a tag')).toBe('not a tag')
  expect(howWords('page')).toBe('on the page')
  expect(howWords('demo')).toBe('by demo')
})
