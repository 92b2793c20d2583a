import { useRef, type ReactNode } from 'react'
import type { Observation, Street } from './api'
import { number } from './format'
import { liveUrl, type StreetFrame } from './live'
import { Latency, LivePicture } from './LivePicture'
import { classColour, countByClass, plural } from './scene'
import { StreetPainter, type Shown } from './streetPicture'

interface StreetPictureProps {
  street: Street
  shown: Shown
  onShown: (shown: Shown) => void
  /** While the layout is edited it lies over the picture, not in it, and no label covers it. */
  editing: boolean
  onFrame: (frame: StreetFrame | null) => void
  onObservation: (observation: Observation) => void
  onConnected: () => void
  overlay?: ReactNode
  tools?: ReactNode
}

const toggles: Record<keyof Shown, string> = { boxes: 'Boxes', trails: 'Trails', labels: 'Labels', zones: 'Zones and lines' }

export function StreetPicture({ street, shown, onShown, editing, onFrame, onObservation, onConnected, overlay, tools }: StreetPictureProps) {
  const painter = useRef<StreetPainter>(null)
  painter.current ??= new StreetPainter()
  const { health } = street

  return (
    <LivePicture<StreetFrame>
      url={liveUrl('streets', street.id)}
      camera={street.camera}
      draw={(context, picture, frame, density) =>
        painter.current!.draw(context, picture, frame, street.layout, editing ? { ...shown, labels: false, zones: false } : shown, density)
      }
      onFrame={onFrame}
      onMessage={(message) => {
        if (message.type === 'observation') onObservation(message as { type: string } & Observation)
      }}
      onConnected={onConnected}
      canvasTestId="street-canvas"
      overlay={overlay}
      tools={!editing && (
        <div className="picture-tools">
          <div className="toggles" role="group" aria-label="Show on the picture">
            {(Object.keys(toggles) as (keyof Shown)[]).map((what) => (
              <button
                key={what}
                type="button"
                aria-pressed={shown[what]}
                data-testid={`toggle-${what}`}
                onClick={() => onShown({ ...shown, [what]: !shown[what] })}
              >
                {toggles[what]}
              </button>
            ))}
          </div>
          {tools}
        </div>
      )}
      numbers={(frame) => (
        <>
          <Latency frame={frame} />
          <span>
            <b>{Math.round(frame.gateSaving * 100)} %</b> of the detector's work saved
          </span>
          <span>
            detector <b>{health.detectorMs.toFixed(1)}</b> ms
          </span>
        </>
      )}
      numbersTestId="street-numbers"
    >
      {(frame) => (
        <>
          {(health.failures > 0 || street.alarm) && (
            <p className="street-trouble" data-testid="street-trouble">
              {street.alarm && <strong>{street.alarm}</strong>}
              {health.failures > 0 && (
                <span>
                  {number(health.failures)} {health.failures === 1 ? 'frame' : 'frames'} could not be looked at
                  {health.lastFailure && `: ${health.lastFailure}`}
                </span>
              )}
            </p>
          )}
          <InView frame={frame} />
        </>
      )}
    </LivePicture>
  )
}

/** How many of each class are in view: on a street, a line for each would be a page. */
function InView({ frame }: { frame: StreetFrame | null }) {
  if (frame === null || frame.tracks.length === 0) {
    return <p className="in-view muted">{frame === null ? 'Nothing can be seen without a picture.' : 'Nothing in view.'}</p>
  }
  const still = frame.tracks.filter((track) => !track.moving).length
  return (
    <ul className="in-view classes" aria-label="In view" data-testid="street-in-view">
      {countByClass(frame.tracks).map(([name, count]) => (
        <li key={name}>
          <span className="dot" style={{ background: classColour(name) }} aria-hidden="true" />
          <b>{count}</b> {plural(name, count)}
        </li>
      ))}
      {still > 0 && <li className="muted">{still} standing still</li>}
    </ul>
  )
}
