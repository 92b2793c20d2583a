/** Draws the lines of faces, and what is guessed of them, on a canvas. */

import { ageWords, extent, sexWords, type KioskFace, type Mesh, type ShownFace } from './kiosk'

/** Points along the lines of a face, by their indices in MediaPipe's face mesh; `closed` joins the ends. */
const LINES: { closed: boolean; points: number[]; weight: number }[] = [
  { closed: true, weight: 1.15, points: [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109] },
  { closed: true, weight: 1, points: [33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246] },
  { closed: true, weight: 1, points: [263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466] },
  { closed: true, weight: 0.9, points: [46, 53, 52, 65, 55, 107, 66, 105, 63, 70] },
  { closed: true, weight: 0.9, points: [276, 283, 282, 295, 285, 336, 296, 334, 293, 300] },
  { closed: false, weight: 0.9, points: [168, 6, 197, 195, 5, 4, 1, 19, 94, 2] },
  { closed: true, weight: 0.8, points: [4, 45, 220, 115, 48, 64, 98, 97, 2, 326, 327, 294, 278, 344, 440, 275] },
  { closed: true, weight: 1, points: [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185] },
  { closed: true, weight: 0.8, points: [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191] },
]

const COLOURS = ['#7fe3ff', '#ffcf7d', '#93f0b4', '#ff9fce', '#c3adff', '#ffab91']

/** A face keeps its colour as long as it is there. */
export const colourOf = (face: KioskFace) => COLOURS[(face.id - 1) % COLOURS.length]!

/** Where a picture lies on a stage. */
export interface Stage {
  scale: number
  left: number
  top: number
  mirror: boolean
  width: number
  height: number
}

/** How much of a picture may be cut off so that it fills the stage. */
const MOST_CUT = 0.34

/** Fills the stage where little of the picture is lost by that; else shows it whole. */
export function stageOf(pictureWidth: number, pictureHeight: number, width: number, height: number, mirror: boolean): Stage {
  const cover = Math.max(width / pictureWidth, height / pictureHeight)
  const contain = Math.min(width / pictureWidth, height / pictureHeight)
  const scale = 1 - contain / cover <= MOST_CUT ? cover : contain
  return { scale, left: (width - pictureWidth * scale) / 2, top: (height - pictureHeight * scale) / 2, mirror, width, height }
}

const place = (stage: Stage, x: number, y: number): [number, number] => {
  const px = stage.left + x * stage.scale
  return [stage.mirror ? stage.width - px : px, stage.top + y * stage.scale]
}

/** Paints a picture onto its stage, as a mirror would where that is wanted. */
export function paintPicture(context: CanvasRenderingContext2D, picture: CanvasImageSource, width: number, height: number, stage: Stage): void {
  context.save()
  context.fillStyle = '#05080b'
  context.fillRect(0, 0, stage.width, stage.height)
  if (stage.left > 1 || stage.top > 1) paintBackdrop(context, picture, stage)
  if (stage.mirror) {
    context.translate(stage.width, 0)
    context.scale(-1, 1)
  }
  context.drawImage(picture, stage.left, stage.top, width * stage.scale, height * stage.scale)
  context.restore()
}

/** A few pixels wide: stretched over the stage they are a blur in the picture's colours. */
const BACKDROP = 16
const backdrop = typeof document === 'undefined' ? null : document.createElement('canvas')

function paintBackdrop(context: CanvasRenderingContext2D, picture: CanvasImageSource, stage: Stage): void {
  if (backdrop === null) return
  backdrop.width = BACKDROP
  backdrop.height = BACKDROP
  backdrop.getContext('2d')!.drawImage(picture, 0, 0, BACKDROP, BACKDROP)
  context.globalAlpha = 0.34
  context.imageSmoothingQuality = 'high'
  context.drawImage(backdrop, 1, 1, BACKDROP - 2, BACKDROP - 2, 0, 0, stage.width, stage.height)
  context.globalAlpha = 1
}

