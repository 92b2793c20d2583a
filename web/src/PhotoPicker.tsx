import { useEffect, useRef, useState } from 'react'
import { Drop } from './Drop'
import { Banner, Icon } from './parts'

/** A photo or video that was chosen; `url` shows it as long as it is chosen. */
export interface Photo {
  file: File
  url: string
}

interface PhotoPickerProps {
  photos: Photo[]
  onChange: (change: (before: Photo[]) => Photo[]) => void
  /** The attributes of the file field when it has a problem. */
  invalid: object
}

export function PhotoPicker({ photos, onChange, invalid }: PhotoPickerProps) {
  const [webcam, setWebcam] = useState(false)
  const [unfit, setUnfit] = useState<string | null>(null)

  // The URLs keep the files in memory; give them back when the form goes away.
  const last = useRef(photos)
  useEffect(() => {
    last.current = photos
  })
  useEffect(() => () => last.current.forEach((photo) => URL.revokeObjectURL(photo.url)), [])

  function add(files: File[]) {
    const fit = files.filter((file) => /^(image|video)\//.test(file.type))
    const others = files.filter((file) => !fit.includes(file)).map((file) => file.name)
    setUnfit(others.length === 0 ? null : `Neither a photo nor a video: ${others.join(', ')}`)
    const added = fit.map((file) => ({ file, url: URL.createObjectURL(file) }))
    onChange((before) => [...before, ...added])
  }

  function remove(photo: Photo) {
    URL.revokeObjectURL(photo.url)
    onChange((before) => before.filter((one) => one !== photo))
  }

  return (
    <>
      <p>
        Two or more photos are recommended: it cuts wrong refusals to about a quarter. One short video will do, too.
      </p>
      <Drop accept="image/*,video/*" multiple onFiles={add} testId="enrol-photos" field={invalid}>
        <b>Choose photos</b> or drop them here
      </Drop>
      {unfit && <p className="problem">{unfit}</p>}
      {webcam ? (
        <Webcam onStill={(file) => add([file])} onClose={() => setWebcam(false)} />
      ) : (
        <button type="button" className="with-icon" onClick={() => setWebcam(true)} data-testid="webcam-open">
          <Icon name="camera" /> Take photos with this device’s camera
        </button>
      )}
      {photos.length > 0 && (
        <ul className="photos" aria-label="Chosen photos">
          {photos.map((photo) => (
            <li key={photo.url} data-testid="enrol-photo">
              {photo.file.type.startsWith('video/') ? (
                <video src={photo.url} muted preload="metadata" />
              ) : (
                <img src={photo.url} alt="" />
              )}
              <span className="file" title={photo.file.name}>
                {photo.file.name}
              </span>
              <button
                type="button"
                className="icon-only"
                onClick={() => remove(photo)}
                aria-label={`Remove ${photo.file.name}`}
              >
                <Icon name="no" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const WANTED_STILLS = 3
const poses = ['Look straight at the camera.', 'Turn the head a little to the left.', 'Turn the head a little to the right.']

function Webcam({ onStill, onClose }: { onStill: (file: File) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null)
  const [ready, setReady] = useState(false)
  const [taken, setTaken] = useState(0)
  const [error, setError] = useState<string | null>(null)

  useEffect(() => {
    let stream: MediaStream | null = null
    let closed = false
    async function start() {
      if (!navigator.mediaDevices) {
        setError('Browsers give the camera only to pages over HTTPS or on localhost. Open Gatehouse that way, or upload photos.')
        return
      }
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' },
        })
        if (closed) stream.getTracks().forEach((track) => track.stop())
        else video.current!.srcObject = stream
      } catch (problem) {
        const name = problem instanceof DOMException ? problem.name : ''
        if (!closed) setError(cameraWords(name))
      }
    }
    void start()
    return () => {
      closed = true
      stream?.getTracks().forEach((track) => track.stop())
    }
  }, [])

  function take() {
    const source = video.current!
    const canvas = document.createElement('canvas')
    canvas.width = source.videoWidth
    canvas.height = source.videoHeight
    canvas.getContext('2d')!.drawImage(source, 0, 0)
    canvas.toBlob(
      (still) => {
        if (!still) return setError('This browser could not make a JPEG of the picture. Upload photos instead.')
        onStill(new File([still], `webcam-${Date.now()}.jpg`, { type: 'image/jpeg' }))
        setTaken((before) => before + 1)
      },
      'image/jpeg',
      0.92,
    )
  }

  return (
    <div className="webcam" data-testid="webcam">
      {error ? (
        <Banner kind="error">{error}</Banner>
      ) : (
        <>
          <video ref={video} autoPlay playsInline muted onLoadedData={() => setReady(true)} aria-label="Your camera" />
          <p role="status">
            {taken < WANTED_STILLS
              ? `Photo ${taken + 1} of ${WANTED_STILLS}: ${poses[taken]}`
              : `${taken} photos taken. That is enough; more do no harm.`}
          </p>
        </>
      )}
      <div className="actions start">
        {!error && (
          <button type="button" className="primary with-icon" onClick={take} disabled={!ready} data-testid="webcam-take">
            <Icon name="camera" /> Take photo
          </button>
        )}
        <button type="button" onClick={onClose} data-testid="webcam-close">
          {taken > 0 ? 'Done' : 'Close the camera'}
        </button>
      </div>
    </div>
  )
}

function cameraWords(error: string): string {
  switch (error) {
    case 'NotAllowedError':
      return 'The camera was not allowed. Allow it in the browser’s address bar, then try again, or upload photos.'
    case 'NotFoundError':
      return 'This device has no camera. Upload photos instead.'
    case 'NotReadableError':
      return 'Another program is using the camera. Close it and try again, or upload photos.'
    default:
      return `The camera could not be started${error ? ` (${error})` : ''}. Upload photos instead.`
  }
}
