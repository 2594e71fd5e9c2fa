/**
 * Whether the seat was in a call that cannot be heard on this page: a reload took the voice with it. After a moment, for
 * the end of a call arrives by two ways, the exchange is told, so that the caller does not sit in silence until it
 * notices by itself. It stays said until the phone rings again or the seat is ready.
 */
import { computed, onScopeDispose, ref, watch } from 'vue'
import { useDesk } from './desk'

const MOMENT_MS = 2_000

export function useVoiceGone() {
  const { hub } = useDesk()
  const { state } = hub
  const deafIn = computed(() => {
    const { seat } = state.live
    return seat?.state === 'talking' && state.phone.line === 'registered' && state.phone.phase === 'none' ? seat.call_id : null
  })
  const heardAgain = computed(() => state.phone.phase !== 'none' || state.live.seat?.state === 'ready')
  const gone = ref(false)
  let later: number | undefined
  watch(deafIn, (call) => {
    window.clearTimeout(later)
    if (!call || gone.value) return
    later = window.setTimeout(() => {
      gone.value = true
      void hub.giveBack(call)
    }, MOMENT_MS)
  }, { immediate: true })
  watch(heardAgain, (now) => { if (now) gone.value = false })
  onScopeDispose(() => window.clearTimeout(later))
  return gone
}
