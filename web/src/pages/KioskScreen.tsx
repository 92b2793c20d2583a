import { useEffect, useRef, useState, type ReactNode } from 'react'
import { ApiError } from '../api'
import { kioskApi, Motion, sceneWords, splitBody, stateWords, Times, type Kiosk, type KioskFrame, type KioskState } from '../kiosk'
import { drawFaces, Labels, paintPicture, stageOf } from '../kioskLines'
import { connectLive, liveUrl, type Link, type LiveConnection } from '../live'
import { messageOf } from '../parts'
import { href } from '../route'
import '../kiosk.css'

interface KioskScreenProps {
  kioskId: string
  /** The screen's own, from its address; null where somebody who is logged in looks. */
  token: string | null
  /** What stands below or beside the picture, such as goods: the place is there only where there is something. */
  beside?: ReactNode
}

/** After so long without anybody the screen invites people to come. */
const ALONE_MS = 8000
const STALE_MS = 3000
const DEAD_MS = 15_000
/** A webcam's pictures: how often they are sent at most, and how large. */
const SEND_EVERY_MS = 60
const LONG_SIDE = 640
const ANSWER_MS = 2000

const calm = matchMedia('(prefers-reduced-motion: reduce)')

/** What the screen knows besides its picture. */
interface Status {
  state: KioskState
  problem: string | null
  people: number
  words: string
  pictures: boolean
}

/** A kiosk, over the whole window: the picture, lines over each face, and what is guessed of them. */
export function KioskScreen({ kioskId, token, beside }: KioskScreenProps) {
  const [kiosk, setKiosk] = useState<Kiosk | null>(null)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let closed = false
    async function load() {
      try {
        const all = await kioskApi(token).kiosks()
        if (closed) return
        const found = all.find((one) => one.id === kioskId) ?? null
        setKiosk((before) => (before && found && sameKiosk(before, found) ? before : found))
        setError(found ? null : 'There is no kiosk with this id for this screen.')
      } catch (problem) {
        if (closed) return
        const refused = problem instanceof ApiError && (problem.status === 401 || problem.status === 403)
        setError(refused && token !== null ? 'This screen’s address is no longer valid. An owner can make a new one on the page “Kiosk”.' : messageOf(problem))
        if (refused) setKiosk(null)
      }
      timer = setTimeout(load, 10_000)
    }
    void load()
    document.documentElement.classList.add('kiosk-page')
    return () => {
      closed = true
      clearTimeout(timer)
      document.documentElement.classList.remove('kiosk-page')
    }
  }, [kioskId, token])

  useEffect(() => {
    document.title = kiosk?.name ?? 'Kiosk'
  }, [kiosk])

  return (
    <div className={beside ? 'kiosk with-beside' : 'kiosk'} data-testid="kiosk">
      {kiosk ? (
        <LiveStage key={kiosk.id} kiosk={kiosk} token={token} />
      ) : (
        <div className="kiosk-stage">
          <p className="kiosk-sign" role="status" data-testid="kiosk-sign">
            {error ?? 'Connecting…'}
          </p>
        </div>
      )}
      {/* The place of goods, and of whatever else a showroom shows beside the mirror. */}
      {beside && <aside className="kiosk-beside">{beside}</aside>}
    </div>
  )
}

const sameKiosk = (a: Kiosk, b: Kiosk) => a.name === b.name && a.mirror === b.mirror && (a.camera === null) === (b.camera === null)

/** What is measured of the page, shown on its canvas as data-*. */
interface Measured {
  /** From the message's arrival to the picture with its lines on the canvas. */
  page: Times
  /** At the server, from the picture's arrival to the message. */
  server: Times
  /** From the picture's arrival at the server, or in the browser, to its lines on the canvas; by the clocks of both. */
  whole: Times
  drawn: number
  since: number
  analyses: number
}

