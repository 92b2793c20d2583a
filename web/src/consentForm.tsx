import type { InputHTMLAttributes, ReactNode } from 'react'
import type { Notice, Place } from './api'

/** The notice word for word, in a box that scrolls, also by the keyboard. */
export function NoticeText({ notice, testId }: { notice: Pick<Notice, 'language' | 'text'>; testId?: string }) {
  return (
    <div
      className="notice-text"
      tabIndex={0}
      role="region"
      aria-label="Consent notice"
      lang={notice.language}
      data-testid={testId}
    >
      {notice.text}
    </div>
  )
}

interface ChoiceProps {
  value: string
  words: string
  chosen: string[]
  onChange: (change: (before: string[]) => string[]) => void
  indented?: boolean
  input?: InputHTMLAttributes<HTMLInputElement>
}

/** One of several things that can be chosen together. */
export function Choice({ value, words, chosen, onChange, indented, input }: ChoiceProps) {
  return (
    <label className={indented ? 'check indented' : 'check'}>
      <input
        type="checkbox"
        checked={chosen.includes(value)}
        onChange={(event) =>
          onChange((before) => (event.target.checked ? [...before, value] : before.filter((one) => one !== value)))
        }
        {...input}
      />
      {words}
    </label>
  )
}

interface PlacesFieldProps {
  places: Place[]
  everywhere: boolean
  onEverywhere: (everywhere: boolean) => void
  chosen: string[]
  onChosen: (change: (before: string[]) => string[]) => void
  /** Of the first place, such as what is wrong with the choice. */
  first?: InputHTMLAttributes<HTMLInputElement>
  testId?: string
  children?: ReactNode
}

/** All places, or some of them. */
export function PlacesField(props: PlacesFieldProps) {
  return (
    <fieldset>
      <legend>Places</legend>
      <label className="check">
        <input
          type="checkbox"
          checked={props.everywhere}
          onChange={(event) => props.onEverywhere(event.target.checked)}
          data-testid={props.testId}
        />
        All places of this site
      </label>
      {!props.everywhere &&
        props.places.map((place, index) => (
          <Choice
            key={place.id}
            value={place.id}
            words={place.name}
            chosen={props.chosen}
            onChange={props.onChosen}
            indented
            input={index === 0 ? props.first : undefined}
          />
        ))}
      {props.children}
    </fieldset>
  )
}
