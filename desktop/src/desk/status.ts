/** The seat's whole situation in one sentence, for the status key. */
import { spokenLength } from '../i18n/format'
import { nowMs, secondsSince } from './clock'
import type { Desk } from './desk'
import { historyWords, ringWords, seatWords } from './words'

type Translate = (key: string, values?: Record<string, unknown>) => string

export function statusWords(desk: Desk, translate: unknown): string {
  const t = translate as Translate
  const { live, phone } = desk.hub.state
  const { site, session } = desk.state
  const seat = live.seat
  const pop = live.ring ? desk.hub.pops.get(live.ring.id) : null
  const setting = { site, keys: desk.preferences.keys, language: desk.preferences.language }
  const words = [
    seat ? seatWords(seat.state, seat.reason, t, setting) : t('seat.none'),
    session?.seat ? t('said.phoneLine', { line: t(`phone.line.${phone.line}`) }) : '',
    live.ring ? ringWords(live.ring, t, setting) : '',
    pop && !(pop instanceof Error) ? historyWords(pop.history, t) : '',
    live.ring ? t('said.waiting', { length: spokenLength(ringSeconds(desk), t) }) : '',
    phone.muted ? t('phone.muted') : '',
    seat?.state === 'wrap-up' && seat.wrap_up_ends ? t('said.wrapUpLeft', { s: wrapUpLeft(desk) }) : '',
  ]
  return words.filter(Boolean).join(t('said.joint'))
}

/** Seconds until the seat is ready again by itself, by the server's clock. */
export function wrapUpLeft(desk: Desk): number {
  const { seat, skewMs } = desk.hub.state.live
  return seat?.wrap_up_ends ? Math.max(0, Math.ceil((Date.parse(seat.wrap_up_ends) - skewMs - nowMs.value) / 1000)) : 0
}

/** Seconds the ringing caller has waited, counted on from what the server said. */
export function ringSeconds(desk: Desk): number {
  const { ring, ringMs, skewMs } = desk.hub.state.live
  if (!ring) return 0
  if (ring.waited_s !== null) return Math.floor(ring.waited_s + secondsSince(ringMs))
  return secondsSince(Date.parse(ring.queued_at ?? ring.arrived_at) - skewMs)
}
