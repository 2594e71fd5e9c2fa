/** Times, lengths and names as people read them. The hotline's offices live in one time zone, whatever the PC is set to. */
import type { Names } from '../api/types'

const ZONE = 'Asia/Shanghai'

export function dateTime(text: string | null, language: string): string {
  return text ? new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: ZONE }).format(new Date(text)) : ''
}

/** Month, day, weekday and time: for the near future and past. */
export function dayTime(text: string, language: string): string {
  const parts = { month: 'numeric', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return new Intl.DateTimeFormat(language, { ...parts, timeZone: ZONE }).format(new Date(text))
}

export function clockTime(time: string | number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium', timeZone: ZONE, hourCycle: 'h23' }).format(new Date(time))
}

/** Seconds as m:ss (or h:mm:ss) for the eye. */
export function lengthText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const two = (part: number): string => String(part).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** Bytes as KB or MB. */
export function sizeText(bytes: number, language: string): string {
  const [value, unit] = bytes < 1024 * 1024 ? [Math.max(bytes / 1024, 0.1), 'KB'] : [bytes / 1024 / 1024, 'MB']
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)} ${unit}`
}

/** Seconds in words, through the message `length.*`, for the ear. */
export function spokenLength(seconds: number, t: (key: string, values: Record<string, number>) => string): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return t('length.seconds', { s: whole })
  return t('length.minutes', { m: Math.floor(whole / 60), s: whole % 60 })
}

/** A name in the language shown; Chinese where that is missing. */
export function nameIn(names: Names | undefined, language: string): string {
  if (!names) return ''
  return names[language.slice(0, 2) as keyof Names] ?? names.zh ?? Object.values(names)[0] ?? ''
}
