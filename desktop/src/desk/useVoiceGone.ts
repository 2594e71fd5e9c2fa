/**
 * Whether the seat is in a call that cannot be heard on this page: a reload took the voice with it, and the exchange
 * has not noticed yet. It is said after a moment, for the end of a call arrives by two ways.
 */
import { computed, onScopeDispose, ref, watch } from 'vue'
import { useDesk } from './desk'

const MOMENT_MS = 2_000

export function useVoiceGone() {
  const { state } = useDesk().hub
  const deaf = computed(() => state.live.seat?.state === 'talking' && state.phone.line === 'registered' && state.phone.phase === 'none')
  const gone = ref(false)
  let later: number | undefined
  watch(deaf, (now) => {
    window.clearTimeout(later)
    gone.value = false
    if (now) later = window.setTimeout(() => { gone.value = true }, MOMENT_MS)
  }, { immediate: true })
  onScopeDispose(() => window.clearTimeout(later))
  return gone
}
