/** An area as a plain drawing, where there is no WebGL: the same layers and handles, without zooming. */

import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import type { Point } from './api'
import type { PlanFeature, PlanLayer, PlanMapProps } from './PlanMap'

/** A value of `paint`, or of the feature where it says "get"; what else MapLibre can compute is not known here. */
function painted(layer: PlanLayer, feature: PlanFeature, name: string, otherwise: string): string {
  const value = layer.paint?.[name]
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (Array.isArray(value) && value[0] === 'get') return String(feature.properties[value[1]] ?? otherwise)
  return String(feature.properties.color ?? otherwise)
}

export function PlanDrawing({ area, layers, handles = [], onClick, onPointer, legend, label, className }: PlanMapProps) {
  const svg = useRef<SVGSVGElement>(null)
  const held = useRef<string | null>(null)
  const unit = Math.max(area.width, area.height) / 900

  function at(event: { clientX: number; clientY: number }): Point {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.current!.getScreenCTM()!.inverse())
    return [x, y]
  }

  function move(event: PointerEvent) {
    const handle = handles.find((one) => one.id === held.current)
    if (handle) handle.onMove?.(at(event))
    else onPointer?.(at(event))
  }

  function nudge(event: KeyboardEvent, id: string) {
    const handle = handles.find((one) => one.id === id)
    const to = handle && nudged(handle.at, event, area.width)
    if (to && handle.onMove) {
      event.preventDefault()
      handle.onMove(to)
    } else if (event.key === 'Enter') handle?.onClick?.()
  }

  return (
    <div className={`plan-map drawing ${className ?? ''}`} data-testid="plan-map" data-ready="true">
      <svg
        ref={svg}
        viewBox={`0 0 ${area.width} ${area.height}`}
        role="group"
        aria-label={label ?? `Plan of ${area.name}`}
        onClick={(event) => onClick?.(at(event))}
        onPointerMove={move}
        onPointerUp={() => (held.current = null)}
        onPointerLeave={() => onPointer?.(null)}
      >
        <rect width={area.width} height={area.height} className="paper" />
        {area.plan && <image href={area.plan.url} width={area.width} height={area.height} preserveAspectRatio="none" />}
        {layers.map((layer) => (
          <g key={layer.id}>
            {layer.features.map((feature, i) => (
              <Shape key={i} layer={layer} feature={feature} unit={unit} />
            ))}
          </g>
        ))}
        {handles.map((handle) => (
          <g
            key={handle.id}
            className={`plan-handle ${handle.className ?? ''}`}
            tabIndex={0}
            role="button"
            aria-label={handle.label}
            data-handle={handle.id}
            onPointerDown={(event) => {
              event.stopPropagation()
              held.current = handle.id
            }}
            onClick={(event) => {
              event.stopPropagation()
              handle.onClick?.()
            }}
            onKeyDown={(event) => nudge(event, handle.id)}
          >
            <circle cx={handle.at[0]} cy={handle.at[1]} r={9 * unit} />
            {handle.text && (
              <text x={handle.at[0]} y={handle.at[1] + 4 * unit} fontSize={12 * unit} textAnchor="middle">
                {handle.text}
              </text>
            )}
          </g>
        ))}
      </svg>
      {legend && <div className="plan-legend">{legend}</div>}
    </div>
  )
}

/** Where an arrow key takes a point: a thousandth of the area, with Shift a fiftieth; null for other keys. */
export function nudged([x, y]: Point, event: { key: string; shiftKey: boolean }, width: number): Point | null {
  const step = width * (event.shiftKey ? 0.02 : 0.001)
  switch (event.key) {
    case 'ArrowLeft':
      return [x - step, y]
    case 'ArrowRight':
      return [x + step, y]
    case 'ArrowUp':
      return [x, y - step]
    case 'ArrowDown':
      return [x, y + step]
    default:
      return null
  }
}

function Shape({ layer, feature, unit }: { layer: PlanLayer; feature: PlanFeature; unit: number }) {
  const { geometry } = feature
  const onClick = layer.onClick && (() => layer.onClick!(feature))
  const list = (points: Point[]) => points.map((point) => point.join(',')).join(' ')
  if (geometry.type === 'Polygon') {
    const colour = painted(layer, feature, 'fill-color', '#0d5c75')
    const opacity = layer.paint?.['fill-opacity']
    return (
      <polygon
        points={list(geometry.coordinates[0] ?? [])}
        fill={colour}
        fillOpacity={typeof opacity === 'number' ? opacity : 0.16}
        onClick={onClick}
      />
    )
  }
  if (geometry.type === 'LineString') {
    const width = layer.paint?.['line-width']
    return (
      <polyline
        points={list(geometry.coordinates)}
        fill="none"
        stroke={painted(layer, feature, 'line-color', '#0d5c75')}
        strokeWidth={(typeof width === 'number' ? width : 3) * unit}
        strokeLinecap="round"
        strokeDasharray={layer.kind === 'dotted' ? `0 ${6 * unit}` : undefined}
        onClick={onClick}
      />
    )
  }
  const [x, y] = geometry.coordinates
  if (layer.kind === 'symbol') {
    return (
      <text x={x} y={y} fontSize={13 * unit} textAnchor="middle" className="shape-name" strokeWidth={3 * unit}>
        {String(feature.properties.label ?? '')}
      </text>
    )
  }
  const heat = layer.kind === 'heat'
  const radius = layer.paint?.['circle-radius']
  return (
    <circle
      cx={x}
      cy={y}
      r={(heat ? 24 : typeof radius === 'number' ? radius : 6) * unit}
      fill={heat ? '#dc2626' : painted(layer, feature, 'circle-color', '#0d5c75')}
      fillOpacity={heat ? 0.1 : 1}
      stroke={heat ? 'none' : '#fff'}
      strokeWidth={2 * unit}
      onClick={onClick}
    />
  )
}
