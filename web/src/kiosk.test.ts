import { describe, expect, it } from 'vitest'
import { extent, Motion, POINTS, sceneWords, splitBody, Times, type KioskFace, type Mesh } from './kiosk'
import { labelOf, placeLabels, stageOf, type Rect } from './kioskLines'

const face = (id: number, more: Partial<KioskFace> = {}): KioskFace => ({ id, age: null, sex: null, appeal: null, name: null, ...more })

/** Points on a circle. */
function mesh(x: number, y: number, radius: number): Mesh {
  const points = new Float32Array(2 * POINTS)
  for (let i = 0; i < POINTS; i++) {
    points[2 * i] = x + radius * Math.cos((2 * Math.PI * i) / POINTS)
    points[2 * i + 1] = y + radius * Math.sin((2 * Math.PI * i) / POINTS)
  }
  return points
}

describe('splitBody', () => {
  it('takes meshes in quarters of a pixel, then the picture', () => {
    const body = new Uint8Array(2 * POINTS * 4 + 3)
    const view = new DataView(body.buffer)
    view.setInt16(0, 41, true)
    view.setInt16(2, -8, true)
    view.setInt16(POINTS * 4, 400, true)
    body.set([1, 2, 3], 2 * POINTS * 4)
    const { meshes, jpeg } = splitBody(2, body)
    expect(meshes).toHaveLength(2)
    expect([meshes[0]![0], meshes[0]![1], meshes[1]![0]]).toEqual([10.25, -2, 100])
    expect([...jpeg]).toEqual([1, 2, 3])
  })

  it('reads a body that begins in the middle of a message', () => {
    const whole = new Uint8Array(5 + POINTS * 4)
    new DataView(whole.buffer).setInt16(5, 8, true)
    expect(splitBody(1, whole.subarray(5)).meshes[0]![0]).toBe(2)
  })

  it('refuses what is too short', () => {
    expect(() => splitBody(2, new Uint8Array(POINTS * 4))).toThrow('2 faces')
    expect(splitBody(0, new Uint8Array(0)).jpeg).toHaveLength(0)
  })
})

describe('Motion', () => {
  it('moves a face on between analyses', () => {
    const motion = new Motion()
    for (let i = 0; i <= 12; i++) motion.observe([face(1)], [mesh(100 + 10 * i, 200, 50)], i * 100)
    // 0.1 pixels a millisecond to the right.
    const [shown] = motion.at(1250)
    const at = extent(shown!.mesh)
    expect(at.x).toBeGreaterThan(222.5)
    expect(at.x).toBeLessThan(227)
    expect(at.y).toBeCloseTo(200, 0)
    expect(shown!.strength).toBe(1)
  })

  it('shows a picture with lines of its own as they are', () => {
    const motion = new Motion()
    motion.observe([face(1)], [mesh(100, 100, 40)], 0)
    motion.observe([face(1)], [mesh(130, 100, 40)], 40)
    expect(extent(motion.at(40)[0]!.mesh).x).toBeCloseTo(130, 0)
  })

  it('steadies what trembles', () => {
    const motion = new Motion()
    let most = 0
    for (let i = 0; i < 60; i++) {
      motion.observe([face(1)], [mesh(100 + (i % 2) * 0.4, 100, 50)], i * 40)
      if (i > 20) most = Math.max(most, Math.abs(extent(motion.at(i * 40)[0]!.mesh).x - 100.2))
    }
    expect(most).toBeLessThan(0.2)
  })

  it('lets a face fade that is not told any more, and forgets who left', () => {
    const motion = new Motion()
    motion.observe([face(1), face(2)], [mesh(100, 100, 40), mesh(300, 100, 60)], 0)
    expect(motion.at(0).map((one) => one.face.id)).toEqual([2, 1])
    expect(motion.at(400)[0]!.strength).toBeCloseTo(0.4, 1)
    expect(motion.at(501)).toEqual([])
    motion.observe([face(2)], [mesh(300, 100, 60)], 40)
    expect(motion.at(40).map((one) => one.face.id)).toEqual([2])
    motion.clear()
    expect(motion.at(40)).toEqual([])
  })

  it('takes a cut in a film for no motion', () => {
    const motion = new Motion()
    motion.observe([face(1)], [mesh(100, 100, 40)], 0)
    motion.observe([face(1)], [mesh(102, 100, 40)], 40)
    motion.observe([face(1)], [mesh(180, 160, 40)], 80)
    expect(extent(motion.at(80)[0]!.mesh).x).toBeCloseTo(180, 3)
    expect(extent(motion.at(260)[0]!.mesh).x).toBeCloseTo(180, 3)
  })

  it('moves nobody on by more than a part of their face', () => {
    const motion = new Motion()
    for (let i = 0; i <= 10; i++) motion.observe([face(1)], [mesh(100 + 10 * i, 100, 40)], i * 40)
    expect(extent(motion.at(10 * 40 + 180)[0]!.mesh).x).toBeLessThan(200 + 0.31 * 80)
  })

  it('does not run away, however odd the times are', () => {
    const motion = new Motion()
    const times = [0, 1, 1, 900, 880, 2000, 2001]
    times.forEach((at, i) => motion.observe([face(1)], [mesh(100 + 40 * (i % 2), 100, 40)], at))
    for (const time of [0, 2001, 2100, 2200]) {
      for (const shown of motion.at(time)) expect([...shown.mesh].every(Number.isFinite)).toBe(true)
    }
  })
})

