import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backOffMs, connectLive, decodeFrame, type DoorFrame, type LiveListener } from './live'

const json = {
  type: 'frame',
  sequence: 7,
  time: '2026-01-01T00:00:00Z',
  width: 1920,
  height: 1080,
  doorState: 'CLOSED',
  tracks: [{ id: 1, box: [1, 2, 3, 4], points: null, name: 'Zoë 渡辺', score: 0.7, quality: 1, reasons: [] }],
  latencyMs: 80,
  fps: 12,
}

function message(header: unknown, jpeg: number[] = [0xff, 0xd8, 0xff]): ArrayBuffer {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(4 + text.length + jpeg.length)
  new DataView(bytes.buffer).setUint32(0, text.length)
  bytes.set(text, 4)
  bytes.set(jpeg, 4 + text.length)
  return bytes.buffer
}

describe('decodeFrame', () => {
  it('gives the frame and its picture', () => {
    const { frame, jpeg } = decodeFrame(message(json))
    expect(frame).toEqual(json)
    expect([...jpeg]).toEqual([0xff, 0xd8, 0xff])
  })

  it('refuses a message that is cut short', () => {
    expect(() => decodeFrame(new ArrayBuffer(3))).toThrow('3 bytes is too short')
    const long = message(json)
    new DataView(long).setUint32(0, 0xffffffff)
    expect(() => decodeFrame(long)).toThrow('announces 4294967295 bytes')
  })

  it('refuses what is no frame', () => {
    expect(() => decodeFrame(message('{"type":"other"}'))).toThrow('type other')
    expect(() => decodeFrame(message('null'))).toThrow('type undefined')
    expect(() => decodeFrame(message('{'))).toThrow(SyntaxError)
  })
})

it('waits longer after each attempt, but never long', () => {
  expect([0, 1, 2, 3, 4, 5, 40].map(backOffMs)).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000])
})

class FakeSocket {
  static readonly OPEN = 1
  static all: FakeSocket[] = []
  readyState = FakeSocket.OPEN
  sent: string[] = []
  onopen = () => {}
  onclose = () => {}
  onmessage = (_: { data: unknown }) => {}
  constructor(readonly url: string) {
    FakeSocket.all.push(this)
  }
  send(text: string) {
    this.sent.push(text)
  }
  close() {
    this.readyState = 3
    this.onclose()
  }
  static get last() {
    return FakeSocket.all.at(-1)!
  }
}

describe('connectLive', () => {
  let listener: { [name in keyof LiveListener<DoorFrame>]: ReturnType<typeof vi.fn> }

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('WebSocket', FakeSocket)
    vi.spyOn(console, 'error').mockImplementation(() => {})
    FakeSocket.all = []
    listener = { frame: vi.fn(async () => {}), message: vi.fn(), link: vi.fn() }
  })

  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  const connect = () => connectLive('ws://host/live', listener as unknown as LiveListener<DoorFrame>)
  const settle = () => vi.advanceTimersByTimeAsync(0)

  it('asks for the next frame when one has been drawn, not before', async () => {
    let drawn = () => {}
    listener.frame.mockImplementation(() => new Promise<void>((resolve) => (drawn = resolve)))
    connect()
    FakeSocket.last.onopen()
    FakeSocket.last.onmessage({ data: message(json) })
    await settle()
    expect(FakeSocket.last.sent).toEqual([])
    drawn()
    await settle()
    expect(FakeSocket.last.sent).toEqual(['next'])
  })

  it('goes on after a frame that cannot be shown', async () => {
    connect()
    FakeSocket.last.onmessage({ data: message('{') })
    await settle()
    expect(listener.frame).not.toHaveBeenCalled()
    expect(FakeSocket.last.sent).toEqual(['next'])
  })

  it('passes messages on and asks for no frame after them', async () => {
    connect()
    FakeSocket.last.onmessage({ data: '{"type":"decision","id":5}' })
    FakeSocket.last.onmessage({ data: '{"no":"type"}' })
    await settle()
    expect(listener.message).toHaveBeenCalledExactlyOnceWith({ type: 'decision', id: 5 })
    expect(FakeSocket.last.sent).toEqual([])
  })

  it('comes back with growing pauses, and quickly again after it worked', async () => {
    connect()
    for (const pause of [500, 1000, 2000]) {
      FakeSocket.last.close()
      expect(listener.link).toHaveBeenLastCalledWith({ state: 'waiting', ms: pause })
      const count = FakeSocket.all.length
      vi.advanceTimersByTime(pause - 1)
      expect(FakeSocket.all).toHaveLength(count)
      vi.advanceTimersByTime(1)
      expect(FakeSocket.all).toHaveLength(count + 1)
      expect(listener.link).toHaveBeenLastCalledWith({ state: 'connecting' })
    }
    FakeSocket.last.onopen()
    expect(listener.link).toHaveBeenLastCalledWith({ state: 'open' })
    FakeSocket.last.onmessage({ data: message(json) })
    await settle()
    FakeSocket.last.close()
    expect(listener.link).toHaveBeenLastCalledWith({ state: 'waiting', ms: 500 })
  })

  it('stays closed once closed, and does not listen to a socket it dropped', async () => {
    const connection = connect()
    const first = FakeSocket.last
    connection.restart()
    expect(FakeSocket.all).toHaveLength(2)
    first.onmessage({ data: message(json) })
    await settle()
    expect(listener.frame).not.toHaveBeenCalled()
    connection.close()
    vi.advanceTimersByTime(60_000)
    expect(FakeSocket.all).toHaveLength(2)
  })
})
