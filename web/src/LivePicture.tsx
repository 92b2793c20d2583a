import { useEffect, useRef, useState } from 'react'
import type { Camera, Decision, Door, DoorState } from './api'
import { number, timeOf } from './format'
import { connectLive, liveUrl, type Frame, type Link } from './live'
import { captionOf, drawFrame } from './picture'

interface LivePictureProps {
  door: Door
  /** Null when frames stop coming, so that the state with the last one is out of date. */
  onDoorState: (state: DoorState | null) => void
  onDecision: (decision: Decision) => void
  onConnected: () => void
}

/** After so long without a frame the picture is marked as old: an old picture must not pass for a live one. */
const STALE_MS = 3000
/** After so long, with a camera that runs, the connection itself is taken for dead. */
const DEAD_MS = 15_000

export function LivePicture({ door, onDoorState, onDecision, onConnected }: LivePictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [frame, setFrame] = useState<Frame | null>(null)
  const [link, setLink] = useState<Link>({ state: 'connecting' })
  const [stale, setStale] = useState(false)
  const listeners = useRef({ onDoorState, onDecision, onConnected, cameraRuns: false })
  useEffect(() => {
    listeners.current = { onDoorState, onDecision, onConnected, cameraRuns: door.camera.state === 'RUNNING' }
  })

  useEffect(() => {
    let closed = false
    let lastFrame = performance.now()
    let lastTry = lastFrame
    const connection = connectLive(liveUrl(door.id), {
      async frame(frame, jpeg) {
        const picture = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }))
        // A hidden page gets no animation frames, so that it asks for no pictures either.
        await new Promise(requestAnimationFrame)
        if (!closed && canvas.current) {
          paint(canvas.current, picture, frame)
          lastFrame = performance.now()
          setStale(false)
          setFrame(frame)
          listeners.current.onDoorState(frame.doorState)
        }
        picture.close()
      },
      decision(decision) {
        listeners.current.onDecision(decision)
      },
      link(link) {
        setLink(link)
        if (link.state === 'open') listeners.current.onConnected()
        else listeners.current.onDoorState(null)
      },
    })
    const timer = setInterval(() => {
      const now = performance.now()
      const stale = now - lastFrame > STALE_MS
      setStale(stale)
      if (stale) listeners.current.onDoorState(null)
      const idle = now - Math.max(lastFrame, lastTry)
      if (idle > DEAD_MS && listeners.current.cameraRuns && !document.hidden) {
        lastTry = now
        connection.restart()
      }
    }, 1000)
    return () => {
      closed = true
      clearInterval(timer)
      connection.close()
    }
  }, [door.id])

  const people = frame?.tracks ?? []
  const old = frame !== null && (stale || link.state !== 'open')
  return (
    <section className="card live" aria-label="Live picture">
      <div className="picture">
        <canvas
          ref={canvas}
          className={old ? 'old' : undefined}
          style={frame ? { aspectRatio: `${frame.width} / ${frame.height}` } : undefined}
          role="img"
          aria-label={`Live picture of ${door.camera.name}`}
          data-testid="door-canvas"
          data-sequence={frame?.sequence}
        />
        <LinkSign link={link} frame={frame} stale={stale} camera={door.camera} />
      </div>
      <div className="live-line">
        <CameraHealth camera={door.camera} />
        <span className="numbers" data-testid="live-numbers">
          {frame && !old ? (
            <>
              <span>
                latency <b>{Math.round(frame.latencyMs)}</b> ms
              </span>
              <span>
                <b>{frame.fps.toFixed(1)}</b> fps
              </span>
            </>
          ) : (
            <span>no live picture</span>
          )}
        </span>
      </div>
      <ul className="in-view" aria-label="In view">
        {old || people.length === 0 ? (
          <li className="muted">{old || frame === null ? 'Nobody can be seen without a picture.' : 'Nobody in view.'}</li>
        ) : (
          people.map((track) => {
            const { who, state } = captionOf(track)
            return (
              <li key={track.id}>
                <span className={track.name === null ? 'person' : 'person member'}>{who}</span>
                <span>{state}</span>
                {track.reasons.length > 0 && <span className="muted">{track.reasons.join(', ')}</span>}
              </li>
            )
          })
        )}
      </ul>
    </section>
  )
}

/** Fits the canvas to the screen's pixels, then draws; between frames the style sheet stretches what is there. */
function paint(canvas: HTMLCanvasElement, picture: ImageBitmap, frame: Frame) {
  const density = Math.min(devicePixelRatio || 1, 2)
  const width = Math.round(canvas.clientWidth * density)
  const height = Math.round(canvas.clientHeight * density)
  if (width === 0 || height === 0) return
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  }
  drawFrame(canvas.getContext('2d', { alpha: false })!, picture, frame, density)
}

function LinkSign({ link, frame, stale, camera }: { link: Link; frame: Frame | null; stale: boolean; camera: Camera }) {
  const since = frame ? ` The picture is from ${timeOf(frame.time)}.` : ''
  let words: string | null = null
  if (link.state === 'waiting') {
    words = `Connection lost. Trying again in ${Math.max(1, Math.round(link.ms / 1000))} s.${since}`
  } else if (link.state === 'connecting') {
    words = `Connecting…${since}`
  } else if (stale) {
    words = camera.state === 'RUNNING' ? `No new picture.${since}` : `The camera gives no picture.${since}`
  } else if (frame === null) {
    words = 'Waiting for the first picture…'
  }
  return words === null ? null : (
    <p className={frame === null ? 'link-sign' : 'link-sign over'} role="status" data-testid="live-link">
      {words}
    </p>
  )
}

const cameraWords: Record<Camera['state'], string> = {
  CONNECTING: 'connecting',
  RUNNING: 'running',
  RECONNECTING: 'lost, reconnecting',
  STOPPED: 'stopped',
}

function CameraHealth({ camera }: { camera: Camera }) {
  return (
    <p className="camera-health" data-testid="camera-health">
      <span className={`dot ${camera.state.toLowerCase()}`} aria-hidden="true" />
      <span>
        <b>{camera.name}</b> {cameraWords[camera.state]}
      </span>
      {camera.width > 0 && (
        <span>
          {camera.width} × {camera.height}, {camera.fps.toFixed(1)} fps
        </span>
      )}
      <span>
        {number(camera.framesDecoded)} frames decoded, {number(camera.framesDropped)} dropped
      </span>
      {camera.message && <span className="message">{camera.message}</span>}
    </p>
  )
}
