import { describe, expect, it } from 'vitest'
import { daysWords, intervalWords, liftWords, percent, priceWords, ruleWords, sameCards } from './merchandise'

describe('prices', () => {
  it('are written as people of the place write them', () => {
    expect(priceWords('1299.50', 'EUR', 'en-GB')).toBe('€1,299.50')
    expect(priceWords('1299', 'JPY', 'en-US')).toBe('¥1,299')
    expect(priceWords('9.90', 'EUR', 'de-DE').replace(/\s/g, ' ')).toBe('9,90 €')
    expect(priceWords('9.90', 'no currency')).toBe('9.90 no currency')
  })
})

describe('shares', () => {
  it('have tenths where these say something', () => {
    expect(percent(0.0345)).toBe('3.5 %')
    expect(percent(0.345)).toBe('35 %')
    expect(percent(0)).toBe('0 %')
    expect(intervalWords(0.01, 0.2)).toBe('1.0 % to 20 %')
    expect(liftWords(0.24)).toBe('+24 %')
    expect(liftWords(-0.05)).toBe('−5.0 %')
  })
})

describe('rules', () => {
  const none = { minimumAge: 0, ages: [], sexes: [], days: [], hours: null }

  it('are few words', () => {
    expect(ruleWords(none)).toEqual([])
    expect(ruleWords({ minimumAge: 18, ages: ['18-29', '60+'], sexes: ['FEMALE'], days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'SUNDAY'], hours: '22:00-06:00' })).toEqual([
      'from 18 on',
      'ages 18-29, 60+',
      'women',
      'Mon–Wed, Sun',
      '22:00–06:00',
    ])
  })

  it('join days in a row', () => {
    expect(daysWords(['SATURDAY', 'SUNDAY'])).toBe('Sat, Sun')
    expect(daysWords(['FRIDAY', 'SATURDAY', 'SUNDAY'])).toBe('Fri–Sun')
    expect(daysWords(['MONDAY', 'WEDNESDAY'])).toBe('Mon, Wed')
  })
})

describe('cards', () => {
  const pick = (id: string) => ({ id, name: '', description: '', price: '1', currency: 'EUR', picture: false })

  it('are the same only in the same order', () => {
    const a = { picks: [pick('1'), pick('2')], personal: false }
    expect(sameCards(null, a)).toBe(false)
    expect(sameCards(a, { picks: [pick('1'), pick('2')], personal: true })).toBe(true)
    expect(sameCards(a, { picks: [pick('2'), pick('1')], personal: false })).toBe(false)
    expect(sameCards(a, { picks: [pick('1')], personal: false })).toBe(false)
  })
})
