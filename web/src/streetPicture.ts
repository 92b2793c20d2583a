/** Draws a street's frame on a canvas: zones, lines, trails, boxes and labels. */

import type { Layout, Point } from './api'
import { arrowOf, topCorner } from './layout'
import { placeLabels, type LabelWish, type Side } from './labels'
import type { Counts, StreetFrame, Track } from './live'
import { paintWhole, place, type Fit, type Rectangle } from './picture'
import { classColour, coloursOf, kindOf, personWords, plateWords, speedWords, swatchOf, vehicleName, wordsOf } from './scene'

export interface Shown {
  boxes: boolean
  trails: boolean
  labels: boolean
  zones: boolean
}

/** A piece of a label: words, or a colour's swatch before them. */
export interface Piece {
  text: string
  strong?: boolean
  swatch?: string
  plate?: boolean
}

/** The label's forms from the fullest to the shortest; each is a list of rows. */
export function labelOf(track: Track): Piece[][][] {
  const { attributes } = track
  const speed: Piece[] = track.speedKmh === null ? [] : [{ text: speedWords(track.speedKmh) }]
  const kind: Piece = { text: kindOf(track.class, attributes), strong: true }
  const colours = coloursOf(attributes).map(({ guess }) => ({ text: wordsOf(guess.value), swatch: swatchOf(guess.value) }))
  const name = vehicleName(attributes)
  const person = personWords(attributes)
  const plate = plateWords(attributes)
  const details: Piece[] = [...colours]
  if (name) details.push({ text: name })
  if (person) details.push({ text: person })
  if (plate) details.push({ text: plate, plate: true })
  const short: Piece[][] = [[kind, ...colours.map(({ swatch }) => ({ text: '', swatch }))]]
  // Who stands still is told in short: a row of parked cars is not what one looks at.
  if (!track.moving) return [short]
  const full = details.length === 0 ? [[kind, ...speed]] : [[kind, ...speed], details]
  return [full, short]
}

const LABEL = 'rgb(10 16 22 / 80%)'
const TEXT = '#eef2f5'
const ZONE = '#7fd6c2'
const LINE = '#ffe08a'

/** Draws frames one after the other; keeps the labels where they were as far as it can. */
export class StreetPainter {
  private readonly sides = new Map<number, Side>()

  /** Draws on the whole canvas; `density` is the number of canvas pixels to a CSS pixel. */
  draw(
    context: CanvasRenderingContext2D,
    picture: CanvasImageSource,
    frame: StreetFrame,
    layout: Layout,
    shown: Shown,
    density: number,
  ): void {
    const { width } = context.canvas
    const to = paintWhole(context, picture, frame)
    const size = density * Math.max(0.72, Math.min(1, width / density / 900))
    context.lineJoin = context.lineCap = 'round'
    context.textBaseline = 'middle'

    const taken = shown.zones ? drawLayout(context, layout, frame, to, size) : []
    if (shown.trails) for (const track of frame.tracks) if (track.moving) drawTrail(context, track, to, size)
    if (shown.boxes) for (const track of frame.tracks) drawBox(context, track, to, size)
    if (shown.labels) this.drawLabels(context, frame, to, size, taken)
  }

  private drawLabels(context: CanvasRenderingContext2D, frame: StreetFrame, to: Fit, size: number, taken: Rectangle[]) {
    const { width, height } = context.canvas
    const roomy = width / size >= 600
    // Those that move first, and of these the ones that have been seen longest: they keep their places.
    const tracks = frame.tracks.toSorted((a, b) => Number(b.moving) - Number(a.moving) || a.id - b.id)
    const texts = new Map<number, Piece[][][]>()
    const wishes = tracks.map((track): LabelWish => {
      const forms = labelOf(track).slice(roomy ? 0 : -1)
      texts.set(track.id, forms)
      return { id: track.id, box: place(track.box, to), forms: forms.map((rows) => sizeOf(context, rows, size)) }
    })
    const colours = new Map(tracks.map((track) => [track.id, track]))
    for (const label of placeLabels(wishes, { width, height }, taken, this.sides)) {
      const track = colours.get(label.id)!
      drawLabel(context, texts.get(label.id)![label.form]!, label, classColour(track.class), size, track.moving ? 1 : 0.75)
    }
  }
}

function drawBox(context: CanvasRenderingContext2D, track: Track, to: Fit, size: number): void {
  const box = place(track.box, to)
  context.beginPath()
  context.roundRect(box.x, box.y, box.width, box.height, Math.min(4 * size, box.width / 4))
  if (track.moving) {
    // A dark line under the coloured one keeps the box visible on a bright road.
    context.strokeStyle = 'rgb(0 0 0 / 50%)'
    context.lineWidth = 3.6 * size
    context.stroke()
  }
  context.globalAlpha = track.moving ? 1 : 0.6
  context.strokeStyle = classColour(track.class)
  context.lineWidth = (track.moving ? 2 : 1) * size
  context.setLineDash(track.moving ? [] : [4 * size, 4 * size])
  context.stroke()
  context.setLineDash([])
  context.globalAlpha = 1
}

/** The trail fades towards where the object came from. */
function drawTrail(context: CanvasRenderingContext2D, track: Track, to: Fit, size: number): void {
  const points = track.trail
  context.strokeStyle = classColour(track.class)
  context.lineWidth = 2.5 * size
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1]!
    const [x1, y1] = points[i]!
    context.globalAlpha = 0.85 * (i / points.length) ** 1.5
    context.beginPath()
    context.moveTo(to.left + x0 * to.scale, to.top + y0 * to.scale)
    context.lineTo(to.left + x1 * to.scale, to.top + y1 * to.scale)
    context.stroke()
  }
  context.globalAlpha = 1
}

