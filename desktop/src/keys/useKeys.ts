/** The keyboard's listener and who handles which action now. The newest handler of an action wins (a page over the shell). */
import { onBeforeUnmount } from 'vue'
import type { Action, KeyMap } from './map'
import { actionOf } from './map'

type Handler = () => void

const handlers = new Map<Action, Handler[]>()
let paused = false

/** Handle an action while the calling component lives. */
export function useAction(action: Action, handler: Handler): void {
  const stack = handlers.get(action) ?? []
  stack.push(handler)
  handlers.set(action, stack)
  onBeforeUnmount(() => { stack.splice(stack.indexOf(handler), 1) })
}

/** While a key is being chosen in the settings, no action may fire. */
export function pauseKeys(now: boolean): void {
  paused = now
}

export function listenToKeys(map: () => KeyMap): void {
  window.addEventListener('keydown', (event) => {
    if (paused || event.repeat) return
    const action = actionOf(map(), event) ?? (questionMark(event) ? 'help' : null)
    const handler = action ? handlers.get(action)?.at(-1) : undefined
    if (!handler) return
    event.preventDefault()
    handler()
  })
}

/** `?` opens the help too, wherever it is not text. */
function questionMark(event: KeyboardEvent): boolean {
  return event.key === '?' && !event.ctrlKey && !event.altKey && !event.metaKey && !isTextEntry(event.target)
}

export function isTextEntry(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}
