import { expect, test } from 'vitest'
import { hoursOf, pieceAt, shifted, shownHours, today, waysOn, whereAt, type DayMap } from './trail'

const at = (time: string) => new Date(`2026-03-02T${time}Z`).getTime()
const iso = (time: string) => `2026-03-02T${time}Z`

const map: DayMap = {
  day: '2026-03-02',
  zone: 'UTC',
  from: iso('00:00:00'),
  to: '2026-03-03T00:00:00Z',
  agreed: true,
  note: null,
  pieces: [
    { kind: 'SEEN', from: iso('09:00:00'), to: iso('09:10:00'), stop: 0, spot: { area: 'a', x: 1, y: 1, zone: null }, path: null },
    {
      kind: 'WALKED',
      from: iso('09:10:00'),
      to: iso('09:11:00'),
      stop: null,
      spot: null,
      path: [
        { area: 'a', x: 1, y: 1, at: iso('09:10:00') },
        { area: 'a', x: 11, y: 1, at: iso('09:10:20') },
        { area: 'b', x: 5, y: 5, at: iso('09:10:40') },
        { area: 'b', x: 5, y: 15, at: iso('09:11:00') },
      ],
    },
    { kind: 'UNKNOWN', from: iso('09:11:00'), to: iso('10:30:00'), stop: null, spot: null, path: null },
    { kind: 'SEEN', from: iso('10:30:00'), to: iso('10:40:00'), stop: 1, spot: { area: 'b', x: 5, y: 15, zone: null }, path: null },
  ],
  stops: [],
  areas: ['a', 'b'],
  doubtful: 0,
}

test('somebody is where they were seen, or on their way, or nowhere that is known', () => {
  expect(whereAt(map, at('08:00:00'))).toBeNull()
  expect(whereAt(map, at('09:05:00'))).toEqual({ kind: 'SEEN', stop: 0, area: 'a', point: [1, 1] })
  expect(whereAt(map, at('09:10:10'))?.point).toEqual([6, 1])
  expect(whereAt(map, at('09:10:25'))?.area).toBe('a')
  expect(whereAt(map, at('09:10:35'))?.area).toBe('b')
  expect(whereAt(map, at('09:10:50'))?.point).toEqual([5, 10])
  expect(whereAt(map, at('10:00:00'))).toEqual({ kind: 'UNKNOWN', stop: null, area: null, point: null })
  expect(whereAt(map, at('10:40:00'))?.stop).toBe(1)
  expect(whereAt(map, at('10:40:01'))).toBeNull()
  expect(pieceAt(map, at('09:10:00'))?.kind).toBe('WALKED')
})

test('ways are drawn on each area that they go over', () => {
  expect(waysOn(map, 'a')).toEqual([[[1, 1], [11, 1]]])
  expect(waysOn(map, 'b')).toEqual([[[5, 5], [5, 15]]])
  expect(waysOn(map, 'c')).toEqual([])
})

test('the timeline shows the hours in which there is something', () => {
  expect(shownHours([map])).toEqual([8 * 3_600_000, 11 * 3_600_000])
  expect(shownHours([{ ...map, pieces: [] }])).toEqual([8 * 3_600_000, 18 * 3_600_000])
})

test('days of 23 and 25 hours, and the days around them', () => {
  expect(hoursOf({ from: '2026-03-28T23:00:00Z', to: '2026-03-29T22:00:00Z' })).toHaveLength(24)
  expect(shifted('2026-03-01', -1)).toBe('2026-02-28')
  expect(shifted('2026-12-31', 1)).toBe('2027-01-01')
  expect(today('Asia/Tokyo', new Date('2026-03-01T20:00:00Z'))).toBe('2026-03-02')
  expect(today('America/Los_Angeles', new Date('2026-03-01T02:00:00Z'))).toBe('2026-02-28')
})