/** Draws all faces with their labels; `density` is the number of canvas pixels to a CSS pixel. */
export function drawFaces(context: CanvasRenderingContext2D, faces: ShownFace[], stage: Stage, density: number, labels: Labels): void {
  const placed = faces.map((shown) => ({ shown, mesh: onStage(shown.mesh, stage) }))
  context.lineJoin = 'round'
  context.lineCap = 'round'
  for (const { shown, mesh } of placed) drawFace(context, mesh, colourOf(shown.face), shown.strength, density)
  labels.draw(context, placed.map(({ shown, mesh }) => ({ shown, box: extent(mesh).box })), density)
}

function onStage(mesh: Mesh, stage: Stage): Mesh {
  const placed = new Float32Array(mesh.length)
  for (let i = 0; i < mesh.length; i += 2) {
    const [x, y] = place(stage, mesh[i]!, mesh[i + 1]!)
    placed[i] = x
    placed[i + 1] = y
  }
  return placed
}

function drawFace(context: CanvasRenderingContext2D, mesh: Mesh, colour: string, strength: number, density: number): void {
  const { size } = extent(mesh)
  // Thin on a small face too, so that eyes and lips stay apart.
  const unit = density * Math.max(0.7, Math.min(1.5, size / density / 170))
  context.fillStyle = colour
  context.globalAlpha = 0.55 * strength
  const dot = Math.max(1, 0.95 * unit)
  const dots = new Path2D()
  for (let i = 0; i < mesh.length; i += 2) dots.rect(mesh[i]! - dot / 2, mesh[i + 1]! - dot / 2, dot, dot)
  context.fill(dots)

  const paths = LINES.map(({ closed, points, weight }) => ({ path: smooth(mesh, points, closed), weight }))
  // A dark rim and a glow are of all lines at once; the lines themselves have widths of their own.
  const all = new Path2D()
  for (const { path } of paths) all.addPath(path)
  for (const [style, alpha, width] of [
    ['#04080c', 0.4, 3.2],
    [colour, 0.2, 4.6],
  ] as const) {
    context.strokeStyle = style
    context.globalAlpha = alpha * strength
    context.lineWidth = width * unit
    context.stroke(all)
  }
  context.strokeStyle = colour
  context.globalAlpha = strength
  for (const { path, weight } of paths) {
    context.lineWidth = 1.3 * unit * weight
    context.stroke(path)
  }
  context.globalAlpha = 1
}

/** A curve through the middles of a line's pieces, its points being the handles. */
function smooth(mesh: Mesh, points: number[], closed: boolean): Path2D {
  const path = new Path2D()
  const x = (i: number) => mesh[2 * points[i]!]!
  const y = (i: number) => mesh[2 * points[i]! + 1]!
  const n = points.length
  if (closed) path.moveTo((x(n - 1) + x(0)) / 2, (y(n - 1) + y(0)) / 2)
  else path.moveTo(x(0), y(0))
  for (let i = closed ? 0 : 1; i < (closed ? n : n - 1); i++) {
    const next = (i + 1) % n
    path.quadraticCurveTo(x(i), y(i), (x(i) + x(next)) / 2, (y(i) + y(next)) / 2)
  }
  if (closed) path.closePath()
  else path.lineTo(x(n - 1), y(n - 1))
  return path
}

export type Rect = [x: number, y: number, width: number, height: number]

const overlap = (a: Rect, b: Rect) =>
  Math.max(0, Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])) *
  Math.max(0, Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]))

export type Side = 'right' | 'left' | 'above' | 'below'

function beside(box: [number, number, number, number], side: Side, width: number, height: number, gap: number): Rect {
  const [x0, y0, x1, y1] = box
  const middle = (y0 + y1) / 2 - height / 2
  switch (side) {
    case 'right':
      return [x1 + gap, middle, width, height]
    case 'left':
      return [x0 - gap - width, middle, width, height]
    case 'above':
      return [(x0 + x1) / 2 - width / 2, y0 - gap - height, width, height]
    case 'below':
      return [(x0 + x1) / 2 - width / 2, y1 + gap, width, height]
  }
}

