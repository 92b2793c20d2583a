import { BarChart, HeatmapChart, LineChart, SankeyChart } from 'echarts/charts'
import { GridComponent, LegendPlainComponent, TooltipComponent, VisualMapContinuousComponent } from 'echarts/components'
import { init, use, type ECharts, type EChartsCoreOption } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef, useSyncExternalStore } from 'react'

use([BarChart, HeatmapChart, LineChart, SankeyChart, GridComponent, LegendPlainComponent, TooltipComponent, VisualMapContinuousComponent, CanvasRenderer])

/** The page's colours, which a canvas does not inherit. */
export interface Theme {
  text: string
  muted: string
  line: string
  surface: string
  sunken: string
  accent: string
  font: string
}

function themeNow(): Theme {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    text: colour('text'),
    muted: colour('muted'),
    line: colour('line'),
    surface: colour('surface'),
    sunken: colour('sunken'),
    accent: colour('accent'),
    font: getComputedStyle(document.body).fontFamily,
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)')

interface ChartProps {
  /** Makes the option of ECharts; keep it the same as long as the data are. */
  option: (theme: Theme, narrow: boolean) => EChartsCoreOption
  /** What it shows, for those who cannot see it; the numbers themselves stand in the table. */
  label: string
  testId: string
}

export function Chart({ option, label, testId }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts>(null)
  const isDark = useSyncExternalStore(
    (changed) => {
      dark.addEventListener('change', changed)
      return () => dark.removeEventListener('change', changed)
    },
    () => dark.matches,
  )

  useEffect(() => {
    const element = place.current!
    const mine = init(element)
    chart.current = mine
    const observer = new ResizeObserver(() => mine.resize())
    observer.observe(element)
    return () => {
      observer.disconnect()
      mine.dispose()
      chart.current = null
    }
  }, [])

  useEffect(() => {
    const theme = themeNow()
    chart.current!.setOption(
      {
        animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
        animationDuration: 250,
        animationDurationUpdate: 250,
        textStyle: { fontFamily: theme.font, color: theme.muted },
        ...option(theme, place.current!.clientWidth < 560),
      },
      { notMerge: true },
    )
  }, [option, isDark])

  return <div ref={place} className="chart" role="img" aria-label={label} data-testid={testId} />
}

/** A tooltip that is drawn on the canvas: the Content-Security-Policy lets no HTML with styles of its own in. */
export const tooltip = (theme: Theme) => ({
  renderMode: 'richText' as const,
  confine: true,
  backgroundColor: theme.surface,
  borderColor: theme.line,
  textStyle: { color: theme.text, fontSize: 13, fontFamily: theme.font },
})
