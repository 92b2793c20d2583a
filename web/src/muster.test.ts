import { expect, test } from 'vitest'
import { ago, byArea, type Person } from './muster'

const person = (name: string, area: string, safe = false): Person => ({
  member: name,
  name,
  area,
  room: null,
  camera: 'front',
  lastSeen: '2026-03-02T09:00:00Z',
  safeAt: safe ? '2026-03-02T09:05:00Z' : null,
  safeBy: safe ? 'ada' : null,
})

test('the list is by area, and whoever is missing comes first', () => {
  expect(byArea([person('a', 'Hall', true), person('b', 'Yard'), person('c', 'Hall')])).toEqual([
    ['Hall', [person('c', 'Hall'), person('a', 'Hall', true)]],
    ['Yard', [person('b', 'Yard')]],
  ])
})

test('how long ago somebody was seen', () => {
  expect(ago('2026-03-02T09:00:00Z', '2026-03-02T09:00:40Z')).toBe('just now')
  expect(ago('2026-03-02T09:00:00Z', '2026-03-02T09:59:59Z')).toBe('59 min ago')
  expect(ago('2026-03-02T09:00:00Z', '2026-03-02T11:05:00Z')).toBe('2 h 5 min ago')
  expect(ago('2026-03-02T09:00:10Z', '2026-03-02T09:00:00Z')).toBe('just now')
})