/**
 * Where labels go: beside their faces, on the side that covers least of other faces and of labels that have a place
 * already; on the side where they were, if that is nearly as good.
 *
 * @param faces the most important first: these choose first
 * @param taken what must stay free besides
 */
export function placeLabels(
  faces: { box: [number, number, number, number]; width: number; height: number; before: Side | null }[],
  stageWidth: number,
  stageHeight: number,
  gap: number,
  taken: Rect[] = [],
): { rect: Rect; side: Side }[] {
  const placed: Rect[] = [...taken]
  const boxes = faces.map(({ box: [x0, y0, x1, y1] }): Rect => [x0, y0, x1 - x0, y1 - y0])
  return faces.map(({ box, width, height, before }) => {
    let best: { rect: Rect; side: Side } | null = null
    let least = Infinity
    for (const side of ['right', 'left', 'below', 'above'] as const) {
      const wanted = beside(box, side, width, height, gap)
      const rect: Rect = [
        Math.max(gap, Math.min(wanted[0], stageWidth - width - gap)),
        Math.max(gap, Math.min(wanted[1], stageHeight - height - gap)),
        width,
        height,
      ]
      let cost = side === before ? -0.12 * width * height : 0
      cost += 0.05 * width * (Math.abs(rect[0] - wanted[0]) + Math.abs(rect[1] - wanted[1]))
      for (const other of boxes) cost += 1.5 * overlap(rect, other)
      for (const other of placed) cost += 6 * overlap(rect, other)
      if (cost < least) {
        least = cost
        best = { rect, side }
      }
    }
    placed.push(best!.rect)
    return best!
  })
}

