/** Escape gives up what is open, wherever the focus stands, while the calling component lives. */
import { onBeforeUnmount, onMounted } from 'vue'

export function useEscape(giveUp: () => void): void {
  const listen = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) giveUp()
  }
  onMounted(() => window.addEventListener('keydown', listen))
  onBeforeUnmount(() => window.removeEventListener('keydown', listen))
}
