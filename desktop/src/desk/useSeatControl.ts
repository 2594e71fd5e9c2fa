/** Changing one's own state: ready, pause with a reason, offline. Shared by the panel's buttons and the keys. */
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useDesk } from './desk'

const lastReason = ref<string | null>(null)
const failure = ref('')

export function useSeatControl() {
  const desk = useDesk()
  const { t } = useI18n()

  async function set(state: 'ready' | 'paused' | 'offline', reason: string | null = null): Promise<void> {
    try {
      await desk.hub.setSeat(state, reason)
      failure.value = ''
    } catch (error) {
      failure.value = t('seat.refused', { message: (error instanceof Error && error.message) || t('problem.offline.title') })
      desk.announcer.say(failure.value, true)
    }
  }

  const reason = (): string | null => lastReason.value ?? desk.state.site?.pause_reasons[0]?.id ?? null

  async function toggle(): Promise<void> {
    const state = desk.hub.state.live.seat?.state // not known yet just after signing in: the key still means "ready"
    if (state === 'ready') await set('paused', reason())
    else if (state !== 'ringing' && state !== 'talking') await set('ready')
    else desk.announcer.say(t('said.seat', { state: t(`seat.state.${state}`) }))
  }

  return { set, toggle, reason, lastReason, failure }
}
