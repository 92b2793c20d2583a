import { describe, expect, it } from 'vitest'
import type { Statistics, StatisticsRow } from './api'
import { flowPlot, keysOf, rangeOf, seriesOf, stepFor, weekOf, wholeWeek } from './statistics'

const now = new Date('2026-03-05T14:30:00Z')
const none = { from: '', to: '' }
const row = (time: StatisticsRow['time'], count: number, more: Partial<StatisticsRow> = {}): StatisticsRow => ({ time, count, speedKmh: null, ...more })
const statistics = (rows: StatisticsRow[], more: Partial<Statistics> = {}): Statistics => ({
  from: '2026-03-05T07:30:00Z',
  to: '2026-03-05T12:00:00Z',
  by: 'hour',
  measure: 'objects',
  rows,
  ...more,
})

describe('a range', () => {
  it('ends now, other than that of chosen days', () => {
    expect(rangeOf('hour', now, none)).toEqual({ from: '2026-03-05T13:30:00.000Z', to: '2026-03-05T14:30:00.000Z' })
    expect(new Date(rangeOf('today', now, none).from).getHours()).toBe(0)
    const days = rangeOf('custom', now, { from: '2026-03-01', to: '2026-03-01' })
    expect(days).toEqual({ from: new Date(2026, 2, 1).toISOString(), to: new Date(2026, 2, 2).toISOString() })
  })

  it('has steps that suit its length', () => {
    expect(stepFor(rangeOf('hour', now, none))).toBe('minute')
    expect(stepFor(rangeOf('week', now, none))).toBe('hour')
    expect(stepFor(rangeOf('custom', now, { from: '2026-01-01', to: '2026-02-01' }))).toBe('day')
  })

  it('is a week or more for the hours of the week', () => {
    expect(wholeWeek(rangeOf('hour', now, none))).toEqual(rangeOf('week', now, none))
    const long = rangeOf('custom', now, { from: '2026-01-01', to: '2026-02-01' })
    expect(wholeWeek(long)).toBe(long)
  })
})

describe('seriesOf', () => {
  it('fills the hours in which nothing was seen, and puts the largest series first', () => {
    const { times, series } = seriesOf(
      statistics([
        row('2026-03-05T08:00:00Z', 2, { class: 'person' }),
        row('2026-03-05T08:00:00Z', 5, { class: 'car' }),
        row('2026-03-05T11:00:00Z', 7, { class: 'car' }),
      ]),
      ['class'],
    )
    expect(times.map((time) => time.toISOString().slice(11, 16))).toEqual(['07:00', '08:00', '09:00', '10:00', '11:00'])
    expect(series).toEqual([
      { key: ['car'], values: [0, 5, 0, 0, 7] },
      { key: ['person'], values: [0, 2, 0, 0, 0] },
    ])
  })

  it('adds up what is not told apart', () => {
    const rows = [row('2026-03-05T08:00:00Z', 2, { class: 'person' }), row('2026-03-05T08:00:00Z', 5, { class: 'car' })]
    expect(seriesOf(statistics(rows), []).series).toEqual([{ key: [], values: [0, 7, 0, 0, 0] }])
  })

  it('weighs speeds by their counts and leaves a gap where none was measured', () => {
    const { series } = seriesOf(
      statistics(
        [
          row('2026-03-05T08:00:00Z', 3, { speedKmh: 30 }),
          row('2026-03-05T08:00:00Z', 1, { speedKmh: 50 }),
          row('2026-03-05T10:00:00Z', 4),
        ],
        { measure: 'speed' },
      ),
      [],
    )
    expect(series).toEqual([{ key: [], values: [null, 35, null, null, null] }])
  })

  it('tells apart by two keys, with a name for what is unknown', () => {
    const { series } = seriesOf(statistics([row('2026-03-05T08:00:00Z', 1, { line: 'main', direction: null })]), keysOf('line,direction'))
    expect(series[0]!.key).toEqual(['main', 'unknown'])
  })

  it('goes from day to day over a change of the clocks', () => {
    const day = (date: number) => new Date(2026, 2, date).toISOString()
    const { times } = seriesOf(statistics([row(day(27), 1), row(day(31), 1)], { by: 'day', from: day(27), to: day(31) }), [])
    expect(times.map((time) => time.getDate())).toEqual([27, 28, 29, 30, 31])
  })

  it('is empty without rows', () => expect(seriesOf(statistics([]), ['class'])).toEqual({ times: [], series: [] }))
})

it('makes a week of 7 times 24 hours', () => {
  const week = weekOf(statistics([row({ day: 1, hour: 0 }, 4), row({ day: 7, hour: 23 }, 2), row({ day: 7, hour: 23 }, 3)]))
  expect(week).toHaveLength(7)
  expect([week[0]![0], week[6]![23], week[3]![12]]).toEqual([4, 5, 0])
})

it('draws flows from left to right, without circles', () => {
  const plot = flowPlot({
    nodes: [{ id: 'left', name: 'left' }, { id: 'z', name: 'Crossing' }, { id: 'top', name: 'top' }],
    links: [{ source: 'left', target: 'z', count: 4 }, { source: 'z', target: 'left', count: 3 }, { source: 'top', target: 'z', count: 0 }],
  })
  expect(plot.links).toEqual([
    { source: 'from left', target: 'to z', value: 4 },
    { source: 'from z', target: 'to left', value: 3 },
  ])
  expect(plot.nodes.map((node) => `${node.side}: ${node.name}`)).toEqual(['from: left edge', 'from: Crossing', 'to: left edge', 'to: Crossing'])
})
