import type { Decision, Door, DoorState } from './api'
import { liveUrl, type DoorFrame, type Face } from './live'
import { Latency, LivePicture } from './LivePicture'
import { captionOf, drawFrame } from './picture'

interface DoorPictureProps {
  door: Door
  /** Null when frames stop coming, so that the state with the last one is out of date. */
  onDoorState: (state: DoorState | null) => void
  onDecision: (decision: Decision) => void
  onConnected: () => void
}

export function DoorPicture({ door, onDoorState, onDecision, onConnected }: DoorPictureProps) {
  return (
    <LivePicture<DoorFrame>
      url={liveUrl('doors', door.id)}
      camera={door.camera}
      draw={drawFrame}
      onFrame={(frame) => onDoorState(frame?.doorState ?? null)}
      onMessage={(message) => {
        if (message.type === 'decision') onDecision(message as { type: string } & Decision)
      }}
      onConnected={onConnected}
      canvasTestId="door-canvas"
      numbers={(frame) => <Latency frame={frame} />}
      numbersTestId="live-numbers"
    >
      {(frame) => <InView people={frame?.tracks ?? null} />}
    </LivePicture>
  )
}

function InView({ people }: { people: Face[] | null }) {
  return (
    <ul className="in-view" aria-label="In view">
      {people === null || people.length === 0 ? (
        <li className="muted">{people === null ? 'Nobody can be seen without a picture.' : 'Nobody in view.'}</li>
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
  )
}
