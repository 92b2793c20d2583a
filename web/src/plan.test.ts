import { describe, expect, it } from 'vitest'
import type { Point } from './api'
import { apply, errorAt, footprintOf, gridIn, homographyBetween, poseOf, problemOf, projection, sectorOf, viewOf } from './plan'
import type { Calibration } from './sites'

/** The demo's street camera: 8.75 m high at 30, 49, focal length 850 of 768x576 pixels, its horizon 436 above the middle. */
const demo: Calibration = {
  picture: [
    [0.1302, 0.3611],
    [0.8333, 0.217],
    [0.9115, 0.8681],
    [0.0391, 0.559],
  ],
  metres: [
    [22.15, 27.1],
    [39.22, 19.08],
    [34.8, 38.99],
    [22.59, 33.5],
  ],
}

describe('plans', () => {
  it('take a point to the globe and back', () => {
    const { toMap, toArea } = projection({ latitude: 52.5, longitude: 13.4, bearing: 37 })
    for (const point of [[0, 0], [120, -40], [-900, 2000]] as Point[]) {
      const [x, y] = toArea(toMap(point))
      expect(x).toBeCloseTo(point[0], 6)
      expect(y).toBeCloseTo(point[1], 6)
    }
    // Up is east where the bearing is 90.
    const [lng, lat] = projection({ latitude: 52.5, longitude: 13.4, bearing: 90 }).toMap([0, -100])
    expect(lng).toBeGreaterThan(13.4)
    expect(lat).toBeCloseTo(52.5, 9)
  })

  it('fit the map that shows them, however they are turned', () => {
    const corners: Point[] = [[0, 0], [40, 0], [40, 20], [0, 20]]
    const [width, padding] = [1048, 24]
    for (const bearing of [0, 30, 200]) {
      const reference = { latitude: 60, longitude: 10, bearing }
      const { center, zoom } = viewOf(corners, reference, [width, 800], padding)
      const [x, y] = projection(reference).toArea(center)
      expect(x).toBeCloseTo(20, 6)
      expect(y).toBeCloseTo(10, 6)
      // 40 metres take the 1000 pixels that there are, at 60 degrees where a degree is half as long.
      const metresPerPixel = (2 * Math.PI * 6378137 * 0.5) / 512 / 2 ** zoom
      expect(40 / metresPerPixel).toBeCloseTo(1000, 3)
    }
  })

  it('see a sector of a circle', () => {
    const sector = sectorOf({ position: [0, 0], direction: 90, fieldOfView: 60, range: 10 })
    expect(sector[0]).toEqual([0, 0])
    expect(Math.max(...sector.map(([x]) => x))).toBeCloseTo(10, 1)
    expect(sectorOf({ position: [0, 0], direction: 0, fieldOfView: 360, range: 1 })).not.toContainEqual([0, 0])
  })
})

describe('a calibration', () => {
  it('takes its four points to the plan, and nothing from beyond the horizon', () => {
    const plane = homographyBetween(demo.picture, demo.metres)!
    demo.picture.forEach((point, i) => {
      expect(apply(plane, point)![0]).toBeCloseTo(demo.metres[i]![0], 6)
      expect(apply(plane, point)![1]).toBeCloseTo(demo.metres[i]![1], 6)
    })
    expect(apply(plane, [0.5, -0.5])).toBeNull()
  })

  it('says where its camera must stand', () => {
    const pose = poseOf(demo, 768 / 576)!
    expect(pose.foot[0]).toBeCloseTo(30, 0)
    expect(pose.foot[1]).toBeCloseTo(49, 0)
    expect(pose.height).toBeCloseTo(8.75, 1)
    expect(Math.cos((pose.direction * Math.PI) / 180)).toBeCloseTo(1, 3)
    expect(pose.fieldOfView).toBeCloseTo(48.6, 0)
  })

  it('says how much a pixel is', () => {
    const near = errorAt(demo, [0.5, 0.95], [768, 576])!
    const far = errorAt(demo, [0.5, 0.1], [768, 576])!
    expect(near).toBeGreaterThan(0)
    expect(near).toBeLessThan(0.2)
    expect(far).toBeGreaterThan(near)
  })

  it('has a grid on the ground and a piece of it that is seen', () => {
    const { step, lines } = gridIn(demo)!
    expect(step).toBe(2)
    expect(lines.length).toBeGreaterThan(10)
    const seen = footprintOf(demo, [30, 49], 40)
    expect(seen.length).toBeGreaterThan(20)
    for (const [x, y] of seen) expect(Math.hypot(x - 30, y - 49)).toBeLessThan(40.01)
  })

  it('is refused where it makes no sense', () => {
    const { picture, metres } = demo
    expect(problemOf(demo)).toBeNull()
    expect(problemOf({ picture, metres: [[0, 0], [1, 0], [2, 0], [3, 0]] })).toContain('on the plan lie in a line')
    expect(problemOf({ picture: [[0.1, 0.1], [0.2, 0.2], [0.3, 0.3], [0.4, 0.4]], metres })).toContain('in the picture lie in a line')
    expect(problemOf({ picture, metres: metres.toReversed() })).toContain('the other way')
    expect(problemOf({ picture: [[0.1, 0.1], [0.9, 0.1], [0.55, 0.5], [0.45, 0.5]], metres: [[0, 0], [8, 0], [8, 8], [0, 8]] })).toContain(
      'Far and near are swapped',
    )
  })
})