describe('labels', () => {
  const overlap = (a: Rect, b: Rect) => a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3]

  it('lie beside their faces, on the stage, and not on one another', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const faces = Array.from({ length: 6 }, (_, i) => {
        const x = 60 + (i % 3) * 600 + ((seed * 37 * (i + 1)) % 120)
        const y = 80 + Math.floor(i / 3) * 480 + ((seed * 53 * (i + 1)) % 90)
        return { box: [x, y, x + 180, y + 230] as [number, number, number, number], width: 190, height: 80, before: null }
      })
      const placed = placeLabels(faces, 1920, 1080, 20)
      placed.forEach(({ rect }, i) => {
        expect(rect[0]).toBeGreaterThanOrEqual(0)
        expect(rect[1]).toBeGreaterThanOrEqual(0)
        expect(rect[0] + rect[2]).toBeLessThanOrEqual(1920)
        expect(rect[1] + rect[3]).toBeLessThanOrEqual(1080)
        for (let j = 0; j < i; j++) expect(overlap(rect, placed[j]!.rect)).toBe(false)
      })
    }
  })

  it('stay on their side where the other is hardly better', () => {
    const at = (before: 'left' | 'right') =>
      placeLabels([{ box: [400, 200, 600, 460], width: 190, height: 80, before }], 1000, 700, 20)[0]!.side
    expect(at('left')).toBe('left')
    expect(at('right')).toBe('right')
  })

  it('greet by name whoever has one, and say what is not known yet', () => {
    expect(labelOf(face(1))).toEqual({ greeting: null, who: null, appeal: null })
    expect(labelOf(face(1, { name: 'Ada', age: [29, 41], sex: 'FEMALE', appeal: 94 }))).toEqual({
      greeting: 'Hello, Ada',
      who: '29 to 41 years · female',
      appeal: 94,
    })
  })
})

describe('the stage', () => {
  it('is filled where little is cut off, else shows all', () => {
    const wide = stageOf(640, 480, 1920, 1080, true)
    expect(wide.scale).toBe(3)
    expect(wide.top).toBe(-180)
    const high = stageOf(640, 480, 1080, 1920, true)
    expect(high.scale).toBe(1080 / 640)
    expect(high.left).toBe(0)
  })
})

describe('words', () => {
  it('tell who is in view, and that nobody is looked at', () => {
    expect(sceneWords('ANALYSING', [], 0)).toBe('Nobody in view.')
    expect(sceneWords('ANALYSING', [face(1, { age: [20, 30], sex: 'MALE', appeal: 95 }), face(2, { name: 'Ada' })], 3)).toBe(
      '5 people in view: somebody, about 20 to 30 years, male, appeal 95; Ada; 3 more.',
    )
    expect(sceneWords('COVERED', [face(1)], 0)).toBe('The camera is covered. Nobody is analysed.')
  })
})

describe('Times', () => {
  it('has quantiles of the newest', () => {
    const times = new Times()
    expect(times.quantile(0.5)).toBeNull()
    for (let i = 0; i < 1000; i++) times.add(i)
    expect(times.count).toBe(600)
    expect(times.quantile(0)).toBe(400)
    expect(times.quantile(1)).toBe(999)
  })
})
