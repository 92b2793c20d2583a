/** What is seen on a street, in words and colours. */

import type { Attributes, Guess, Observation } from './api'

/** The colours' names as the server gives them, and how a swatch shows them. */
const swatches: Record<string, string> = {
  WHITE: '#f5f5f2',
  BLACK: '#1b1b1d',
  GREY: '#7d8287',
  SILVER: '#c3c9ce',
  RED: '#d22f27',
  BLUE: '#2f62c9',
  GREEN: '#2e8b46',
  YELLOW: '#f2cb1d',
  ORANGE: '#ee7f1a',
  BROWN: '#7a4f2c',
  PINK: '#ee8fb5',
  PURPLE: '#7d4bb0',
}

export const swatchOf = (colour: string) => swatches[colour] ?? '#808080'

/** The colour in which each class is drawn, on the picture and in the plots. */
const classColours: Record<string, string> = {
  person: '#ffc94d',
  bicycle: '#5fd38a',
  car: '#4fb8ee',
  motorcycle: '#b79af5',
  bus: '#ff9966',
  truck: '#f279b0',
}

export const classColour = (name: string) => classColours[name] ?? '#c9d2da'

/** "VAN" as "van", "ALFA_ROMEO" as "alfa romeo". */
export const wordsOf = (value: string) => value.toLowerCase().replaceAll('_', ' ')

/** Makes and models keep their capitals: "VW Golf". */
export const vehicleName = (attributes: Attributes) =>
  [attributes.make, attributes.model].flatMap((guess) => (guess ? [guess.value.replaceAll('_', ' ')] : [])).join(' ')

/** What something is: its class, and its type where that says more, as in "truck, van". */
export function kindOf(name: string, attributes: Attributes): string {
  const type = attributes.type ? wordsOf(attributes.type.value) : name
  return type === name ? name : `${name}, ${type}`
}

/** Sex and age as far as they could be told: "female, adult". */
export const personWords = (attributes: Attributes) =>
  [attributes.sex, attributes.age].flatMap((guess) => (guess ? [wordsOf(guess.value)] : [])).join(', ')

export interface ColourOf {
  /** What has the colour: "upper" and "lower" clothing, or nothing for a vehicle. */
  part: string
  guess: Guess
}

export function coloursOf(attributes: Attributes): ColourOf[] {
  const { colour, upper, lower } = attributes
  const list: ColourOf[] = []
  if (colour) list.push({ part: '', guess: colour })
  if (upper) list.push({ part: 'upper', guess: upper })
  if (lower) list.push({ part: 'lower', guess: lower })
  return list
}

export const plateWords = (attributes: Attributes) =>
  attributes.plate ? (attributes.plate.text ?? 'plate read') : null

export const speedWords = (kmh: number) => `${Math.round(kmh)} km/h`

/** The stay that lasted longest. */
export const longestStay = (observation: Observation) =>
  observation.stays.reduce<Observation['stays'][number] | null>(
    (longest, stay) => (longest === null || stay.seconds > longest.seconds ? stay : longest),
    null,
  )

/** How many there are of each class, the most frequent first. */
export function countByClass(objects: { class: string }[]): [name: string, count: number][] {
  const counts = new Map<string, number>()
  for (const { class: name } of objects) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
}

export function plural(name: string, count: number): string {
  if (count === 1) return name
  if (name === 'person') return 'people'
  return name.endsWith('s') ? `${name}es` : `${name}s`
}
