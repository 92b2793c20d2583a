/** The statistics of a site: the values of the API, and what is plotted of them. What is hidden is null here, never 0. */

import { call, type Flows } from './api'

export interface HourCount {
  at: string
  /** As the clocks on the site showed. */
  hour: number
  count: number | null
  /** "few" is fewer than the smallest group that is shown; "gap" is not known. */
  state: 'shown' | 'few' | 'gap'
}

export interface DayCount {
  day: string
  /** Null: there are no totals. */
  low: number | null
  high: number | null
  /** Hours of which nothing is known. */
  missing: number
  hours: HourCount[]
}

export interface WeekCount {
  monday: string
  low: number
  high: number
  missing: number
}

export interface CountSeries {
  id: string
  name: string
  kind: 'DOOR' | 'LINE' | 'OBJECTS' | 'PEOPLE'
  days: DayCount[]
  weeks: WeekCount[]
  peak: HourCount | null
  trend: number | null
}

export interface UnusualHour {
  series: string
  at: string
  count: number | null
  more: boolean
  usual: number
  low: number
  high: number
}

export interface Report {
  site: string
  name: string
  zone: string
  from: string
  to: string
  smallest: number
  series: CountSeries[]
  flows: Flows
  unusual: UnusualHour[]
  excluded: Record<string, string>
}

export interface StatisticsSite {
  id: string
  name: string
  published: boolean
  publicUrl: string
}

const at = (site: string) => `/api/statistics/${encodeURIComponent(site)}`

export const statisticsApi = {
  sites: () => call<StatisticsSite[]>('GET', '/api/statistics'),
  report: (site: string, from: string, to: string) => call<Report>('GET', `${at(site)}?${new URLSearchParams({ from, to })}`),
  publish: (site: string, published: boolean) => call<StatisticsSite>('PUT', `${at(site)}/publication`, { json: { published } }),
  exclude: (site: string, day: string, note: string) => call<void>('PUT', `${at(site)}/excluded-days/${day}`, { json: { note } }),
  include: (site: string, day: string) => call<void>('DELETE', `${at(site)}/excluded-days/${day}`),
}

export const exportUrl = (site: string, from: string, to: string, kind: 'csv' | 'json') =>
  `${at(site)}/data.${kind}?${new URLSearchParams({ from, to })}`

/** The days of the last weeks, today the last, as date fields have them. */
export function lastWeeks(weeks: number, today: Date): { from: string; to: string } {
  const text = (date: Date) => {
    const two = (value: number) => String(value).padStart(2, '0')
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  }
  return { from: text(new Date(today.getFullYear(), today.getMonth(), today.getDate() - 7 * weeks + 1)), to: text(today) }
}

/** "120", or "120 to 136" where an exact number would give a small group away. */
export const rangeWords = (low: number, high: number, number: (value: number) => string) =>
  low === high ? number(low) : `${number(low)} to ${number(high)}`

export function totalOf(days: DayCount[]): { low: number; high: number; missing: number } {
  return days.reduce(
    (sum, day) => ({ low: sum.low + (day.low ?? 0), high: sum.high + (day.high ?? 0), missing: sum.missing + day.missing }),
    { low: 0, high: 0, missing: 0 },
  )
}

export const isGap = (day: DayCount) => day.hours.length === 0 || day.missing === day.hours.length

/** 0 is Monday. */
export const weekdayOf = (day: string) => {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number)
  return (new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 6) % 7
}

/** The mean of each hour of the week, 7 rows of 24; "few" where it is under the smallest group, null where nothing is known. */
export function weekPattern(days: DayCount[], excluded: Record<string, string>): (number | 'few' | null)[][] {
  const sums = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => ({ shown: 0, few: 0, sum: 0 })))
  for (const day of days) {
    if (day.day in excluded) continue
    for (const hour of day.hours) {
      const slot = sums[weekdayOf(day.day)]![hour.hour]!
      if (hour.state === 'few') slot.few++
      if (hour.count !== null) {
        slot.shown++
        slot.sum += hour.count
      }
    }
  }
  return sums.map((hours) =>
    hours.map(({ shown, few, sum }) => (shown + few === 0 ? null : few >= shown ? 'few' : sum / shown)),
  )
}

/** More hours than this are too many to compare a day with others. */
const MOST_MISSING = 2

/** The days of each week from Monday to Sunday, the newest week last; null where too little is known. */
export function weekLines(days: DayCount[], most: number): { monday: string; values: (number | null)[] }[] {
  const weeks: { monday: string; values: (number | null)[] }[] = []
  for (const day of days) {
    const weekday = weekdayOf(day.day)
    if (weeks.length === 0 || weekday === 0) weeks.push({ monday: day.day, values: Array.from({ length: 7 }, () => null) })
    weeks.at(-1)!.values[weekday] = isGap(day) || day.missing > MOST_MISSING || day.low === null ? null : (day.low + day.high!) / 2
  }
  return weeks.slice(-most)
}
