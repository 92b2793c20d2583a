/** Finds room for the labels of many objects, so that they can be read side by side. */

import type { Rectangle } from './picture'

export interface Size {
  width: number
  height: number
}

export interface LabelWish {
  id: number
  box: Rectangle
  /** The forms of the label from the fullest to the shortest. */
  forms: Size[]
}

export interface PlacedLabel extends Rectangle {
  id: number
  /** Which of the wish's forms. */
  form: number
}

/** The sides of a box at which a label may stand, in the order in which they are tried. */
const sides = ['above', 'below', 'above right', 'below right', 'right', 'left', 'inside'] as const
export type Side = (typeof sides)[number]

const GAP = 3

function at(side: Side, box: Rectangle, label: Size): { x: number; y: number } {
  const right = box.x + box.width - label.width
  switch (side) {
    case 'above':
      return { x: box.x, y: box.y - label.height - GAP }
    case 'below':
      return { x: box.x, y: box.y + box.height + GAP }
    case 'above right':
      return { x: right, y: box.y - label.height - GAP }
    case 'below right':
      return { x: right, y: box.y + box.height + GAP }
    case 'right':
      return { x: box.x + box.width + GAP, y: box.y }
    case 'left':
      return { x: box.x - label.width - GAP, y: box.y }
    case 'inside':
      return { x: box.x + GAP, y: box.y + GAP }
  }
}

export const overlap = (a: Rectangle, b: Rectangle) =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y))

/**
 * Places the labels one by one in the order given: each in the fullest form, at the first side where it covers no label
 * that stands already; in the shortest form it may cover a tenth of others; with no room at all it is left out.
 *
 * @param taken what must stay free besides
 * @param before at which side each label stood in the last frame: it stays there while it can, for a label that jumps
 *     cannot be read; brought up to date by the call
 */
export function placeLabels(
  wishes: LabelWish[],
  area: Size,
  taken: Rectangle[],
  before: Map<number, Side> = new Map(),
): PlacedLabel[] {
  const placed: PlacedLabel[] = []
  const standing: Rectangle[] = [...taken]
  const seen = new Map<number, Side>()
  for (const wish of wishes) {
    const last = before.get(wish.id)
    const order = last === undefined ? sides : [last, ...sides.filter((side) => side !== last)]
    const found = firstRoom(wish, order, area, standing)
    if (found === null) continue
    placed.push(found.label)
    standing.push(found.label)
    seen.set(wish.id, found.side)
  }
  before.clear()
  for (const [id, side] of seen) before.set(id, side)
  return placed
}

function firstRoom(wish: LabelWish, order: readonly Side[], area: Size, standing: Rectangle[]) {
  for (const [form, size] of wish.forms.entries()) {
    const allowed = form === wish.forms.length - 1 ? 0.1 * size.width * size.height : 0
    for (const side of order) {
      const { x, y } = at(side, wish.box, size)
      const label = { id: wish.id, form, ...size, x: Math.max(0, Math.min(x, area.width - size.width)), y }
      if (y < 0 || y + size.height > area.height) continue
      let covered = 0
      for (const other of standing) covered += overlap(label, other)
      if (covered <= allowed) return { label, side }
    }
  }
  return null
}
