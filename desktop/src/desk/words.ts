/** What is said aloud about each change, in the language shown. Pure. */
import type { Call, Site } from '../api/types'
import { nameIn, spokenLength } from '../i18n/format'
import type { KeyMap } from '../keys/map'
import { keyName } from '../keys/map'
import type { Said } from '../live/reducer'

type Translate = (key: string, values?: Record<string, unknown>) => string

export interface Setting {
  site: Site | null
  keys: KeyMap
  language: string
}

export function wordsFor(said: Said, translate: unknown, setting: Setting): string {
  const t = translate as Translate
  switch (said.say) {
    case 'ring': return ringWords(said.call, t, setting)
    case 'ring-stopped': return t(`said.ringStopped.${said.why}`)
    case 'answered': return t('said.answered', { caller: callerWords(said.call, t) })
    case 'ended': return t('said.ended', { length: spokenLength(said.talked_s, t) })
    case 'seat': return seatWords(said.seat.state, said.seat.reason, t, setting)
    case 'notice': return said.message
    default: return t(`said.${said.say}`)
  }
}

export function callerWords(call: Call, t: Translate): string {
  return call.hidden ? t('call.hidden') : call.caller_display || call.number
}

function ringWords(call: Call, t: Translate, { keys }: Setting): string {
  const parts = [t('said.ring', { caller: callerWords(call, t) })]
  if (call.area) parts.push(t('said.area', { area: call.area.name }))
  if (call.office_name) parts.push(t('said.office', { office: call.office_name }))
  if (call.reason) parts.push(t('said.reason', { reason: reasonWords(call.reason, t) }))
  parts.push(t('said.pressToAnswer', { key: keyName(keys.answer) }))
  return parts.join(t('said.joint'))
}

const EVIDENCE = ['dialed-area', 'trunk-area', 'caller-landline', 'caller-mobile', 'last-served', 'answered-question', 'default']

/** Why this office: our own words for the known evidence, else the server's sentence. */
export function reasonWords(reason: { evidence: string; text: string }, t: Translate): string {
  return EVIDENCE.includes(reason.evidence) ? t(`evidence.${reason.evidence}`) : reason.text
}

export function seatWords(state: string, reason: string | null, t: Translate, { site, language }: Setting): string {
  const name = reason ? reasonName(reason, t, site, language) : ''
  return name ? t('said.seatBecause', { state: t(`seat.state.${state}`), reason: name }) : t('said.seat', { state: t(`seat.state.${state}`) })
}

export function reasonName(reason: string, t: Translate, site: Site | null, language: string): string {
  if (reason === 'no-answer') return t('seat.noAnswer')
  return nameIn(site?.pause_reasons.find((one) => one.id === reason)?.name, language) || reason
}
