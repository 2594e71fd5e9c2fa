/** What is said aloud about each change, in the language shown. Pure. */
import type { Call, Site, TicketLine } from '../api/document'
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
    case 'history': return historyWords(said.lines, t)
    case 'answered': return t('said.answered', { caller: spokenCaller(said.call, t) })
    case 'ended': return t('said.ended', { length: spokenLength(said.talked_s, t) })
    case 'outgoing': return t(`out.state.${said.state}`)
    case 'outgoing-ended':
      return said.outcome === 'answered' ? t('said.ended', { length: spokenLength(said.talked_s, t) }) : t('out.notReached', { why: t(`call.outcomeName.${said.outcome}`) })
    case 'seat': return seatWords(said.seat.state, said.seat.reason, t, setting)
    case 'notice': return noticeWords(said, t)
    default: return t(`said.${said.say}`)
  }
}

export function callerWords(call: Call, t: Translate): string {
  return call.hidden ? t('call.hidden') : call.caller_display || call.number || t('call.hidden')
}

/** The caller for the ear: digits apart, for voices read 13855101234 as thirteen thousand million. */
export function spokenCaller(call: Call, t: Translate): string {
  return callerWords(call, t).replace(/\d(?=\d)/g, '$& ')
}

/** How often this number called before, and what about last; nothing for who never did. */
export function historyWords(lines: TicketLine[], t: Translate): string {
  const [latest] = lines
  if (!latest) return ''
  return t('said.history', { n: lines.length, title: latest.title || t('tickets.untitled'), state: t(`ticket.stateName.${latest.state}`) })
}

/** Who calls, from where, to which office and why. */
export function ringWords(call: Call, t: Translate, { keys, site, language }: Setting): string {
  const parts = [t('said.ring', { caller: spokenCaller(call, t) })]
  if (call.area?.name) parts.push(t('said.area', { area: call.area.name }))
  const office = officeOf(call, site, language)
  if (office) parts.push(t('said.office', { office }))
  if (call.reason?.evidence) parts.push(t('said.reason', { reason: reasonWords(call.reason, t) }))
  parts.push(t('said.pressToAnswer', { key: keyName(keys.answer) }))
  return parts.join(t('said.joint'))
}

const EVIDENCE = ['dialed-area', 'trunk-area', 'caller-landline', 'caller-mobile', 'last-served', 'answered-question', 'handed-on', 'default']

/** Why this office: our own words for the known evidence, else the server's sentence. */
export function reasonWords(reason: Call['reason'], t: Translate): string {
  if (reason?.evidence && EVIDENCE.includes(reason.evidence)) return t(`evidence.${reason.evidence}`)
  return reason?.text ?? t('app.none')
}

/** The office's name in the language shown; frames carry it in the language in which the stream was opened. */
export function officeOf(call: Call, site: Site | null, language: string): string {
  return nameIn(site?.offices.find((office) => office.id === call.office)?.name, language) || call.office_name || ''
}

const NOTICES = ['ring-no-answer', 'wrap-up-over', 'back-from-away', 'phone-gone', 'phone-back', 'asterisk-lost', 'asterisk-back']

/** A notice in the language shown, where we know its code; else as the server wrote it. */
export function noticeWords(notice: { code: string; message: string }, t: Translate): string {
  return NOTICES.includes(notice.code) ? t(`notice.${notice.code}`) : notice.message
}

export function seatWords(state: string, reason: string | null, t: Translate, { site, language }: Setting): string {
  const name = reason && reason !== state ? reasonName(reason, t, site, language) : ''
  return name ? t('said.seatBecause', { state: t(`seat.state.${state}`), reason: name }) : t('said.seat', { state: t(`seat.state.${state}`) })
}

export function reasonName(reason: string, t: Translate, site: Site | null, language: string): string {
  if (reason === 'no-answer') return t('seat.noAnswer')
  if (reason === 'away') return t('seat.away')
  return nameIn(site?.pause_reasons.find((one) => one.id === reason)?.name, language) || reason
}
