import { describe, expect, it } from 'vitest'
import { between, centroid, flowArrows, fullness, heatFeatures, heatStep, type LiveArea } from './interior'
import type { Area } from './sites'

const area = {
  id: 'a',
  site: 's',
  building: null,
  name: 'A',
  level: 0,
  width: 20,
  height: 10,
  reference: null,
  plan: null,
  version: '1',
  zones: [
    { id: 'hall', name: 'Hall', polygon: [[5, 0], [12, 0], [12, 10], [5, 10]] },
    { id: 'office', name: 'Office', polygon: [[12, 0], [20, 0], [20, 10], [12, 10]] },
  ],
  doors: [{ id: 'front', name: 'Front', from: [5, 6], to: [5, 4], left: null, right: 'hall' }],
} as Area

const live = (dots: LiveArea['dots']): LiveArea => ({ area: 'a', time: '', watching: true, inside: dots.length, dots, zones: [] })

describe('people on a plan', () => {
  it('moves dots evenly, and puts a new one where it is', () => {
    const before = live([{ id: 'x', at: [0, 0], error: 0.2, cameras: 1 }])
    const now = live([
      { id: 'x', at: [2, 4], error: 0.2, cameras: 1 },
      { id: 'y', at: [9, 9], error: 0.2, cameras: 1 },
    ])
    expect(between(before, now, 0.5).map((dot) => dot.at)).toEqual([[1, 2], [9, 9]])
    expect(between(before, now, 7).map((dot) => dot.at)).toEqual([[2, 4], [9, 9]])
    expect(between(null, now, 0).map((dot) => dot.at)).toEqual([[2, 4], [9, 9]])
  })

  it('finds the middle of a zone, and how full it is', () => {
    expect(centroid(area.zones[0]!.polygon)).toEqual([8.5, 5])
    expect(fullness(3, undefined)).toBe('unknown')
    expect(fullness(3, 10)).toBe('room')
    expect(fullness(9, 10)).toBe('nearly')
    expect(fullness(10, 10)).toBe('full')
  })

  it('draws cells where people were, the hottest darkest', () => {
    const features = heatFeatures({ cell: 0.5, cells: [[2, 3, 100], [0, 0, 1]] })
    expect(features[0]!.geometry.coordinates).toEqual([[[1, 1.5], [1.5, 1.5], [1.5, 2], [1, 2], [1, 1.5]]])
    expect(heatStep(100, 100)).toBe(4)
    expect(heatStep(1, 100)).toBe(0)
  })

  it('draws flows as arrows, from outside of the door where there is no zone', () => {
    const arrows = flowArrows(area, [
      { source: null, target: 'hall', count: 9 },
      { source: 'hall', target: 'office', count: 1 },
      { source: 'gone', target: 'hall', count: 4 },
    ])
    expect(arrows.lines).toHaveLength(2)
    const first = arrows.lines[0]!.geometry.coordinates[0] as [number, number]
    expect(first[0]).toBeLessThan(5)
    expect(arrows.labels.map((label) => label.properties.label)).toEqual(['9', '1'])
  })
})