function LiveStage({ kiosk, token }: { kiosk: Kiosk; token: string | null }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const connection = useRef<LiveConnection | null>(null)
  const [status, setStatus] = useState<Status>({ state: 'ANALYSING', problem: null, people: 0, words: '', pictures: false })
  const [link, setLink] = useState<Link>({ state: 'connecting' })
  const [stale, setStale] = useState(false)
  const [alone, setAlone] = useState(false)
  const [webcam, setWebcam] = useState<string | null>(null)
  const [why, setWhy] = useState(false)
  const browser = kiosk.camera === null

  useEffect(() => {
    const screen = canvas.current!
    const labels = new Labels(() => !calm.matches)
    const motion = new Motion()
    const measured: Measured = { page: new Times(), server: new Times(), whole: new Times(), drawn: 0, since: performance.now(), analyses: 0 }
    let closed = false
    let lastMessage = performance.now()
    let lastTry = lastMessage
    let lastPerson = performance.now()
    let lastWords = 0
    let lastScene = NaN

    function told(frame: KioskFrame) {
      lastMessage = performance.now()
      const people = frame.faces.length + frame.others
      if (people > 0) lastPerson = lastMessage
      const words = sceneWords(frame.state, frame.faces, frame.others)
      // A screen reader is not to be talked over.
      const speak = lastMessage - lastWords > 4000
      if (speak) lastWords = lastMessage
      setStatus((before) => {
        const next = { state: frame.state, problem: frame.problem, people, words: speak ? words : before.words, pictures: true }
        return Object.keys(next).every((key) => next[key as keyof Status] === before[key as keyof Status]) ? before : next
      })
      setStale(false)
      setAlone(lastMessage - lastPerson > ALONE_MS && frame.state === 'ANALYSING')
    }

    function fitCanvas(): number {
      const density = Math.min(devicePixelRatio || 1, 2)
      const width = Math.round(screen.clientWidth * density)
      const height = Math.round(screen.clientHeight * density)
      if (screen.width !== width || screen.height !== height) {
        screen.width = width
        screen.height = height
      }
      return density
    }

    function drawnAt(now: number, received: number, arrived: number | null) {
      measured.drawn++
      measured.page.add(now - received)
      if (arrived !== null) measured.whole.add(now - arrived)
    }

    const source = browser
      ? webcamStage({
          screen,
          video: video.current!,
          kiosk,
          motion,
          labels,
          fitCanvas,
          send: (message) => connection.current?.send(message) ?? false,
          problem: setWebcam,
          told,
          analysed: (serverMs) => {
            measured.analyses++
            measured.server.add(serverMs)
          },
          drawnAt,
        })
      : null

    let waiting: { picture: ImageBitmap; frame: KioskFrame; received: number } | null = null
    let scheduled = 0
    function paint() {
      scheduled = 0
      const next = waiting
      waiting = null
      if (next === null || closed) return
      const { picture, frame, received } = next
      const density = fitCanvas()
      if (screen.width > 0 && screen.height > 0) {
        const context = screen.getContext('2d', { alpha: false })!
        const stage = stageOf(frame.width, frame.height, screen.width, screen.height, kiosk.mirror)
        paintPicture(context, picture, frame.width, frame.height, stage)
        drawFaces(context, motion.at(frame.arrived), stage, density, labels)
        const now = performance.now()
        screen.dataset.sequence = String(frame.sequence)
        screen.dataset.faces = String(frame.faces.length)
        drawnAt(now, received, frame.arrived - frame.lagMs - performance.timeOrigin)
      }
      picture.close()
    }

    let decoding = Promise.resolve()
    async function decode(frame: KioskFrame, jpeg: Uint8Array<ArrayBuffer>, received: number) {
      try {
        const picture = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }))
        if (closed || (waiting && waiting.received > received)) {
          picture.close()
          return
        }
        waiting?.picture.close()
        waiting = { picture, frame, received }
        if (scheduled === 0) scheduled = requestAnimationFrame(paint)
      } catch (error) {
        console.error('Gatehouse: a picture could not be shown.', error) // the next one may
      }
    }

    const live = connectLive<KioskFrame>(
      liveUrl('kiosks', kiosk.id),
      {
        async frame(frame, body) {
          const received = performance.now()
          const { meshes, jpeg } = splitBody(frame.faces.length, body)
          if (source) {
            source.answer(frame, meshes)
            return
          }
          told(frame)
          if (frame.state === 'ANALYSING') motion.observe(frame.faces, meshes, frame.arrived - frame.lagMs)
          else motion.clear()
          if (frame.arrived - frame.lagMs !== lastScene) {
            lastScene = frame.arrived - frame.lagMs
            measured.analyses++
          }
          measured.server.add(frame.latencyMs)
          // The next picture may come while this one is decoded, but not the one after it.
          const before = decoding
          decoding = decode(frame, jpeg, received)
          await before
          // A hidden page gets no animation frames, so that it asks for no pictures either.
          if (document.hidden) await new Promise(requestAnimationFrame)
        },
        message(message) {
          lastMessage = performance.now()
          source?.message(message as { type: string; detail?: string })
        },
        link(state) {
          setLink(state)
          if (state.state !== 'open') motion.clear()
        },
      },
      kioskApi(token).protocols,
    )
    connection.current = live

    const timer = setInterval(() => {
      const now = performance.now()
      setStale(now - lastMessage > STALE_MS)
      if (now - Math.max(lastMessage, lastTry) > DEAD_MS && !document.hidden) {
        lastTry = now
        live.restart()
      }
      const seconds = (now - measured.since) / 1000
      Object.assign(screen.dataset, {
        pagePerSecond: (measured.drawn / seconds).toFixed(1),
        analysesPerSecond: (measured.analyses / seconds).toFixed(1),
        pageP50: words(measured.page.quantile(0.5)),
        pageP95: words(measured.page.quantile(0.95)),
        serverP95: words(measured.server.quantile(0.95)),
        wholeP50: words(measured.whole.quantile(0.5)),
        wholeP95: words(measured.whole.quantile(0.95)),
      })
      measured.drawn = 0
      measured.analyses = 0
      measured.since = now
    }, 1000)
    const awake = keepAwake()
    return () => {
      closed = true
      clearInterval(timer)
      cancelAnimationFrame(scheduled)
      waiting?.picture.close()
      live.close()
      source?.close()
      awake()
    }
  }, [kiosk, token, browser])

  const sign = signOf(kiosk, status, link, stale, webcam)
  const paused = status.state === 'PAUSED'
  return (
    <div className="kiosk-stage">
      {browser && <video ref={video} muted playsInline className="kiosk-video" aria-hidden="true" />}
      <canvas ref={canvas} className={browser ? 'over-video' : undefined} role="img" aria-label={`Live picture of ${kiosk.name} with lines over faces`} data-testid="kiosk-canvas" />
      <p className="visually-hidden" role="status" aria-live="polite" data-testid="kiosk-words">
        {status.words}
      </p>
      {alone && sign === null && <Invitation name={kiosk.name} />}
      {sign && (
        <p className="kiosk-sign" role="status" data-testid="kiosk-sign">
          {sign}
        </p>
      )}
      <div className="kiosk-foot">
        <p className={status.state === 'ANALYSING' && status.pictures && !stale ? 'kiosk-notice on' : 'kiosk-notice'} data-testid="kiosk-notice" data-state={status.state}>
          <span className="kiosk-dot" aria-hidden="true" />
          <span>
            <b>{stateWords[status.state]}</b>
            <span className="kiosk-how">Not for you? Step aside, cover the camera, show an opt-out mark, or pause it.</span>
          </span>
        </p>
        <div className="kiosk-buttons">
          <button type="button" onClick={() => connection.current?.send(paused ? 'resume' : 'pause')} data-testid="kiosk-pause">
            {paused ? 'Go on' : 'Pause'}
          </button>
          <button type="button" onClick={() => setWhy(true)} data-testid="kiosk-why">
            How is this computed?
          </button>
          {document.fullscreenEnabled && (
            <button type="button" onClick={() => void toggleFullScreen()} data-testid="kiosk-full">
              Full screen
            </button>
          )}
          {token === null && (
            <a className="button" href={href('kiosk')}>
              Leave
            </a>
          )}
        </div>
      </div>
      {why && <Explanation onClose={() => setWhy(false)} />}
    </div>
  )
}

