/** Due times, states of clocks and roles in words, in the language shown. Pure: the present is an argument. */
import type { Bar, Clock, TimelineStep } from '../api/document'
import type { Names } from '../api/types'
import type { Tone } from '../parts/tones'

type T = (key: string, values?: Record<string, unknown>) => string

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Below this, what is due is told as soon due. */
const SOON = DAY

/** The two largest units of a length: 2 days 3 hours; 5 hours 20 minutes; 4 minutes. */
export function lengthWords(ms: number, t: T): string {
  const days = Math.floor(ms / DAY)
  const hours = Math.floor((ms % DAY) / HOUR)
  const minutes = Math.floor((ms % HOUR) / MINUTE)
  if (days) return hours ? t('life.span.daysHours', { d: days, h: hours }) : t('life.span.days', { d: days })
  if (hours) return minutes ? t('life.span.hoursMinutes', { h: hours, m: minutes }) : t('life.span.hours', { h: hours })
  return t('life.span.minutes', { m: Math.max(1, minutes) })
}

/** How long until it is due, or since it was. */
export function dueWords(due: string, nowMs: number, t: T): string {
  const left = Date.parse(due) - nowMs
  return left >= 0 ? t('life.due.left', { length: lengthWords(left, t) }) : t('life.due.over', { length: lengthWords(-left, t) })
}

/** The tone of a due time in a list; the words say the same. */
export function dueTone(due: string, nowMs: number): Tone {
  const left = Date.parse(due) - nowMs
  return left < 0 ? 'bad' : left < SOON ? 'warn' : 'calm'
}

const CHINA_MS = 8 * HOUR
const chinaDay = (ms: number): string => new Date(ms + CHINA_MS).toISOString().slice(0, 10)

/** A right that was not used in time: gone, but nothing is late. */
export const lapsed = (clock: Clock): boolean => clock.right && clock.status === 'overdue'

/** The countdown of a clock: counted working days while there are some, else hours and minutes. */
export function clockWords(clock: Clock, nowMs: number, t: T): string {
  if (clock.status === 'stopped') return t(clock.late ? 'life.clock.stoppedLate' : 'life.clock.stoppedInTime')
  if (lapsed(clock)) return t('life.clock.lapsed')
  if (clock.status === 'suspended') return t('life.clock.suspended')
  if (!clock.due) return t('life.clock.atOnce')
  const days = clock.counted.filter((day) => day > chinaDay(nowMs)).length
  if (Date.parse(clock.due) > nowMs && days) return t('life.due.workdays', { n: days })
  return dueWords(clock.due, nowMs, t)
}

export function clockTone(clock: Clock): Tone {
  if (lapsed(clock)) return 'calm'
  if (clock.status === 'overdue' || (clock.status === 'stopped' && clock.late)) return 'bad'
  return ({ warned: 'warn', stopped: 'good', suspended: 'calm', running: 'busy' } as const)[clock.status as 'warned'] ?? 'busy'
}

/** Who did a step: the person, and as what where that says more. */
export function whoWords(step: TimelineStep, t: T, te: (key: string) => boolean): string {
  if (step.actor === 'system') return t('life.system')
  const role = step.role && te(`life.actor.${step.role}`) ? t(`life.actor.${step.role}`) : ''
  if (step.role === 'caller') return t('life.forCaller', { who: step.actor_name })
  return role ? t('life.whoAs', { who: step.actor_name, role }) : step.actor_name
}

/** An article as people cite it: `9(三)` is 第9条(三). What is cited otherwise stays as it is. */
export function articleWords(article: string, t: T): string {
  const [, n, rest] = /^(\d+)(.*)$/.exec(article) ?? []
  return n ? t('life.article', { n, rest: rest ?? '' }) : article
}

/** The lines of an explanation but for those that list days: the page shows the days one by one. */
export function linesWithoutDays(lines: string[]): string[] {
  return lines.filter((line) => !/^(计入|不计|센 날|세지 않은 날)[：:]/.test(line))
}

/** Why a move is barred, or what is owed, in the language shown; Chinese where the regulation's words have no other. */
export const barWords = (bar: Bar, language: string): string => bar.label?.[language.slice(0, 2) as keyof Names] ?? bar.text
