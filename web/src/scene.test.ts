import { describe, expect, it } from 'vitest'
import type { Track } from './live'
import { countByClass, kindOf, personWords, plateWords, plural } from './scene'
import { labelOf } from './streetPicture'

const guess = (value: string) => ({ value, score: 0.8 })
const car: Track = {
  id: 1,
  box: [0, 0, 10, 10],
  class: 'car',
  score: 0.9,
  moving: true,
  trail: [],
  speedKmh: 41.6,
  attributes: {
    type: guess('CAR'),
    colour: guess('RED'),
    make: guess('VW'),
    model: guess('Golf'),
    plate: { text: null, score: 0.9, country: 'DE', read: true },
  },
}

const words = (rows: ReturnType<typeof labelOf>[number]) => rows.map((row) => row.map((piece) => piece.text))

describe('a label', () => {
  it('tells all of a vehicle that moves, and its kind and colour in short', () => {
    const [full, short] = labelOf(car)
    expect(words(full!)).toEqual([['car', '42 km/h'], ['red', 'VW Golf', 'plate read']])
    expect(words(short!)).toEqual([['car', '']])
    expect(short![0]![1]!.swatch).toBe('#d22f27')
  })

  it('is short for what stands still', () => {
    expect(labelOf({ ...car, moving: false })).toHaveLength(1)
  })

  it('has one row where nothing is known', () => {
    expect(words(labelOf({ ...car, speedKmh: null, attributes: {} })[0]!)).toEqual([['car']])
  })
})

it('shows the text of a plate only where it was given', () => {
  expect(plateWords({})).toBeNull()
  expect(plateWords({ plate: { text: null, score: 1, country: null, read: true } })).toBe('plate read')
  expect(plateWords({ plate: { text: 'AB123', score: 1, country: null, read: true } })).toBe('AB123')
})

it('names a type that says more than the class', () => {
  expect(kindOf('truck', { type: guess('VAN') })).toBe('truck, van')
  expect(kindOf('bus', { type: guess('BUS') })).toBe('bus')
  expect(kindOf('person', {})).toBe('person')
  expect(personWords({ sex: guess('FEMALE'), age: guess('ADULT') })).toBe('female, adult')
})

it('counts the objects in view by class', () => {
  const list = ['car', 'person', 'car', 'bus'].map((name) => ({ class: name }))
  expect(countByClass(list)).toEqual([['car', 2], ['bus', 1], ['person', 1]])
  expect([plural('person', 2), plural('bus', 2), plural('car', 1)]).toEqual(['people', 'buses', 'car'])
})
