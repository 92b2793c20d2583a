import { describe, expect, it } from 'vitest'
import { isGap, lastWeeks, rangeWords, totalOf, weekdayOf, weekLines, weekPattern, type DayCount, type HourCount } from './cityStatistics'

const hour = (hour: number, count: number | null, state: HourCount['state'] = count === null ? 'few' : 'shown'): HourCount => ({
  at: '',
  hour,
  count,
  state,
})

const day = (text: string, hours: HourCount[], low = 0, high = low): DayCount => ({
  day: text,
  low,
  high,
  missing: hours.filter((one) => one.state === 'gap').length,
  hours,
})

describe('statistics of a site', () => {
  it('counts days of the week without the browser’s time zone', () => {
    expect(weekdayOf('2026-03-02')).toBe(0)
    expect(weekdayOf('2026-03-08')).toBe(6)
    expect(lastWeeks(4, new Date(2026, 2, 29))).toEqual({ from: '2026-03-02', to: '2026-03-29' })
  })

  it('tells ranges, and what is missing', () => {
    expect(rangeWords(12, 12, String)).toBe('12')
    expect(rangeWords(12, 20, String)).toBe('12 to 20')
    expect(totalOf([day('2026-03-02', [hour(9, null, 'gap')], 5, 9), day('2026-03-03', [hour(9, 7)], 7)])).toEqual({ low: 12, high: 16, missing: 1 })
    expect(isGap(day('2026-03-02', [hour(0, null, 'gap')]))).toBe(true)
    expect(isGap(day('2026-03-02', [hour(0, null)]))).toBe(false)
  })

  it('has no number for hours that are hidden, and nothing for hours that are not known', () => {
    const pattern = weekPattern(
      [
        day('2026-03-02', [hour(8, 10), hour(9, null), hour(10, null, 'gap')]),
        day('2026-03-09', [hour(8, 20), hour(9, null), hour(10, null, 'gap')]),
        day('2026-03-16', [hour(8, 900), hour(9, 900), hour(10, 900)]),
      ],
      { '2026-03-16': 'fair' },
    )
    expect(pattern[0]!.slice(8, 11)).toEqual([15, 'few', null])
  })

  it('lays weeks over each other', () => {
    const lines = weekLines([day('2026-03-07', [hour(0, 5)], 5), day('2026-03-08', [hour(0, null, 'gap')]), day('2026-03-09', [hour(0, 9)], 8, 10)], 6)
    expect(lines).toEqual([
      { monday: '2026-03-07', values: [null, null, null, null, null, 5, null] },
      { monday: '2026-03-09', values: [9, null, null, null, null, null, null] },
    ])
  })
})
