import { KioskPicks, usePicks } from './KioskPicks'
import { KioskScreen } from './KioskScreen'

/** A kiosk with goods beside its picture, where there are any. */
export function KioskShowroom({ kioskId, token }: { kioskId: string; token: string | null }) {
  const goods = usePicks(kioskId, token)
  return <KioskScreen kioskId={kioskId} token={token} beside={goods.shown === null ? undefined : <KioskPicks goods={goods} />} />
}