const words = (ms: number | null) => (ms === null ? '' : ms.toFixed(1))

function toggleFullScreen() {
  return document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()
}

/** A showroom's screen does not go dark. */
function keepAwake(): () => void {
  let lock: { release: () => Promise<void> } | null = null
  const ask = () => {
    if (document.hidden || !('wakeLock' in navigator)) return
    navigator.wakeLock.request('screen').then(
      (given) => {
        lock = given
      },
      () => {}, // saving energy; the screen goes dark as it would anyway
    )
  }
  ask()
  document.addEventListener('visibilitychange', ask)
  return () => {
    document.removeEventListener('visibilitychange', ask)
    void lock?.release()
  }
}

/** What is said in place of lines; null where all is well. */
function signOf(kiosk: Kiosk, status: Status, link: Link, stale: boolean, webcam: string | null): string | null {
  if (link.state === 'waiting') return `Connection lost. Trying again in ${Math.max(1, Math.round(link.ms / 1000))} s.`
  if (webcam) return webcam
  if (link.state === 'connecting' || !status.pictures) return stale && kiosk.camera ? 'The camera gives no picture. Nobody is analysed.' : 'Connecting…'
  if (stale) return kiosk.camera ? 'The camera gives no picture. Nobody is analysed.' : 'No answer. Nobody is analysed.'
  if (status.problem) return status.problem
  return status.state === 'ANALYSING' ? null : stateWords[status.state]
}

