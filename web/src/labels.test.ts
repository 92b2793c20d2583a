import { describe, expect, it } from 'vitest'
import { overlap, placeLabels, type LabelWish, type Side } from './labels'

const area = { width: 800, height: 450 }
const wish = (id: number, x: number, y: number, width = 60, height = 40): LabelWish => ({
  id,
  box: { x, y, width, height },
  forms: [{ width: 110, height: 34 }, { width: 50, height: 18 }],
})

describe('placeLabels', () => {
  it('puts a label above its box where there is room', () => {
    expect(placeLabels([wish(1, 100, 100)], area, [])).toEqual([{ id: 1, form: 0, x: 100, y: 63, width: 110, height: 34 }])
  })

  it('goes below at the top of the picture, and stays within its sides', () => {
    expect(placeLabels([wish(1, 780, 5)], area, [])[0]).toMatchObject({ x: 690, y: 48 })
  })

  it('keeps what is taken free', () => {
    const taken = { x: 90, y: 50, width: 200, height: 60 }
    const [label] = placeLabels([wish(1, 100, 100)], area, [taken])
    expect(overlap(label!, taken)).toBe(0)
  })

  it('hardly lets forty labels cover each other, and gives the first ones the fullest form', () => {
    let seed = 1
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647
    const wishes = Array.from({ length: 40 }, (_, i) => wish(i, random() * 740, random() * 410, 40, 30))
    const labels = placeLabels(wishes, area, [])
    expect(labels.length).toBeGreaterThan(25)
    expect(labels[0]).toMatchObject({ id: 0, form: 0 })
    for (const [i, label] of labels.entries()) {
      for (const other of labels.slice(0, i)) {
        expect(overlap(label, other)).toBeLessThanOrEqual(0.1 * label.width * label.height)
      }
    }
  })

  it('leaves a label at the side where it stood, as long as there is room', () => {
    const before = new Map<number, Side>([[1, 'below'], [9, 'left']])
    expect(placeLabels([wish(1, 100, 100)], area, [], before)[0]).toMatchObject({ y: 143 })
    expect(before).toEqual(new Map([[1, 'below']]))
    expect(placeLabels([wish(1, 100, 400)], area, [], before)[0]).toMatchObject({ y: 363 })
    expect(before).toEqual(new Map([[1, 'above']]))
  })
})