const fonts = (size: number) => ({
  strong: `600 ${12.5 * size}px system-ui, sans-serif`,
  plain: `${11.5 * size}px system-ui, sans-serif`,
})

const PAD = 5
const ROW = 15.5
const SWATCH = 10
const BETWEEN = 7

/** How wide a piece is; leaves the context's font as the piece needs it. */
function widthOf(context: CanvasRenderingContext2D, piece: Piece, size: number): number {
  context.font = piece.strong ? fonts(size).strong : fonts(size).plain
  const text = context.measureText(piece.text).width
  const mark = piece.swatch ? SWATCH * size + (piece.text ? 3 * size : 0) : piece.plate ? 8 * size : 0
  return text + mark
}

function sizeOf(context: CanvasRenderingContext2D, rows: Piece[][], size: number) {
  const widths = rows.map((row) =>
    row.reduce((sum, piece) => sum + widthOf(context, piece, size), (row.length - 1) * BETWEEN * size),
  )
  return { width: Math.max(...widths) + 2 * PAD * size, height: (rows.length * ROW + 4) * size }
}

function drawLabel(
  context: CanvasRenderingContext2D,
  rows: Piece[][],
  at: Rectangle,
  colour: string,
  size: number,
  alpha: number,
): void {
  context.globalAlpha = alpha
  context.fillStyle = LABEL
  context.beginPath()
  context.roundRect(at.x, at.y, at.width, at.height, 4 * size)
  context.fill()
  for (const [index, row] of rows.entries()) {
    let x = at.x + PAD * size
    const y = at.y + (2 + (index + 0.5) * ROW) * size
    for (const piece of row) {
      const width = widthOf(context, piece, size)
      let text = x
      if (piece.swatch) {
        context.fillStyle = piece.swatch
        context.strokeStyle = 'rgb(255 255 255 / 75%)'
        context.lineWidth = size
        context.beginPath()
        context.roundRect(x, y - (SWATCH / 2) * size, SWATCH * size, SWATCH * size, 2 * size)
        context.fill()
        context.stroke()
        text += (SWATCH + 3) * size
      }
      if (piece.plate) {
        context.strokeStyle = TEXT
        context.lineWidth = size
        context.strokeRect(x, y - 7 * size, width, 13.5 * size)
        text += 4 * size
      }
      context.fillStyle = piece.strong ? colour : TEXT
      context.fillText(piece.text, text, y)
      x += width + BETWEEN * size
    }
  }
  context.globalAlpha = 1
}

/** Draws zones and lines with their counts, and returns what their words cover. */
function drawLayout(
  context: CanvasRenderingContext2D,
  layout: Layout,
  frame: StreetFrame,
  to: Fit,
  size: number,
): Rectangle[] {
  const onCanvas = ([x, y]: Point): Point => [
    to.left + x * frame.width * to.scale,
    to.top + y * frame.height * to.scale,
  ]
  const words: { at: Point; rows: Piece[][]; colour: string }[] = []
  for (const zone of layout.zones) {
    const corners = zone.polygon.map(onCanvas)
    context.beginPath()
    for (const [x, y] of corners) context.lineTo(x, y)
    context.closePath()
    context.fillStyle = ZONE
    context.globalAlpha = 0.14
    context.fill()
    context.globalAlpha = 0.8
    context.strokeStyle = ZONE
    context.lineWidth = 1.5 * size
    context.stroke()
    context.globalAlpha = 1
    words.push({ at: topCorner(corners), rows: [[{ text: zone.name, strong: true }, { text: zoneWords(frame.counts, zone.id) }]], colour: ZONE })
  }
  for (const line of layout.lines) {
    const from = onCanvas(line.from)
    const end = onCanvas(line.to)
    const arrow = arrowOf(from, end, 26 * size)
    for (const [style, width] of [['rgb(0 0 0 / 50%)', 5], [LINE, 2.6]] as const) {
      context.strokeStyle = style
      context.lineWidth = width * size
      context.beginPath()
      context.moveTo(...from)
      context.lineTo(...end)
      context.moveTo(...arrow.tail)
      context.lineTo(...arrow.tip)
      context.moveTo(...arrow.left)
      context.lineTo(...arrow.tip)
      context.lineTo(...arrow.right)
      context.stroke()
    }
    words.push({ at: from, rows: lineWords(line, frame.counts), colour: LINE })
  }
  const taken: Rectangle[] = []
  const { width, height } = context.canvas
  for (const { at, rows, colour } of words) {
    const label = sizeOf(context, rows, size)
    const where = {
      ...label,
      x: Math.max(2, Math.min(at[0], width - label.width - 2)),
      y: Math.max(2, Math.min(at[1] - label.height - 3 * size, height - label.height - 2)),
    }
    // The words of a layout that has many shapes in one corner stand below each other.
    for (const other of taken) {
      if (where.x < other.x + other.width && other.x < where.x + where.width && Math.abs(where.y - other.y) < label.height) {
        where.y = other.y + other.height + 2 * size
      }
    }
    drawLabel(context, rows, where, colour, size, 0.92)
    taken.push(where)
  }
  return taken
}

const zoneWords = (counts: Counts, id: string) => `${counts.zones[id]?.now ?? 0} now`

function lineWords(line: Layout['lines'][number], counts: Counts): Piece[][] {
  const count = counts.lines[line.id] ?? { forward: 0, backward: 0 }
  return [
    [{ text: line.name, strong: true }],
    [{ text: `${line.forward} ${count.forward}` }, { text: `${line.backward} ${count.backward}` }],
  ]
}
