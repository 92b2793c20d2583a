/** Draws a door's frame and the people in it on a canvas. */

import type { Box, DoorFrame, Face } from './live'

/** Where a picture lands that is shown whole, as large as possible, in the middle of an area. */
export interface Fit {
  scale: number
  left: number
  top: number
}

export function fit(sourceWidth: number, sourceHeight: number, width: number, height: number): Fit {
  const scale = Math.min(width / sourceWidth, height / sourceHeight)
  return { scale, left: (width - sourceWidth * scale) / 2, top: (height - sourceHeight * scale) / 2 }
}

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** A half-open box in source pixels, where it is on the canvas. */
export function place(box: Box, to: Fit): Rectangle {
  const [x0, y0, x1, y1] = box
  return {
    x: to.left + x0 * to.scale,
    y: to.top + y0 * to.scale,
    width: (x1 - x0) * to.scale,
    height: (y1 - y0) * to.scale,
  }
}

/** Where a label goes: above its box, or below, or inside, whichever lies within the canvas. */
export function placeLabel(box: Rectangle, labelWidth: number, labelHeight: number, width: number, height: number) {
  const gap = 4
  let y = box.y - labelHeight - gap
  if (y < 0) y = box.y + box.height + gap
  if (y + labelHeight > height) y = Math.max(0, box.y + gap)
  return { x: Math.max(0, Math.min(box.x, width - labelWidth)), y }
}

/** What is said about someone in view, the same on the picture and in the list beside it. */
export function captionOf(track: Face): { who: string; state: string } {
  const score = track.score === null ? '' : ` ${track.score.toFixed(2)}`
  return { who: track.name === null ? 'unknown person' : track.name + score, state: stateOf(track) }
}

function stateOf(track: Face): string {
  switch (track.status) {
    case 'GATHERING':
      if (track.prompt) return track.prompt
      return track.evidence ? `gathering ${track.evidence}` : 'gathering'
    case 'OPEN':
      return 'door opened'
    case 'REFUSED':
      return 'not opened'
    case 'COOLDOWN':
      return 'waiting before the next try'
  }
}

// On the picture, in light and dark alike. A stranger is neutral, not red: not to be known is no offence.
const MEMBER = '#3ddc84'
const UNKNOWN = '#e3e8ee'
const LABEL = 'rgb(10 16 22 / 82%)'

/** Paints a picture as large as the canvas allows, on black, and says where it came to be. */
export function paintWhole(
  context: CanvasRenderingContext2D,
  picture: CanvasImageSource,
  frame: { width: number; height: number },
): Fit {
  const { width, height } = context.canvas
  const to = fit(frame.width, frame.height, width, height)
  context.fillStyle = '#000'
  context.fillRect(0, 0, width, height)
  context.drawImage(picture, to.left, to.top, frame.width * to.scale, frame.height * to.scale)
  return to
}

/** Draws on the whole canvas; `density` is the number of canvas pixels to a CSS pixel. */
export function drawFrame(
  context: CanvasRenderingContext2D,
  picture: CanvasImageSource,
  frame: DoorFrame,
  density: number,
): void {
  const { width } = context.canvas
  const to = paintWhole(context, picture, frame)
  // On a phone's narrow picture, labels of full size would cover the people they name.
  const size = density * Math.max(0.7, Math.min(1, width / density / 800))
  for (const track of frame.tracks) drawTrack(context, track, to, size)
}

function drawTrack(context: CanvasRenderingContext2D, track: Face, to: Fit, size: number): void {
  const { width, height } = context.canvas
  const colour = track.name === null ? UNKNOWN : MEMBER
  const box = place(track.box, to)

  context.lineJoin = 'round'
  // A dark line under the coloured one keeps the box visible on a bright wall.
  for (const [style, line] of [['rgb(0 0 0 / 55%)', 4.5], [colour, 2.5]] as const) {
    context.strokeStyle = style
    context.lineWidth = line * size
    context.setLineDash(track.status === 'GATHERING' ? [9 * size, 6 * size] : [])
    context.beginPath()
    context.roundRect(box.x, box.y, box.width, box.height, 5 * size)
    context.stroke()
  }
  context.setLineDash([])

  context.fillStyle = colour
  for (const [x, y] of track.points ?? []) {
    context.beginPath()
    context.arc(to.left + x * to.scale, to.top + y * to.scale, 1.8 * size, 0, 2 * Math.PI)
    context.fill()
  }

  const { who, state } = captionOf(track)
  const pad = 7 * size
  const line = 17 * size
  const bold = `600 ${13.5 * size}px system-ui, sans-serif`
  const plain = `${12 * size}px system-ui, sans-serif`
  context.font = bold
  const whoWidth = context.measureText(who).width
  context.font = plain
  const labelWidth = Math.max(whoWidth, context.measureText(state).width) + 2 * pad
  const labelHeight = 2 * line + pad
  const at = placeLabel(box, labelWidth, labelHeight, width, height)
  context.fillStyle = LABEL
  context.beginPath()
  context.roundRect(at.x, at.y, labelWidth, labelHeight, 4 * size)
  context.fill()
  context.textBaseline = 'middle'
  context.font = bold
  context.fillStyle = colour
  context.fillText(who, at.x + pad, at.y + pad / 2 + line / 2)
  context.font = plain
  context.fillStyle = UNKNOWN
  context.fillText(state, at.x + pad, at.y + pad / 2 + line * 1.5)
}
