/** What this person set on this machine: language, keys, ringtone, microphone, text size. Kept in local storage; nothing secret. */
import { reactive, watch } from 'vue'
import type { Language } from '../api/types'
import type { KeyMap } from '../keys/map'
import { readMap } from '../keys/map'

export interface Preferences {
  language: Language
  keys: KeyMap
  ringtone: boolean
  microphone: string | null
  largeText: boolean
}

export const LANGUAGES: readonly Language[] = ['zh-CN', 'ko', 'en']
const PLACE = 'hotline.preferences'

export function asLanguage(text: unknown): Language | null {
  if (text === 'zh') return 'zh-CN'
  return LANGUAGES.find((language) => language === text) ?? null
}

/** Read once at start; every change is written back. */
export function loadPreferences(storage: Storage): Preferences {
  let read: Record<string, unknown> = {}
  try {
    read = JSON.parse(storage.getItem(PLACE) ?? '{}') as Record<string, unknown>
  } catch {
    // Damaged: begin anew.
  }
  const preferences = reactive<Preferences>({
    language: asLanguage(read['language']) ?? 'zh-CN',
    keys: readMap(JSON.stringify(read['keys'] ?? {})),
    ringtone: read['ringtone'] !== false,
    microphone: typeof read['microphone'] === 'string' ? read['microphone'] : null,
    largeText: read['largeText'] === true,
  })
  watch(preferences, (now) => storage.setItem(PLACE, JSON.stringify(now)), { deep: true })
  return preferences
}