/** What stands on a face's label, line by line; the first may be a greeting. */
export function labelOf(face: KioskFace): { greeting: string | null; who: string | null; appeal: number | null } {
  const who = [face.age && ageWords(face.age), face.sex && sexWords[face.sex]].filter(Boolean).join(' · ')
  return { greeting: face.name === null ? null : `Hello, ${face.name}`, who: who === '' ? null : who, appeal: face.appeal }
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"

interface Remembered {
  side: Side
  rect: Rect
  seen: number
}

/** Draws the labels, and remembers where they were, so that they glide rather than jump. */
export class Labels {
  private readonly places = new Map<number, Remembered>()
  private drawn = 0

  /** @param glide whether a label may move to its new place bit by bit */
  constructor(private readonly glide: () => boolean) {}

  draw(context: CanvasRenderingContext2D, faces: { shown: ShownFace; box: [number, number, number, number] }[], density: number): void {
    this.drawn++
    const { width, height } = context.canvas
    const unit = density * Math.max(0.9, Math.min(1.5, Math.sqrt(width * height) / density / 1000))
    const wanted = faces.map(({ shown, box }) => ({ box, ...measure(context, shown.face, unit), before: this.places.get(shown.face.id)?.side ?? null }))
    const rects = placeLabels(wanted, width, height, 22 * unit)
    faces.forEach(({ shown, box }, i) => {
      const { rect, side } = rects[i]!
      const last = this.places.get(shown.face.id)
      const moved: Rect =
        last && this.glide() ? [last.rect[0] + 0.35 * (rect[0] - last.rect[0]), last.rect[1] + 0.35 * (rect[1] - last.rect[1]), rect[2], rect[3]] : rect
      this.places.set(shown.face.id, { side, rect: moved, seen: this.drawn })
      drawLabel(context, shown, box, moved, side, unit)
    })
    for (const [id, one] of this.places) if (one.seen !== this.drawn) this.places.delete(id)
  }
}

const PAD = 13
const fonts = (unit: number) => ({
  greeting: `600 ${19 * unit}px ${FONT}`,
  who: `500 ${16.5 * unit}px ${FONT}`,
  small: `500 ${12.5 * unit}px ${FONT}`,
  score: `650 ${16.5 * unit}px ${FONT}`,
})

function measure(context: CanvasRenderingContext2D, face: KioskFace, unit: number): { width: number; height: number } {
  const { greeting, who, appeal } = labelOf(face)
  const font = fonts(unit)
  let width = 150 * unit
  let height = 2 * 10 * unit
  if (greeting !== null) {
    context.font = font.greeting
    width = Math.max(width, context.measureText(greeting).width + 2 * PAD * unit)
    height += 27 * unit
  }
  context.font = font.who
  width = Math.max(width, context.measureText(who ?? 'Looking…').width + 2 * PAD * unit)
  height += 24 * unit
  if (appeal !== null) height += 26 * unit
  return { width, height }
}

function drawLabel(context: CanvasRenderingContext2D, shown: ShownFace, box: [number, number, number, number], rect: Rect, side: Side, unit: number): void {
  const [x, y, width, height] = rect
  const colour = colourOf(shown.face)
  const { greeting, who, appeal } = labelOf(shown.face)
  const font = fonts(unit)
  context.save()
  context.globalAlpha = shown.strength

  // The line from the face to its label.
  const [x0, y0, x1, y1] = box
  context.strokeStyle = colour
  context.lineWidth = 1.2 * unit
  context.globalAlpha = 0.75 * shown.strength
  context.beginPath()
  const cx = Math.max(x, Math.min((x0 + x1) / 2, x + width))
  const cy = Math.max(y, Math.min((y0 + y1) / 2, y + height))
  if (side === 'right') context.moveTo(x1, (y0 + y1) / 2), context.lineTo(x, cy)
  else if (side === 'left') context.moveTo(x0, (y0 + y1) / 2), context.lineTo(x + width, cy)
  else if (side === 'above') context.moveTo((x0 + x1) / 2, y0), context.lineTo(cx, y + height)
  else context.moveTo((x0 + x1) / 2, y1), context.lineTo(cx, y)
  context.stroke()

  context.globalAlpha = shown.strength
  context.fillStyle = 'rgb(7 12 17 / 74%)'
  context.beginPath()
  context.roundRect(x, y, width, height, 10 * unit)
  context.fill()
  context.strokeStyle = 'rgb(255 255 255 / 16%)'
  context.lineWidth = unit
  context.stroke()
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(x, y + 10 * unit, 3 * unit, height - 20 * unit, 2 * unit)
  context.fill()

  context.textBaseline = 'middle'
  let line = y + 10 * unit
  if (greeting !== null) {
    context.font = font.greeting
    context.fillStyle = colour
    context.fillText(greeting, x + PAD * unit, line + 13 * unit)
    line += 27 * unit
  }
  context.font = font.who
  context.fillStyle = who === null ? '#9fb0bd' : '#f2f7fa'
  context.fillText(who ?? 'Looking…', x + PAD * unit, line + 12 * unit)
  line += 24 * unit
  if (appeal !== null) {
    const middle = line + 14 * unit
    context.font = font.small
    context.fillStyle = '#9fb0bd'
    context.fillText('Appeal', x + PAD * unit, middle)
    context.font = font.score
    const number = String(appeal)
    const numberWidth = context.measureText(number).width
    context.fillStyle = '#f2f7fa'
    context.fillText(number, x + width - PAD * unit - numberWidth, middle)
    const from = x + (PAD + 50) * unit
    const length = x + width - PAD * unit - numberWidth - 10 * unit - from
    context.fillStyle = 'rgb(255 255 255 / 16%)'
    context.beginPath()
    context.roundRect(from, middle - 2 * unit, length, 4 * unit, 2 * unit)
    context.fill()
    context.fillStyle = colour
    context.beginPath()
    context.roundRect(from, middle - 2 * unit, length * Math.max(0.08, (appeal - 89) / 10), 4 * unit, 2 * unit)
    context.fill()
  }
  context.restore()
}
