import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { Camera } from './api'
import { number, timeOf } from './format'
import { connectLive, type Frame, type Link } from './live'

interface LivePictureProps<F extends Frame> {
  url: string
  camera: Camera
  /** Draws on the whole canvas; `density` is the number of canvas pixels to a CSS pixel. */
  draw: (context: CanvasRenderingContext2D, picture: ImageBitmap, frame: F, density: number) => void
  /** Null when frames stop coming, so that what the last one told is out of date. */
  onFrame: (frame: F | null) => void
  onMessage: (message: { type: string }) => void
  onConnected: () => void
  canvasTestId: string
  /** What lies over the picture, and what stands between it and the line about the camera's health. */
  overlay?: ReactNode
  tools?: ReactNode
  /** The numbers beside the camera's health. */
  numbers: (frame: F) => ReactNode
  numbersTestId: string
  /** What is told below the picture. Null when there is no frame that is up to date. */
  children: (frame: F | null) => ReactNode
}

/** After so long without a frame the picture is marked as old: an old picture must not pass for a live one. */
const STALE_MS = 3000
/** After so long, with a camera that runs, the connection itself is taken for dead. */
const DEAD_MS = 15_000

/** A camera's picture, live: the connection, the canvas, and a word wherever the picture is not what it should be. */
export function LivePicture<F extends Frame>(props: LivePictureProps<F>) {
  const { url, camera } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const [frame, setFrame] = useState<F | null>(null)
  const [link, setLink] = useState<Link>({ state: 'connecting' })
  const [stale, setStale] = useState(false)
  const current = useRef(props)
  useEffect(() => {
    current.current = props
  })

  useEffect(() => {
    let closed = false
    let lastFrame = performance.now()
    let lastTry = lastFrame
    const connection = connectLive<F>(url, {
      async frame(frame, jpeg) {
        const picture = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }))
        // A hidden page gets no animation frames, so that it asks for no pictures either.
        await new Promise(requestAnimationFrame)
        if (!closed && canvas.current) {
          paint(canvas.current, (context, density) => current.current.draw(context, picture, frame, density))
          lastFrame = performance.now()
          setStale(false)
          setFrame(frame)
          current.current.onFrame(frame)
        }
        picture.close()
      },
      message(message) {
        current.current.onMessage(message)
      },
      link(link) {
        setLink(link)
        if (link.state === 'open') current.current.onConnected()
        else current.current.onFrame(null)
      },
    })
    const timer = setInterval(() => {
      const now = performance.now()
      const stale = now - lastFrame > STALE_MS
      setStale(stale)
      if (stale) current.current.onFrame(null)
      const idle = now - Math.max(lastFrame, lastTry)
      if (idle > DEAD_MS && current.current.camera.state === 'RUNNING' && !document.hidden) {
        lastTry = now
        connection.restart()
      }
    }, 1000)
    return () => {
      closed = true
      clearInterval(timer)
      connection.close()
    }
  }, [url])

  const old = frame !== null && (stale || link.state !== 'open')
  return (
    <section className="card live" aria-label="Live picture">
      <div className="picture">
        <canvas
          ref={canvas}
          className={old ? 'old' : undefined}
          style={frame ? { aspectRatio: `${frame.width} / ${frame.height}` } : undefined}
          role="img"
          aria-label={`Live picture of ${camera.name}`}
          data-testid={props.canvasTestId}
          data-sequence={frame?.sequence}
        />
        {props.overlay}
        <LinkSign link={link} frame={frame} stale={stale} camera={camera} />
      </div>
      {props.tools}
      <div className="live-line">
        <CameraHealth camera={camera} />
        <span className="numbers" data-testid={props.numbersTestId}>
          {frame && !old ? props.numbers(frame) : <span>no live picture</span>}
        </span>
      </div>
      {props.children(old ? null : frame)}
    </section>
  )
}

export function Latency({ frame }: { frame: Frame }) {
  return (
    <>
      <span>
        latency <b>{Math.round(frame.latencyMs)}</b> ms
      </span>
      <span>
        <b>{frame.fps.toFixed(1)}</b> fps
      </span>
    </>
  )
}

/** Fits the canvas to the screen's pixels, then draws; between frames the style sheet stretches what is there. */
function paint(canvas: HTMLCanvasElement, draw: (context: CanvasRenderingContext2D, density: number) => void) {
  const density = Math.min(devicePixelRatio || 1, 2)
  const width = Math.round(canvas.clientWidth * density)
  const height = Math.round(canvas.clientHeight * density)
  if (width === 0 || height === 0) return
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  }
  draw(canvas.getContext('2d', { alpha: false })!, density)
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
