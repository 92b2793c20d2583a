import { describe, expect, it } from 'vitest'
import type { Layout, Point } from './api'
import {
  addLine,
  addZone,
  arrowOf,
  crossesItself,
  edited,
  freshId,
  isConvex,
  moveCorner,
  moveShape,
  pointsOf,
  problemsOf,
  rectangleOf,
  remove,
  sidesOf,
  undone,
  type History,
} from './layout'

const square: Point[] = [[0.2, 0.2], [0.4, 0.2], [0.4, 0.4], [0.2, 0.4]]
const bow: Point[] = [[0.2, 0.2], [0.4, 0.4], [0.4, 0.2], [0.2, 0.4]]
const empty: Layout = { zones: [], lines: [], ground: null }
const rounded = (points: Point[]) => points.map(([x, y]) => [Number(x.toFixed(6)), Number(y.toFixed(6))])

describe('arrowOf', () => {
  it('points to the right of one who looks along the line, in a picture whose y axis points down', () => {
    // Looking up the picture, the right is to the right.
    expect(arrowOf([100, 200], [100, 0], 20)).toMatchObject({ tail: [100, 100], tip: [120, 100] })
    // Looking to the right, the right is below.
    const arrow = arrowOf([0, 50], [100, 50], 20)
    expect(arrow.tip.map(Math.round)).toEqual([50, 70])
  })

  it('is as long as asked, whatever the line', () => {
    const { tail, tip } = arrowOf([3, 4], [90, 77], 25)
    expect(Math.hypot(tip[0] - tail[0], tip[1] - tail[1])).toBeCloseTo(25)
  })
})

describe('polygons', () => {
  it('know whether they cross themselves', () => {
    expect(crossesItself(square)).toBe(false)
    expect(crossesItself(bow)).toBe(true)
    expect(crossesItself([[0, 0], [1, 0], [0, 1]])).toBe(false)
  })

  it('know whether they are convex', () => {
    expect(isConvex(square)).toBe(true)
    expect(isConvex(square.toReversed())).toBe(true)
    expect(isConvex(bow)).toBe(false)
    expect(isConvex([[0, 0], [1, 0], [0.2, 0.2], [0, 1]])).toBe(false)
    expect(isConvex([[0, 0], [0.5, 0], [1, 0], [0, 1]])).toBe(false)
  })
})

describe('shapes', () => {
  it('get ids that no other shape has', () => {
    const one = addZone(empty, square)
    expect(one.id).toBe('zone-1')
    const two = addZone(one.layout, square)
    expect(two.id).toBe('zone-2')
    expect(freshId('zone', remove(two.layout, { kind: 'zone', id: 'zone-1' }))).toBe('zone-1')
  })

  it('are drawn within the picture', () => {
    const { layout, id } = addLine(empty, [-0.1, 0.5], [1.2, 0.5])
    expect(pointsOf(layout, { kind: 'line', id })).toEqual([[0, 0.5], [1, 0.5]])
  })

  it('move by a corner, and nothing else changes', () => {
    const { layout, id } = addZone(addLine(empty, [0, 0], [1, 1]).layout, square)
    const moved = moveCorner(layout, { kind: 'zone', id }, 2, [0.6, 1.4])
    expect(moved.zones[0]!.polygon).toEqual([[0.2, 0.2], [0.4, 0.2], [0.6, 1], [0.2, 0.4]])
    expect(moved.lines).toEqual(layout.lines)
    expect(layout.zones[0]!.polygon).toEqual(square)
  })

  it('move as a whole and keep their form at the edge of the picture', () => {
    const { layout, id } = addZone(empty, square)
    const moved = moveShape(layout, { kind: 'zone', id }, 0.9, -0.1)
    expect(rounded(moved.zones[0]!.polygon)).toEqual([[0.8, 0.1], [1, 0.1], [1, 0.3], [0.8, 0.3]])
  })

  it('can be removed, the ground too', () => {
    const ground = { picture: square, metres: rectangleOf(3, 10) }
    const { layout, id } = addLine({ ...empty, ground }, [0, 0], [1, 1])
    expect(remove(layout, { kind: 'line', id }).lines).toEqual([])
    expect(remove(layout, { kind: 'ground' }).ground).toBeNull()
  })
})

describe('the ground', () => {
  it('gives back the sides of its rectangle', () => {
    expect(sidesOf({ picture: square, metres: rectangleOf(3.5, 20) })).toEqual({ width: 3.5, length: 20 })
  })

  it('has no sides where its points are no rectangle', () => {
    expect(sidesOf({ picture: square, metres: [[0, 0], [3, 0], [4, 10], [0, 10]] })).toBeNull()
    expect(sidesOf({ picture: square, metres: [] })).toBeNull()
  })
})

describe('problemsOf', () => {
  it('finds none in a layout that can be stored', () => {
    const { layout } = addLine(addZone(empty, square).layout, [0, 0.5], [1, 0.5])
    expect(problemsOf({ ...layout, ground: { picture: square, metres: rectangleOf(3, 9) } })).toEqual([])
  })

  it('names what must be mended', () => {
    const zone = { id: 'z', name: 'Yard', polygon: bow }
    const line = { id: 'l', name: 'Gate', from: [0, 0] as Point, to: [0.001, 0] as Point, forward: 'in', backward: ' in' }
    const problems = problemsOf({ zones: [zone], lines: [line], ground: { picture: bow, metres: rectangleOf(0, 9) } })
    expect(problems).toHaveLength(5)
    expect(problems[0]).toContain('“Yard” cross')
    expect(problems[1]).toContain('same name')
    expect(problems[2]).toContain('too short')
    expect(problems[3]).toContain('go round a rectangle')
    expect(problems[4]).toContain('in metres')
  })
})

it('undoes one change after the other', () => {
  const second = addZone(empty, square).layout
  let history: History = edited({ past: [], now: empty }, second)
  history = edited(history, remove(second, { kind: 'zone', id: 'zone-1' }))
  expect(edited(history, history.now)).toBe(history)
  history = undone(history)
  expect(history.now).toBe(second)
  history = undone(history)
  expect(history.now).toBe(empty)
  expect(undone(history)).toBe(history)
})
