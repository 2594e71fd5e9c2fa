/**
 * Which key does what. Pure: reading, comparing, naming and changing the map. Listening to the keyboard may not live here.
 *
 * Keys are physical (`KeyboardEvent.code`), so that an input method or Option+letter on a Mac does not change them. The usual set is
 * Alt+letter: NVDA and JAWS use Insert or CapsLock, VoiceOver Control+Option, TalkBack on ChromeOS Search, so none of them is touched.
 * The one-handed set is single function keys that browsers leave free.
 */

export const ACTIONS = ['answer', 'hang-up', 'mute', 'toggle-ready', 'ticket', 'save', 'conclude', 'moves', 'clocks', 'look', 'dial', 'status', 'help'] as const
export type Action = (typeof ACTIONS)[number]
export type KeyMap = Record<Action, string>

export interface Stroke {
  code: string
  altKey: boolean
  ctrlKey: boolean
  shiftKey: boolean
  metaKey: boolean
}

export const USUAL: KeyMap = {
  'answer': 'Alt+KeyA', 'hang-up': 'Alt+KeyH', 'mute': 'Alt+KeyM', 'toggle-ready': 'Alt+KeyR', 'ticket': 'Alt+KeyT',
  'save': 'Alt+KeyS', 'conclude': 'Alt+KeyC', 'moves': 'Alt+KeyG', 'clocks': 'Alt+KeyL', 'look': 'Alt+KeyU', 'dial': 'Alt+KeyB', 'status': 'Alt+KeyI', 'help': 'F1',
}

export const ONE_HANDED: KeyMap = {
  'answer': 'F2', 'hang-up': 'F4', 'mute': 'F8', 'toggle-ready': 'F9', 'ticket': 'F3',
  'save': 'F7', 'conclude': 'Shift+F7', 'moves': 'Shift+F3', 'clocks': 'Shift+F9', 'look': 'Shift+F8', 'dial': 'Shift+F2', 'status': 'F10', 'help': 'F1',
}

/** Keys that belong to the browser, the system or text entry: never taken. */
const FORBIDDEN = new Set(['Tab', 'Enter', 'Space', 'Escape', 'F5', 'F6', 'F11', 'F12', 'Alt+F4', 'Alt+Tab', 'Alt+KeyD', 'Alt+KeyF', 'Alt+KeyE'])
const MODIFIERS = /^(Alt|Control|Shift|Meta|CapsLock|OS)/

/** A stroke as text, e.g. `Alt+KeyA`; null for a bare modifier. */
export function strokeText(stroke: Stroke): string | null {
  if (!stroke.code || MODIFIERS.test(stroke.code)) return null
  const parts = [stroke.ctrlKey && 'Ctrl', stroke.altKey && 'Alt', stroke.shiftKey && 'Shift', stroke.metaKey && 'Meta', stroke.code]
  return parts.filter(Boolean).join('+')
}

/** The action of a stroke, or null. */
export function actionOf(map: KeyMap, stroke: Stroke): Action | null {
  const text = strokeText(stroke)
  return ACTIONS.find((action) => map[action] === text) ?? null
}

export type Refusal = { why: 'types-text' | 'forbidden' } | { why: 'taken'; by: Action }

/** The map with one key changed, or why that cannot be. */
export function rebind(map: KeyMap, action: Action, key: string): KeyMap | Refusal {
  if (FORBIDDEN.has(key) || key.includes('Ctrl+') || key.includes('Meta+')) return { why: 'forbidden' }
  if (!key.includes('Alt+') && /^(Shift\+)?(Key|Digit|Numpad|Arrow|Minus|Equal|Bracket|Semicolon|Quote|Back|Comma|Period|Slash|Delete|Home|End|Page)/.test(key)) {
    return { why: 'types-text' }
  }
  const holder = ACTIONS.find((other) => other !== action && map[other] === key)
  return holder ? { why: 'taken', by: holder } : { ...map, [action]: key }
}

/** How a key is written for people: `Alt+KeyA` is Alt + A. */
export function keyName(key: string): string {
  return key.split('+').map((part) => part.replace(/^(Key|Digit)/, '')).join(' + ')
}

/** The value for `aria-keyshortcuts`. */
export const ariaKey = (key: string): string => key.replace(/(Key|Digit)(?=\w$)/, '')

/** A map read back from storage; whatever is missing or wrong comes from the usual one. */
export function readMap(text: string | null): KeyMap {
  try {
    const read = JSON.parse(text ?? '{}') as Record<string, unknown>
    const keys = ACTIONS.map((action): [Action, string] => {
      const key = read[action]
      return [action, typeof key === 'string' && key ? key : USUAL[action]]
    })
    const distinct = new Set(keys.map(([, key]) => key)).size === keys.length
    return distinct ? (Object.fromEntries(keys) as KeyMap) : { ...USUAL }
  } catch {
    return { ...USUAL }
  }
}