interface WebcamStage {
  screen: HTMLCanvasElement
  video: HTMLVideoElement
  kiosk: Kiosk
  motion: Motion
  labels: Labels
  fitCanvas: () => number
  send: (message: ArrayBuffer) => boolean
  problem: (words: string | null) => void
  told: (frame: KioskFrame) => void
  analysed: (serverMs: number) => void
  drawnAt: (now: number, received: number, arrived: number | null) => void
}

/**
 * The browser's own camera: its picture is shown at its full rate, and some of the pictures, one at a time, go to the
 * server for their lines. The server keeps none.
 */
function webcamStage({ screen, video, kiosk, motion, labels, fitCanvas, send, problem, told, analysed, drawnAt }: WebcamStage) {
  const small = document.createElement('canvas')
  let closed = false
  let stream: MediaStream | null = null
  let retry: ReturnType<typeof setTimeout> | undefined
  let sequence = 0
  let sent: { sequence: number; at: number; scale: number; since: number } | null = null
  let lastSent = 0
  let handle = 0
  /** The scenes that no picture has shown yet. */
  let fresh: { at: number; received: number } | null = null

  async function open() {
    if (!navigator.mediaDevices) {
      problem('The browser shows a camera only to a page over HTTPS, or on this machine itself (localhost).')
      return
    }
    try {
      const opened = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, facingMode: 'user' },
      })
      if (closed) {
        stop(opened)
        return
      }
      stream = opened
      opened.getVideoTracks()[0]?.addEventListener('ended', () => again('The webcam is gone. Nobody is analysed.'))
      video.srcObject = opened
      await video.play()
      problem(null)
      next()
    } catch (error) {
      again(wordsOf(error))
    }
  }

  function again(words: string) {
    if (closed) return
    problem(words)
    motion.clear()
    if (stream) stop(stream)
    stream = null
    clearTimeout(retry)
    retry = setTimeout(() => void open(), 5000)
  }

  function next() {
    if (closed || stream === null) return
    if ('requestVideoFrameCallback' in video) {
      handle = video.requestVideoFrameCallback((now, picture) => shown(now, picture.captureTime ?? now))
    } else {
      handle = requestAnimationFrame((now) => shown(now, now))
    }
  }

  function shown(now: number, captured: number) {
    if (closed) return
    next()
    const { videoWidth: width, videoHeight: height } = video
    if (width === 0 || height === 0) return
    const density = fitCanvas()
    const context = screen.getContext('2d')!
    context.clearRect(0, 0, screen.width, screen.height)
    const stage = stageOf(width, height, screen.width, screen.height, kiosk.mirror)
    Object.assign(video.style, {
      left: `${stage.left / density}px`,
      top: `${stage.top / density}px`,
      width: `${(width * stage.scale) / density}px`,
      height: `${(height * stage.scale) / density}px`,
      transform: stage.mirror ? 'scaleX(-1)' : 'none',
    })
    const faces = motion.at(captured)
    drawFaces(context, faces, stage, density, labels)
    screen.dataset.faces = String(faces.length)
    const done = performance.now()
    drawnAt(done, fresh ? fresh.received : now, fresh ? fresh.at : null)
    fresh = null
    if (sent !== null && done - sent.since > ANSWER_MS) sent = null
    if (sent === null && now - lastSent >= SEND_EVERY_MS) capture(width, height, captured)
  }

  function capture(width: number, height: number, captured: number) {
    const scale = Math.min(1, LONG_SIDE / Math.max(width, height))
    small.width = Math.round(width * scale)
    small.height = Math.round(height * scale)
    small.getContext('2d', { willReadFrequently: true })!.drawImage(video, 0, 0, small.width, small.height)
    const mine = { sequence: ++sequence, at: captured, scale, since: performance.now() }
    sent = mine
    lastSent = mine.since
    small.toBlob(
      async (blob) => {
        if (blob === null || closed) return
        const picture = new Uint8Array(await blob.arrayBuffer())
        const message = new Uint8Array(4 + picture.length)
        new DataView(message.buffer).setUint32(0, mine.sequence)
        message.set(picture, 4)
        if (!send(message.buffer) && sent === mine) sent = null
      },
      'image/jpeg',
      0.8,
    )
  }

  void open()
  return {
    answer(frame: KioskFrame, meshes: Float32Array[]) {
      const of = sent
      if (of === null || of.sequence !== frame.sequence) return
      sent = null
      problem(null)
      told(frame)
      analysed(frame.latencyMs)
      if (frame.state !== 'ANALYSING') {
        motion.clear()
        return
      }
      for (const mesh of meshes) for (let i = 0; i < mesh.length; i++) mesh[i]! /= of.scale
      motion.observe(frame.faces, meshes, of.at)
      fresh = { at: of.at, received: performance.now() }
      screen.dataset.sequence = String(frame.sequence)
    },
    message(message: { type: string; detail?: string }) {
      if (message.type === 'busy') {
        sent = null
        lastSent = performance.now() + 2000
        motion.clear()
        problem('Another screen shows this kiosk. This one goes on when that one ends.')
      } else if (message.type === 'refused') {
        sent = null
        lastSent = performance.now() + 1000
        motion.clear()
        problem(message.detail ?? 'The picture was refused.')
      }
    },
    close() {
      closed = true
      clearTimeout(retry)
      if ('cancelVideoFrameCallback' in video) video.cancelVideoFrameCallback(handle)
      else cancelAnimationFrame(handle)
      if (stream) stop(stream)
      video.srcObject = null
    },
  }
}

