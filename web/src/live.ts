/** The live picture of a camera: its messages, and a connection that comes back by itself. */

import type { Attributes, DoorState, Point } from './api'

/** What every camera's frames tell. */
export interface Frame {
  type: 'frame'
  sequence: number
  time: string
  width: number
  height: number
  latencyMs: number
  fps: number
}

/** Pixels of the source frame, whatever size the JPEG has. */
export type Box = [x0: number, y0: number, x1: number, y1: number]

/** Someone in view of a door. Coordinates are pixels of the source frame. */
export interface Face {
  id: number
  box: Box
  points: Point[] | null
  /** Only members have a name. */
  name: string | null
  score: number | null
  quality: number
  reasons: string[]
  status: 'GATHERING' | 'OPEN' | 'REFUSED' | 'COOLDOWN'
  /** For example "2 of 3" frames. */
  evidence: string
  /** What an active liveness check asks the person to do now. */
  prompt: string | null
}

export interface DoorFrame extends Frame {
  doorState: DoorState
  tracks: Face[]
}

/** An object in view of a street camera. Coordinates are pixels of the source frame. */
export interface Track {
  id: number
  box: Box
  class: string
  score: number
  moving: boolean
  /** Where it was, the oldest first. */
  trail: Point[]
  speedKmh: number | null
  attributes: Attributes
}

/** Since midnight where the server is; by the ids of lines and zones. */
export interface Counts {
  lines: Record<string, { forward: number; backward: number }>
  zones: Record<string, { now: number; total: number; dwellSeconds: number | null }>
}

export interface StreetFrame extends Frame {
  gateSaving: number
  tracks: Track[]
  counts: Counts
}

/**
 * Takes a binary message apart: uint32 (big-endian) length of the JSON, the JSON in UTF-8, the JPEG.
 *
 * @throws Error when the message is cut short or is no frame
 */
export function decodeFrame<F extends Frame>(message: ArrayBuffer): { frame: F; jpeg: Uint8Array<ArrayBuffer> } {
  if (message.byteLength < 4) {
    throw new Error(`A live message of ${message.byteLength} bytes is too short to hold a frame.`)
  }
  const length = new DataView(message).getUint32(0)
  if (length > message.byteLength - 4) {
    throw new Error(`A live message announces ${length} bytes of JSON but holds ${message.byteLength - 4}.`)
  }
  const frame = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(message, 4, length)))
  if (frame?.type !== 'frame') throw new Error(`A live message has the type ${frame?.type}, not "frame".`)
  return { frame, jpeg: new Uint8Array(message, 4 + length) }
}

/** How long to wait before attempt number `attempt` (0 is the first after a loss): 0.5 s, doubling to 15 s. */
export function backOffMs(attempt: number): number {
  return Math.min(500 * 2 ** attempt, 15_000)
}

export type Link = { state: 'connecting' } | { state: 'open' } | { state: 'waiting'; ms: number }

export interface LiveListener<F extends Frame> {
  /** Draws a frame. The server sends the next one only after the promise is settled. */
  frame(frame: F, jpeg: Uint8Array<ArrayBuffer>): Promise<void>
  /** Something else than a picture, such as a decision or an observation. */
  message(message: { type: string }): void
  link(link: Link): void
}

export interface LiveConnection {
  /** Drops the socket, which may be dead without knowing it, and connects anew. */
  restart(): void
  /** Sends something of its own; false where there is no connection now. */
  send(message: string | ArrayBuffer): boolean
  close(): void
}

/** @param protocols what the connection asks for, where it brings a token of its own */
export function connectLive<F extends Frame>(url: string, listener: LiveListener<F>, protocols?: string[]): LiveConnection {
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let attempt = 0

  function connect() {
    listener.link({ state: 'connecting' })
    const mine = new WebSocket(url, protocols)
    socket = mine
    mine.binaryType = 'arraybuffer'
    mine.onopen = () => {
      if (mine === socket) listener.link({ state: 'open' })
    }
    mine.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (mine !== socket) return
      attempt = 0
      void receive(mine, event.data)
    }
    mine.onclose = () => {
      if (mine !== socket) return
      socket = null
      const ms = backOffMs(attempt++)
      listener.link({ state: 'waiting', ms })
      timer = setTimeout(connect, ms)
    }
  }

  async function receive(from: WebSocket, data: string | ArrayBuffer) {
    let streamed = typeof data !== 'string'
    try {
      if (typeof data === 'string') {
        const message = JSON.parse(data)
        // People on a plan come one after the other like pictures; other messages whenever there is something to say.
        streamed = message?.type === 'area'
        if (typeof message?.type === 'string') listener.message(message)
        return
      }
      const { frame, jpeg } = decodeFrame<F>(data)
      await listener.frame(frame, jpeg)
    } catch (error) {
      console.error('Gatehouse: a live message could not be shown.', error)
    } finally {
      // Also after a frame that could not be shown: one broken picture must not stop the stream.
      if (streamed && from.readyState === WebSocket.OPEN) from.send('next')
    }
  }

  function drop() {
    clearTimeout(timer)
    const old = socket
    socket = null
    old?.close()
  }

  connect()
  return {
    restart() {
      drop()
      connect()
    },
    send(message) {
      if (socket?.readyState !== WebSocket.OPEN) return false
      socket.send(message)
      return true
    },
    close: drop,
  }
}

export function liveUrl(of: 'doors' | 'streets' | 'kiosks' | 'interior', id: string): string {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return `${scheme}://${location.host}/api/${of}/${encodeURIComponent(id)}/live`
}
