import { describe, expect, it } from 'vitest'
import type { Face } from './live'
import { captionOf, fit, place, placeLabel } from './picture'

describe('fit', () => {
  it('fills an area of the same shape', () => {
    expect(fit(1920, 1080, 960, 540)).toEqual({ scale: 0.5, left: 0, top: 0 })
  })

  it('leaves equal margins beside a picture that is too high, and above one that is too wide', () => {
    expect(fit(500, 1000, 1000, 1000)).toEqual({ scale: 1, left: 250, top: 0 })
    expect(fit(1000, 500, 500, 1000)).toEqual({ scale: 0.5, left: 0, top: 375 })
  })
})

describe('place', () => {
  it('puts a box of source pixels where it is on the canvas', () => {
    expect(place([100, 50, 300, 250], { scale: 0.5, left: 10, top: 20 })).toEqual({ x: 60, y: 45, width: 100, height: 100 })
  })
})

describe('placeLabel', () => {
  const label = (x: number, y: number, width: number, height: number) =>
    placeLabel({ x, y, width, height }, 80, 30, 400, 300)

  it('goes above the box', () => expect(label(100, 100, 50, 50)).toEqual({ x: 100, y: 66 }))
  it('goes below a box at the top', () => expect(label(100, 10, 50, 50)).toEqual({ x: 100, y: 64 }))
  it('goes inside a box as high as the picture', () => expect(label(100, 0, 50, 300)).toEqual({ x: 100, y: 4 }))
  it('stays within the picture at the sides', () => {
    expect(label(380, 100, 50, 50).x).toBe(320)
    expect(label(-20, 100, 50, 50).x).toBe(0)
  })
})

describe('captionOf', () => {
  const track: Face = {
    id: 1,
    box: [0, 0, 1, 1],
    points: null,
    name: null,
    score: 0.61,
    quality: 0.8,
    reasons: [],
    status: 'GATHERING',
    evidence: '2 of 3',
    prompt: null,
  }

  it('names members with their score', () => {
    expect(captionOf({ ...track, name: 'Ada', score: 0.714, status: 'OPEN' })).toEqual({
      who: 'Ada 0.71',
      state: 'door opened',
    })
  })

  it('shows what the liveness check asks for, to whoever it is', () => {
    expect(captionOf({ ...track, prompt: 'come closer' })).toEqual({ who: 'unknown person', state: 'come closer' })
  })

  it('gives a stranger neither name nor score', () => {
    expect(captionOf(track)).toEqual({ who: 'unknown person', state: 'gathering 2 of 3' })
  })
})
