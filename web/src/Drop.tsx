import { useState, type DragEvent, type ReactNode } from 'react'
import { Icon } from './parts'

interface DropProps {
  accept: string
  multiple?: boolean
  onFiles: (files: File[]) => void
  testId: string
  /** More attributes of the file field, such as those of a problem. */
  field?: object
  children: ReactNode
}

/** A place to choose files at, or to drop them on. */
export function Drop({ accept, multiple = false, onFiles, testId, field = {}, children }: DropProps) {
  const [over, setOver] = useState(false)
  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    onFiles([...event.dataTransfer.files])
  }
  return (
    <label
      className={over ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        type="file"
        className="visually-hidden"
        accept={accept}
        multiple={multiple}
        data-testid={testId}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          event.target.value = ''
          if (files.length > 0) onFiles(files)
        }}
        {...field}
      />
      <Icon name="upload" size={26} />
      <span>{children}</span>
    </label>
  )
}