const stop = (stream: MediaStream) => stream.getTracks().forEach((track) => track.stop())

function wordsOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError') return 'The browser may not use its camera. Allow it for this page, then it goes on by itself.'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'This device has no camera. Connect one, then it goes on by itself.'
  if (name === 'NotReadableError') return 'Another program uses the camera. Close it, then it goes on by itself.'
  return `The camera cannot be opened: ${messageOf(error)}`
}

/** Nobody is there: a face that draws itself. */
function Invitation({ name }: { name: string }) {
  return (
    <div className="kiosk-invitation" data-testid="kiosk-invitation">
      <svg viewBox="0 0 200 250" aria-hidden="true">
        <path pathLength="1" d="M100 14c44 0 70 34 70 84 0 60-32 138-70 138S30 158 30 98c0-50 26-84 70-84z" />
        <path pathLength="1" d="M48 96c9-10 24-12 35-4M117 92c11-8 26-6 35 4" />
        <path pathLength="1" d="M52 115c8-9 22-9 30 0-8 6-22 6-30 0zM118 115c8-9 22-9 30 0-8 6-22 6-30 0z" />
        <path pathLength="1" d="M100 104c-2 22-4 34-12 48 5 6 19 6 24 0-8-14-10-26-12-48" />
        <path pathLength="1" d="M72 186c12-9 20-9 28-4 8-5 16-5 28 4-16 14-40 14-56 0zM72 186c20 4 36 4 56 0" />
      </svg>
      <h1>{name}</h1>
      <p>Step in front of the camera.</p>
    </div>
  )
}

function Explanation({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current!
    element.showModal()
    return () => element.close()
  }, [])
  return (
    <dialog ref={dialog} className="kiosk-why" aria-labelledby="kiosk-why-title" onCancel={onClose} data-testid="kiosk-explanation">
      <h2 id="kiosk-why-title">How this is computed</h2>
      <p>
        <b>Lines.</b> A network finds 468 points of each face, some thirty times a second. The lines join those around the face, eyes, brows,
        nose and lips.
      </p>
      <p>
        <b>Age and sex</b> are guesses of two networks. The ages are a range because they err: about nine of ten people of that guess are within it. The sex is
        told only where the guess is fairly sure. Neither says anything about who you are. Where this screen shows goods, they help to choose them.
      </p>
      <p>
        <b>Appeal is for fun.</b> It is computed from the lines alone: how symmetric the face is, and how near its proportions come to those that
        studies found people to like on average. Everybody gets 90 to 99. It is no judgement of anybody, it is used for nothing, and it is never
        stored.
      </p>
      <p>
        <b>Nothing is stored</b> of your face: no picture, no lines, no numbers. All of it is forgotten when you step aside. Only how many people
        of which age stood here in an hour is counted, and fewer than five are not shown. Nothing here opens or refuses a door.
      </p>
      <p>
        <b>Goods</b>, where the screen shows some, are chosen by the guessed age and sex, the time of day, and what people like you touched. What
        is not for children is shown only where everybody in view is surely old enough. Shows and touches are counted by hour, age and sex.
      </p>
      <p>
        <b>A name</b> appears only for members who agreed to be greeted here.
      </p>
      <div className="actions">
        <button type="button" className="primary" onClick={onClose} autoFocus data-testid="kiosk-why-close">
          Close
        </button>
      </div>
    </dialog>
  )
}
